/** A count that is taken back: the ledger ends as if it had never been reported. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseLocationId, parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { entryOf } from '../../../../shared/domain/posting/decision.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import type {
  CountObservation,
  MovementObservation,
  Observation,
} from '../../../../shared/domain/stock/observation.ts';
import { baseline, later, listing, MAIN, MUG, movement, NOON, POS, SHOPIFY, sha256 } from '../../../fakes/facts.ts';

const context = { now: later(3_600), digest: sha256, history: [] };
const mugs: SkuLedger = postOne(emptyLedger(MUG), baseline(30), { ...context, now: NOON }).after;

function count(counted: number, seconds: number, id = 'c1'): CountObservation {
  return {
    kind: 'count',
    sku: MUG,
    location: MAIN,
    counted: parseQuantity(counted),
    source: { channel: POS, key: `count:${id}` },
    occurredAt: later(seconds),
    receivedAt: later(3_600),
  };
}

/** Takes the count back as `undo` does: by the reverse of what its entry changed. */
function uncount(units: number, id = 'c1'): MovementObservation {
  return { ...movement('corrected', -units, { id: `undo:${id}`, at: later(3_600) }), uncounts: `count:${id}` };
}

const sold = (units: number, seconds: number) => movement('sold', -units, { id: `s${seconds}`, at: later(seconds) });
const posted = (observations: readonly Observation[]) => postAll(mugs, observations, context).at(-1);

