/** Counts: as of their time, whatever is received before or after them. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseLocationId, parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import type { CountObservation, Observation } from '../../../../shared/domain/stock/observation.ts';
import {
  baseline,
  later,
  listing,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  POS,
  SHOPIFY,
  SQUARE,
  sha256,
} from '../../../fakes/facts.ts';

const context = { now: later(3600), digest: sha256, history: [] };
const mugs = (onHand: number): SkuLedger =>
  postOne(emptyLedger(MUG), baseline(onHand), { ...context, now: NOON }).after;

function count(counted: number, seconds: number, id = 'c1'): CountObservation {
  const source = { channel: POS, key: `count:${id}` };
  return {
    kind: 'count',
    sku: MUG,
    location: MAIN,
    counted: parseQuantity(counted),
    source,
    occurredAt: later(seconds),
    receivedAt: later(3600),
  };
}

const onHandAfter = (observations: readonly Observation[]) =>
  postAll(mugs(30), observations, context).at(-1)?.after.stock[MAIN];
const sold = (units: number, seconds: number) => movement('sold', -units, { id: `s${seconds}`, at: later(seconds) });

/** A correction as the operator makes it, and an edit as it is adopted: by this version and by 0.1. */
const corrected = (units: number, seconds: number) =>
  movement('corrected', units, { id: `k${seconds}`, at: later(seconds) });
const adopted = (units: number, seconds: number) =>
  movement('adopted', units, { id: `e${seconds}`, at: later(seconds) });
const adoptedBefore = (units: number, seconds: number): Observation => {
  const edit = movement('adjusted', units, { at: later(seconds) });
  return { ...edit, source: { channel: SHOPIFY, key: `drift:shopify:-:1:${seconds}` } };
};

/** A sale, and a correction that takes it back as of the time of the sale. */
const takenBack = (units: number, seconds: number): readonly Observation[] => [
  sold(units, seconds),
  {
    ...corrected(units, seconds + 60),
    changes: [{ location: MAIN, onHand: units, occurredAt: later(seconds) }],
  },
];
const elsewhere = (units: number, seconds: number): Observation => ({
  ...movement('received', units, { at: later(seconds) }),
  changes: [{ location: parseLocationId('back'), onHand: units }],
});

