/** Which bundles a posting of a component touches. */
import { describe, expect, it } from '@jest/globals';
import { parseLocationId, parseSku } from '../../../../shared/domain/identifiers.ts';
import type { ComponentStock } from '../../../../shared/domain/stock/bundle.ts';
import { NO_STOCK, type Stock } from '../../../../shared/domain/stock/stock.ts';
import { mayTouchBundle } from '../../../../shared/domain/stock/touched-bundles.ts';
import { MAIN } from '../../../fakes/facts.ts';

const PLATE = parseSku('PLATE');
const SHOP = parseLocationId('shop');

const at = (main: number, shop?: number): Stock => ({
  [MAIN]: { ...NO_STOCK, onHand: main },
  ...(shop !== undefined && { [SHOP]: { ...NO_STOCK, onHand: shop } }),
});
const component = (stock: Stock, quantity = 1): ComponentStock => ({
  ...{ sku: PLATE, quantity, stock },
  withheldFromBundles: 0,
});
const states = (...stocks: readonly Stock[]) => stocks.map((stock) => ({ stock, withheldFromBundles: 0 }));

describe('a posting of a component', () => {
  it.each([
    ['of which there is more than of another one', [at(10), at(9)], [component(at(3))], 1, false],
    ['of which there is as many as of another one', [at(10), at(9)], [component(at(9))], 1, true],
    ['of which there was less than of another one', [at(2), at(9)], [component(at(3))], 1, true],
    ['of which there is less than of another one', [at(9), at(2)], [component(at(3))], 1, true],
    ['of which there was less in between', [at(9), at(2), at(9)], [component(at(3))], 1, true],
    ['that is the only one', [at(10), at(9)], [], 1, true],
    ['that is enough for as many bundles as before', [at(11), at(10)], [], 2, false],
    ['that moved from one location to another', [at(5, 5), at(4, 6)], [component(at(2, 6))], 1, true],
    ['that moved where another one is scarcer', [at(5, 5), at(4, 6)], [component(at(2, 2))], 1, false],
    ['that moved where another one is not', [at(5, 5), at(5, 4)], [component(at(9))], 1, false],
    ['that came where it never was', [at(5), at(5, 4)], [component(at(9, 9))], 1, true],
  ])('%s may touch the bundle: %#', (_, stocks, others, quantity, touches) => {
    expect(mayTouchBundle(states(...stocks), { quantity, others })).toBe(touches);
  });

  it('touches the bundle where its safety stock changes what is left for it', () => {
    const withSafety = (withheldFromBundles: number) => ({ stock: at(5), withheldFromBundles });
    expect(mayTouchBundle([withSafety(0), withSafety(1)], { quantity: 1, others: [] })).toBe(true);
  });
});

/**
 * Every run of two postings of two components, and of three: each is judged when it and any number of those after it are
 * written. A push that reads the components after the last posting that touches the bundle must find what it comes to in the
 * end, however the postings after that lie between the reads.
 */
describe('postings of components at the same moment', () => {
  const NUMBERS = [0, 1, 2] as const;
  const worlds = [
    { components: 2, postings: 2 },
    { components: 2, postings: 3 },
    { components: 3, postings: 3 },
  ];

  it.each(worlds)('touch the bundle while what it shows may change: %o', ({ components, postings }) => {
    let runs = 0;
    for (const begin of tuples(components, NUMBERS.length)) {
      for (const steps of tuples(postings, components * NUMBERS.length)) {
        const moves = steps.map((step) => ({ of: step % components, to: Math.floor(step / components) }));
        const history = [begin, ...moves.map((_, upTo) => writtenBy(begin, moves.slice(0, upTo + 1)))];
        for (const judgedAt of judgements(postings)) {
          runs += 1;
          const last = moves.findLastIndex(({ of }, nth) =>
            touches(history[nth] ?? begin, history[nth + 1] ?? begin, history[judgedAt[nth] ?? 0] ?? begin, of),
          );
          const shownFrom = new Set(mixtures(history.slice(last + 1)).map((read) => Math.min(...read)));
          if (shownFrom.size > 1) {
            throw new Error(JSON.stringify({ begin, moves, judgedAt, last, shownFrom: [...shownFrom] }));
          }
        }
      }
    }
    expect(runs).toBeGreaterThan(500);
  });
});

type Units = readonly number[];

function touches(before: Units, after: Units, judged: Units, of: number): boolean {
  const others = judged.filter((_, nth) => nth !== of).map((units) => component(at(units)));
  return mayTouchBundle(states(at(before[of] ?? 0), at(after[of] ?? 0)), { quantity: 1, others });
}

function writtenBy(begin: Units, moves: readonly { readonly of: number; readonly to: number }[]): Units {
  return begin.map((units, nth) => moves.findLast(({ of }) => of === nth)?.to ?? units);
}

/** What may be read of components one after the other while these states follow each other. */
function mixtures(history: readonly Units[]): readonly Units[] {
  const [first = []] = history;
  return first.reduce<readonly Units[]>(
    (read, _, nth) =>
      read.flatMap((each) => [...new Set(history.map((state) => state[nth] ?? 0))].map((units) => [...each, units])),
    [[]],
  );
}

/** For each posting the number of postings that are written when it is judged. */
function judgements(postings: number): readonly Units[] {
  const all = tuples(postings, postings + 1);
  return all.filter((judgedAt) => judgedAt.every((written, nth) => written > nth));
}

function tuples(length: number, base: number): readonly Units[] {
  return Array.from({ length: base ** length }, (_, code) =>
    Array.from({ length }, (_each, nth) => Math.floor(code / base ** nth) % base),
  );
}