describe('taking a count back', () => {
  it.each([
    ['gives back what it changed', [count(27, 120), uncount(-3)], 30],
    ['leaves what was sold since', [count(27, 120), sold(4, 180), uncount(-3)], 26],
    ['counts a sale before it that was reported after it', [count(27, 120), sold(4, 60), uncount(-3)], 26],
    ['counts a sale before it that is reported from now on', [count(27, 120), uncount(-3), sold(4, 60)], 26],
    [
      'leaves out what an earlier count contains',
      [count(25, 30, 'c0'), count(27, 120), sold(4, 20), sold(1, 60), uncount(2)],
      24,
    ],
    [
      'lets an earlier count hold again',
      [count(25, 30, 'c0'), count(27, 120), uncount(2), sold(4, 20), sold(1, 60)],
      24,
    ],
    ['happens once, however often it is asked for', [count(27, 120), uncount(-3), uncount(-3)], 30],
    [
      'gives back a sale once: what is later than the count was left out by a later one, which was taken back before',
      [count(27, 120), count(25, 300, 'c2'), sold(4, 200), uncount(-2, 'c2'), uncount(-3)],
      26,
    ],
  ] as const)('%s', (_, observations, onHand) => {
    expect(posted(observations)?.after.stock[MAIN]?.onHand).toBe(onHand);
  });

  it.each([
    ['after a later count', [count(27, 120), count(20, 300, 'c2'), uncount(-3)], 'counted again'],
    ['that the ledger does not remember', [uncount(-3)], 'does not remember'],
    ['of what was no count', [sold(4, 60), { ...uncount(-3), uncounts: 'sold:s60' }], 'does not remember'],
  ] as const)('is refused %s, and says why', (_, observations, reason) => {
    const last = posted(observations);
    expect(last?.decision).toMatchObject({ kind: 'leave', outcome: { kind: 'invalid' } });
    expect(last?.decision.outcome).toHaveProperty('reason', expect.stringContaining(reason));
  });

  it('keeps why', () => {
    const last = posted([count(27, 120), { ...uncount(-3), reason: 'the wrong list' }]);
    expect(last && entryOf(last.decision)).toMatchObject({ kind: 'corrected', reason: 'the wrong list' });
  });

  it('gives back nothing that another location’s count contains', () => {
    const store = parseLocationId('store');
    const changes = [
      { location: MAIN, onHand: -4 },
      { location: store, onHand: 4 },
    ];
    const moved = { ...movement('transferred', 0, { at: later(60) }), changes };
    const last = posted([count(27, 120), { ...count(9, 120, 'c2'), location: store }, moved, uncount(-3)]);
    expect(last?.after.stock).toMatchObject({ [MAIN]: { onHand: 26 }, [store]: { onHand: 9 } });
  });

  it.each([
    ['gives back none of it where a channel lists the SKU: its figure at the cut-over contained it', SHOPIFY, 30],
    ['gives it back where a till reported it, which that figure knows nothing of', POS, 26],
  ])('that contained a sale of before the cut-over %s', (_, channel, onHand) => {
    const listed = { ...emptyLedger(MUG), listings: [listing(SHOPIFY, 30)] };
    const begun = { ...baseline(30), includes: 'fromChannel', occurredAt: later(30) } as const;
    const early = sold(4, 20);
    const late = { ...early, source: { ...early.source, channel } };
    const ended = postAll(listed, [begun, count(27, 120), late, uncount(-3)], context).at(-1)?.after;
    expect(ended?.stock[MAIN]?.onHand).toBe(onHand);
  });

  it('ends in the stock of a ledger that never had the count, whatever is reported before, between and after', () => {
    const times = fc.integer({ min: 1, max: 999 });
    const moves = (family: string) =>
      fc
        .uniqueArray(fc.record({ units: fc.integer({ min: -9, max: 9 }), at: times }), {
          selector: ({ at }) => at,
          maxLength: 5,
        })
        .map((all) => all.map(({ units, at }) => movement('adjusted', units, { id: family + at, at: later(at) })));
    const earlier = fc.array(fc.record({ counted: fc.nat({ max: 60 }), at: times }), { maxLength: 2 });
    fc.assert(
      fc.property(
        fc.record({ before: moves('a'), between: moves('b'), afterwards: moves('c'), earlier }),
        fc.record({ counted: fc.nat({ max: 60 }), at: times, next: fc.option(fc.nat({ max: 60 })) }),
        ({ before, between, afterwards, earlier: counts }, target) => {
          const first: Observation[] = [...before, ...counts.map((each, at) => count(each.counted, each.at, `e${at}`))];
          const made = posted([...first, count(target.counted, target.at)]);
          const entry = made && entryOf(made.decision);
          fc.pre(entry?.kind === 'counted');
          const units = entry?.changes[0]?.onHand ?? 0;
          const next = target.next === null ? [] : [count(target.next, target.at + 1, 'next')];
          const undone = [count(target.counted, target.at), ...between, uncount(units), ...next, ...afterwards];
          const never = [...between, ...next, ...afterwards];
          const world = (observations: readonly Observation[]) =>
            (posted([...first, ...observations])?.after ?? mugs).stock[MAIN]?.onHand;
          expect(world(undone)).toBe(world(never));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('taking a baseline back', () => {
  const shopify = (onHand: number): MovementObservation => ({
    ...movement('corrected', -onHand, { id: 'undo:baseline', at: later(3_600) }),
    uncounts: 'baseline',
    reason: 'the wrong file',
  });
  const begun = postAll(emptyLedger(MUG), [baseline(30)], { ...context, now: NOON });
  const world = (...observations: readonly Observation[]) => {
    const history = begun.flatMap(({ decision }) => entryOf(decision) ?? []);
    return postAll(mugs, observations, { ...context, history }).at(-1);
  };

  it('keeps why', () => {
    const last = world(shopify(30));
    expect(last && entryOf(last.decision)).toMatchObject({ reason: 'the wrong file', changes: [{ onHand: -30 }] });
  });

  it('leaves nothing on hand where what stood on it was taken back as well', () => {
    const adjusted = movement('adjusted', -2, { id: 'a', at: later(60) });
    const undone = movement('corrected', 2, { at: later(120) });
    const takenBack = { ...undone, source: { ...undone.source, key: 'undo:adjusted:a' } };
    expect(world(adjusted, shopify(28))?.decision.outcome.kind).toBe('invalid');
    expect(world(adjusted, takenBack, shopify(30))?.after.stock[MAIN]?.onHand).toBe(0);
  });

  it('is not stopped by the end of the baseline itself, which gives back what open orders had set aside', () => {
    const end = { ...baseline(30), kind: 'baselineEnd', setAside: { [MAIN]: 2 } } as const;
    const aside = postAll(emptyLedger(MUG), [{ ...baseline(30), setAside: { [MAIN]: 2 } }, end], context);
    const history = aside.flatMap(({ decision }) => entryOf(decision) ?? []);
    expect(history.map(({ kind }) => kind)).toEqual(['baseline', 'adjusted']);
    const last = postOne(aside.at(-1)?.after ?? mugs, shopify(30), { ...context, history });
    expect(last.after.stock[MAIN]).toMatchObject({ onHand: 0, unavailable: 0 });
  });
});