describe('a stocktake', () => {
  it.each([
    ['alone sets what is on hand', [count(27, 120)], 27],
    ['is not undone by a sale before it that we receive later', [count(27, 120), sold(3, 60)], 27],
    ['does not undo a sale after it that we received before', [sold(3, 180), count(27, 120)], 24],
    ['does not undo a sale after it that we receive later', [count(27, 120), sold(3, 180)], 24],
    ['accounts for a sale before it that we received before', [sold(3, 60), count(27, 120)], 27],
    ['is overruled by a later one, whichever we receive first', [count(20, 240, 'c2'), count(27, 120)], 20],
    ['is not lowered by a correction that was made after its time', [corrected(-2, 180), count(28, 120)], 28],
    ['is corrected by who knows it', [count(28, 120), corrected(-2, 180)], 26],
    ['is not lowered by an edit that was adopted after its time', [adopted(-2, 180), count(28, 120)], 28],
    ['is not lowered by an edit that an older version adopted', [adoptedBefore(-2, 180), count(28, 120)], 28],
    ['contains an edit that is adopted late', [count(28, 120), adopted(-2, 60)], 28],
    ['keeps a sale after it, beside a correction', [sold(3, 150), corrected(-2, 180), count(28, 120)], 25],
    ['is not moved by a sale after it that was taken back at its own time', [...takenBack(3, 180), count(28, 120)], 28],
    ['is of its own location: what was received elsewhere is not in it', [elsewhere(5, 180), count(27, 120)], 27],
    ['twice is one', [count(27, 120), count(27, 120)], 27],
  ])('%s', (_name, observations, onHand) => {
    expect(onHandAfter(observations)).toMatchObject({ onHand });
  });

  it('lets an order that shipped before it be shipped, without moving on hand again', () => {
    const observations = [
      orderLine({ ordered: 2, at: later(10) }),
      count(28, 120),
      orderLine({ ordered: 2, shipped: 2, version: 2, at: later(60) }),
    ];
    expect(onHandAfter(observations)).toMatchObject({ onHand: 28, committed: 0 });
  });

  it('says which units of a late sale it contains already', () => {
    const late = postAll(mugs(30), [count(27, 120), sold(3, 60)], context).at(-1)?.decision;
    const alreadyCounted = [{ location: MAIN, onHand: -3, occurredAt: later(60), countedAt: later(120) }];
    expect(late?.outcome).toEqual({ kind: 'posted', seq: 3, alreadyCounted });
    expect(late).toMatchObject({ entry: { changes: [], alreadyCounted } });
  });

  it('is the same in another delivery, though the clock that is ahead was put back to another time', () => {
    const ahead = { ...count(27, 60), statedAt: later(120) };
    const again = { ...ahead, occurredAt: later(90) };
    expect(postAll(mugs(30), [ahead, again], context).at(-1)?.decision.outcome.kind).toBe('duplicate');
  });

  it('is refused under its id with other contents', () => {
    expect(postAll(mugs(30), [count(27, 120), count(26, 120)], context).at(-1)?.decision.outcome.kind).toBe(
      'conflicting',
    );
  });

  it.each(['counted', 'fromChannel'] as const)('before the cut-over (%s) is stale, and says why', (includes) => {
    const context0 = { ...context, now: NOON };
    const imported = postOne(emptyLedger(MUG), { ...baseline(100), includes }, context0).after;
    const { decision, after } = postOne(imported, count(90, -7_200), context);
    expect(after.stock[MAIN]).toMatchObject({ onHand: 100 });
    expect(decision.outcome).toMatchObject({
      kind: 'stale',
      reason: expect.stringMatching(/2026-11-24T10:00:00\.000Z.*2026-11-24T12:00:00\.000Z/),
    });
  });

  it('before a figure that nobody counted replaces it, and nothing of it is added', () => {
    expect(onHandAfter([count(27, -7_200)])).toMatchObject({ onHand: 27 });
  });

  it('ends in the same stock in whatever order it and the movements around it are received', () => {
    const moves = fc.uniqueArray(
      fc.record({ units: fc.integer({ min: -9, max: 9 }), at: fc.integer({ min: 1, max: 999 }) }),
      {
        selector: (move) => move.at,
        maxLength: 8,
      },
    );
    const counts = fc.uniqueArray(fc.record({ counted: fc.nat({ max: 60 }), at: fc.integer({ min: 1, max: 999 }) }), {
      selector: (each) => each.at,
      maxLength: 3,
    });
    fc.assert(
      fc.property(moves, counts, fc.infiniteStream(fc.nat()), (moved, counted, order) => {
        const last = counted.toSorted((a, b) => a.at - b.at).at(-1);
        const expected = moved
          .filter((move) => last === undefined || move.at > last.at)
          .reduce((sum, move) => sum + move.units, last?.counted ?? 30);
        const reported: Observation[] = [
          ...moved.map((move) => movement('adjusted', move.units, { id: `m${move.at}`, at: later(move.at) })),
          ...counted.map((each) => count(each.counted, each.at, `c${each.at}`)),
        ];
        const shuffled = reported
          .flatMap((each) => [each, each])
          .map((each) => ({ each, rank: order.next().value }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        expect(shuffled.length === 0 ? { onHand: 30 } : onHandAfter(shuffled)).toMatchObject({ onHand: expected });
      }),
    );
  });

  it('ends in the same stock however the states of an order around it arrive, as long as all do', () => {
    const shipments = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(shipments, fc.nat({ max: 500 }), fc.infiniteStream(fc.nat()), (parts, at, order) => {
        const ordered = parts.reduce((sum, part) => sum + part, 0);
        const states = parts.map((_, index) => {
          const shipped = parts.slice(0, index + 1).reduce((sum, part) => sum + part, 0);
          return orderLine({ ordered, shipped, version: index + 1, at: later(100 * (index + 1) - 50) });
        });
        const before = states.filter((state) => state.occurredAt <= later(at)).at(-1)?.state.shipped ?? 0;
        const reported: Observation[] = [...states, ...states, count(30, at)];
        const shuffled = reported
          .map((each) => ({ each, rank: order.next().value }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        expect(onHandAfter(shuffled)).toMatchObject({ onHand: 30 - (ordered - before), committed: 0 });
      }),
    );
  });
});

describe('a count that a channel set its own figure by', () => {
  it('moves what is shown by as much, and by nothing where the channel does not say', () => {
    const listed = { ...mugs(30), listings: [listing(SQUARE, 25)] };
    const source = { channel: SQUARE, key: 'count' };
    const shownAfter = (facts: Partial<CountObservation>) =>
      postOne(listed, { ...count(28, 60), source, ...facts }, context).after.listings[0]?.shown;
    expect([shownAfter({ deducted: -3 }), shownAfter({ deducted: 4 }), shownAfter({})]).toEqual([28, 21, 25]);
  });
});
