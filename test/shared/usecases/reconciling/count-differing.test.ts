import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import type { SkuState } from '../../../../shared/ports/sku-state.ts';
import { countDiffering } from '../../../../shared/usecases/reconciling/count-differing.ts';
import { AMAZON, later, listing, MAIN, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const [LONG_AGO, JUST_NOW] = [later(-20 * 60), later(-60)];

/** Two listings, of which Amazon shows this many where 10 are believed; absent: no check found anything. */
function stateOf(sku: Sku, available: number, shows?: number): SkuState {
  const suspicion = shows === undefined ? {} : { suspicion: { shown: 10, actual: shows, revision: 0, at: NOON } };
  return {
    ...{ sku, seq: 1 },
    stock: { [MAIN]: { onHand: available, committed: 0, held: 0, unavailable: 0 } },
    listings: [listing(SHOPIFY, 10), listing(AMAZON, 10, suspicion)],
  };
}

type OnList = readonly [name: string, since: string, state: SkuState | undefined];

/** What is counted of a list with these on it, and which are taken off; one of them cannot be read. */
async function counted(all: readonly OnList[], unreadable?: string) {
  const states = new Map(all.map(([name, , state]) => [parseSku(name), state]));
  const standing = all.map(([name, since]) => ({ sku: parseSku(name), since }));
  const [counts, warnings]: [unknown[], string[]] = [[], []];
  const [taken, read]: [string[], string[]] = [[], []];
  await countDiffering({
    lists: {
      page: async (list, { after = '', limit }) => {
        const rest = list === 'differing' ? standing.filter(({ sku }) => sku > after) : [];
        return { skus: rest.slice(0, limit), isMore: rest.length > limit };
      },
      takeOff: async (_, { sku }) => void taken.push(sku),
    },
    stock: {
      skuState: async (sku) => {
        read.push(sku);
        if (sku === unreadable) {
          throw new Error('The table does not answer.');
        }
        return states.get(sku);
      },
    },
    journal: { count: (...args) => void counts.push(args), warn: (text) => void warnings.push(text) },
    clock: () => new Date(NOON),
  });
  return { counts, warnings, taken, read };
}

const MUG = parseSku('MUG');

describe('the number of SKUs that differ', () => {
  it.each([
    ['one that is for sale and shown otherwise than is believed', stateOf(MUG, 5, 7), 1],
    ['none that is sold out', stateOf(MUG, 0, 7), 0],
    ['none whose channel shows what is believed', stateOf(MUG, 5, 10), 0],
    ['none of which no check found anything', stateOf(MUG, 5), 0],
    ['none that is gone', undefined, 0],
  ])('counts %s', async (_, state, expected) => {
    const { counts } = await counted([['MUG', LONG_AGO, state]]);
    expect(counts).toEqual([['DifferingSkus', undefined, expected]]);
  });

  it('is written when nothing differs: no figure would say that nobody counted', async () => {
    expect((await counted([])).counts).toEqual([['DifferingSkus', undefined, 0]]);
  });

  it('is of all pages, up to 400 SKUs', async () => {
    const names = (skus: number) => Array.from({ length: skus }, (_, index) => `SKU-${String(index).padStart(4, '0')}`);
    const all = (skus: number): readonly OnList[] =>
      names(skus).map((name) => [name, LONG_AGO, stateOf(parseSku(name), 5, 7)]);
    expect((await counted(all(250))).counts).toEqual([['DifferingSkus', undefined, 250]]);
    const many = await counted(all(900));
    expect([many.counts, many.read.length]).toEqual([[['DifferingSkus', undefined, 400]], 400]);
  });

  it('is not written where a SKU cannot be read, and does not end its sweep with an error', async () => {
    const { counts, warnings } = await counted([['MUG', LONG_AGO, stateOf(MUG, 5, 7)]], 'MUG');
    expect([counts, warnings]).toEqual([[], [expect.stringContaining('could not be counted')]]);
  });

  it('takes off the list what differs no longer, and leaves what was put there just now', async () => {
    const { taken } = await counted([
      ['A', LONG_AGO, stateOf(parseSku('A'), 5)],
      ['B', JUST_NOW, stateOf(parseSku('B'), 5)],
      ['C', LONG_AGO, stateOf(parseSku('C'), 0, 7)],
      ['D', LONG_AGO, undefined],
    ]);
    expect(taken).toEqual(['A', 'D']);
  });
});
