/** Order lines whose channel has not said yet from which place it takes their units. */

import { describe, expect, it } from '@jest/globals';
import { currentExposure } from '../../../../shared/domain/exposure/exposure.ts';
import { parseLocationId, parseSku } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { entryOf } from '../../../../shared/domain/posting/decision.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import { planPush } from '../../../../shared/domain/pushing/push-plan.ts';
import type { Observation, OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { assumedState, type OrderLineState } from '../../../../shared/domain/stock/order-line.ts';
import { available, NO_STOCK } from '../../../../shared/domain/stock/stock.ts';
import { baseline, listing, MAIN, MUG, NOON, orderLine, SHARED_RULES, SHOPIFY, sha256 } from '../../../fakes/facts.ts';

const BACK = parseLocationId('back');
const context = { now: NOON, digest: sha256, history: [] };
const line = orderLine();

function state(ordered: number, shipped = 0, returned = 0, deducted = ordered): OrderLineState {
  return { ordered, shipped, returned, deducted };
}

/** 1 mug in front and 5 at the back, each place with a listing of its own. */
function mugs(): SkuLedger {
  const listed = {
    ...emptyLedger(MUG),
    listings: [
      listing(SHOPIFY, 1, { channelLocation: 'front', drawsOn: [MAIN] }),
      listing(SHOPIFY, 5, { channelLocation: 'behind', drawsOn: [BACK] }),
    ],
  };
  const { onHand } = baseline(1);
  return postOne(listed, { ...baseline(1), onHand: { ...onHand, ...baseline(5, MUG, BACK).onHand } }, context).after;
}

/** As a message says it: the whole line, and not where. */
function assumed(whole: OrderLineState, version: number): OrderLineObservation {
  return { ...line, state: whole, whole, version, channelLocation: 'front', isPlaceAssumed: true };
}

/** As it is read: so much in front, and so much at the back. */
function read(front: OrderLineState, behind: OrderLineState, version: number): readonly OrderLineObservation[] {
  const whole = state(front.ordered + behind.ordered, front.shipped + behind.shipped);
  const readAt = version + 10_000;
  return [
    { ...line, state: front, whole, version, readAt, channelLocation: 'front' },
    {
      ...line,
      source: { ...line.source, key: `${line.source.key}:at:behind` },
      location: BACK,
      channelLocation: 'behind',
      isFurtherPlace: true,
      state: behind,
      version,
      readAt,
    },
  ];
}

function posted(observations: readonly Observation[]) {
  const decided = postAll(mugs(), observations, context);
  const ledger = decided.at(-1)?.after ?? mugs();
  return {
    outcomes: decided.map(({ decision }) => decision.outcome.kind),
    free: [MAIN, BACK].map((location) => available(ledger.stock[location] ?? NO_STOCK)),
    shown: ledger.listings.map(({ shown }) => shown),
    unplaced: ledger.unplaced?.[SHOPIFY] ?? 0,
    pushes: ledger.listings.map((each) => {
      const plan = planPush(ledger, each, currentExposure({}, SHARED_RULES), new Date(NOON));
      return plan.kind === 'push' ? plan.intent.delta : 0;
    }),
  };
}

describe('an order line whose place is assumed', () => {
  it('counts at once where it is assumed to be, and no listing of its channel is raised', () => {
    // What is in front cannot cover it: by the figures alone that listing would be raised by 2. The back offers 2 fewer.
    expect(posted([assumed(state(3), 1)])).toEqual({
      outcomes: ['posted'],
      free: [-2, 5],
      shown: [-2, 5],
      unplaced: 1,
      pushes: [0, -2],
    });
  });

  it('counts where it is once the order was read, and what each listing shows follows', () => {
    expect(posted([assumed(state(3), 1), ...read(state(0), state(3), 1)])).toMatchObject({
      free: [1, 2],
      shown: [1, 2],
      unplaced: 0,
    });
  });

  it('is placed by a reading that finds it where it was assumed', () => {
    expect(posted([assumed(state(1), 1), ...read(state(1), state(0), 1)])).toMatchObject({
      outcomes: ['posted', 'posted', 'duplicate'],
      free: [0, 5],
      unplaced: 0,
    });
  });

  it('is placed by a newer message that says where it is, as one does once a single place is configured', () => {
    const { isPlaceAssumed: _, ...placed } = assumed(state(1), 2);
    expect(posted([assumed(state(1), 1), placed])).toMatchObject({ free: [0, 5], unplaced: 0 });
  });

  it('knows when it was last read, however many messages change it since', () => {
    const lastRead = (observations: readonly Observation[]) =>
      postAll(mugs(), observations, context).at(-1)?.after.seen.get(line.source.key)?.line?.readAt;
    expect(lastRead([assumed(state(3), 1)])).toBeUndefined();
    const since = [assumed(state(4), 2), assumed(state(5), 3)];
    expect(lastRead([...read(state(3), state(0), 1), ...since])).toBe(10_001);
    // A reading that does not know the place is one; what says the place itself needs none.
    expect(lastRead([...read(state(3), state(0), 1), { ...assumed(state(4), 2), readAt: 10_002 }])).toBe(10_002);
    const { isPlaceAssumed: _, ...placed } = assumed(state(4), 2);
    expect(lastRead([...read(state(3), state(0), 1), placed])).toBeUndefined();
  });

  it('keeps how many units were lost where it was read, until it is read again', () => {
    const lostHere = (since: readonly Observation[]) => {
      const first = read(state(3, 1), state(0), 1).map((each, index) =>
        index === 0 ? { ...each, lostHere: 1 } : each,
      );
      const after = postAll(mugs(), [...first, ...since], context).at(-1)?.after;
      return after?.seen.get(line.source.key)?.line?.lostHere;
    };
    expect(lostHere([])).toBe(1);
    expect(lostHere([assumed(state(4, 1), 2)])).toBe(1);
    // A message that has nothing new of the line.
    expect(lostHere([assumed(state(3, 1), 2)])).toBe(1);
    expect(lostHere(read(state(3), state(0), 2))).toBeUndefined();
    // Read again, and as it was but for what was lost.
    expect(lostHere(read(state(3, 1), state(0), 2))).toBeUndefined();
  });

  it('knows how many units were only assumed at its place since it was read', () => {
    const assumedHere = (observations: readonly Observation[]) =>
      postAll(mugs(), observations, context).at(-1)?.after.seen.get(line.source.key)?.line?.assumedHere;
    const first = read(state(3), state(0), 1);
    expect(assumedHere([assumed(state(3), 1)])).toBeUndefined();
    expect(assumedHere(first)).toBeUndefined();
    expect(assumedHere([...first, assumed(state(5), 2)])).toBe(2);
    expect(assumedHere([...first, assumed(state(5), 2), assumed(state(6), 3), assumed(state(6), 4)])).toBe(3);
    expect(assumedHere([...first, assumed(state(5), 2), ...read(state(3), state(2), 2)])).toBeUndefined();
  });

  it('counts as it was read where a reading does not say either where it is', () => {
    const unrouted = { ...assumed(state(1), 2), readAt: 10_002 };
    expect(posted([...read(state(3), state(0), 1), unrouted])).toMatchObject({ free: [0, 5], unplaced: 1 });
  });

  it('stays where it was read, however often a message repeats the whole of it', () => {
    const again = [assumed(state(3), 2), assumed(state(3), 1)];
    expect(posted([assumed(state(3), 1), ...read(state(0), state(3), 1), ...again])).toMatchObject({
      outcomes: ['posted', 'posted', 'posted', 'duplicate', 'stale'],
      free: [1, 2],
      unplaced: 0,
    });
  });

  it('counts more units at once, and fewer only once the order was read', () => {
    const placed = [assumed(state(2), 1), ...read(state(0), state(2), 1)];
    expect(posted([...placed, assumed(state(3), 2)])).toMatchObject({ free: [0, 3], unplaced: 1 });
    expect(posted([...placed, assumed(state(1), 2)])).toMatchObject({ free: [1, 3], unplaced: 1 });
    expect(posted([...placed, assumed(state(1), 2), ...read(state(0), state(1), 2)])).toMatchObject({
      free: [1, 4],
      unplaced: 0,
    });
  });

  it('is counted once for both of its places that are moved between', () => {
    const moved = [...read(state(0), state(3), 1), ...read(state(3), state(0), 2)];
    expect(posted([assumed(state(3), 1), ...moved])).toMatchObject({ free: [-2, 5], shown: [-2, 5], unplaced: 0 });
  });
});

const bundle: SkuLedger = {
  ...mugs(),
  exposure: { rules: SHARED_RULES, revision: 0, madeOf: [{ sku: parseSku('CUP'), quantity: 2 }] },
};

it('of a line whose message says the whole and its place, no more is kept than its state', () => {
  const whole = { ...line, whole: line.state, channelLocation: 'front' };
  const kept = postOne(mugs(), whole, context).after.seen.get(line.source.key)?.line;
  const phases = [{ version: 1, occurredAt: NOON, location: MAIN, onHand: 0 }];
  expect(kept).toStrictEqual({ version: 1, state: line.state, location: MAIN, phases });
});

it('states that a line had in older versions are not kept as replaced in the present one', () => {
  const made = (ordered: number, version: number) => ({ ...orderLine({ ordered, version }), madeAt: NOON });
  const replacedAfter = (...states: readonly Observation[]) =>
    postAll(mugs(), states, context).at(-1)?.after.seen.get(line.source.key)?.line?.replaced?.length;
  expect([replacedAfter(made(1, 1), made(2, 1)), replacedAfter(made(1, 1), made(2, 2))]).toEqual([1, undefined]);
});

describe('an older state', () => {
  const reported = (ledger: SkuLedger, ...states: readonly Observation[]) => {
    const last = postAll(ledger, states, context).at(-1)?.decision;
    return [last?.kind, last?.outcome.kind];
  };
  const shipped = (version: number, units: number) => orderLine({ ordered: 3, shipped: units, version });

  it('is remembered once: when its units left is known from then on', () => {
    const states = [shipped(1, 0), shipped(4, 2), shipped(2, 0)];
    expect(reported(mugs(), ...states)).toEqual(['remember', 'stale']);
    expect(reported(mugs(), ...states, shipped(2, 0))).toEqual(['leave', 'stale']);
  });

  it('that does not say its place says nothing of when units left there', () => {
    const older = assumed(state(3, 1), 2);
    expect(reported(mugs(), ...read(state(0), state(3, 2), 4), older)).toEqual(['leave', 'stale']);
  });

  it('of a bundle is left: its components know when they left', () => {
    expect(reported(bundle, shipped(1, 0), shipped(4, 2), shipped(2, 1))).toEqual(['leave', 'stale']);
  });
});

it('an order of a bundle moves nothing of the bundle itself but what its listing shows', () => {
  const { decision, after } = postOne(bundle, { ...line, channelLocation: 'front' }, context);
  expect(entryOf(decision)?.changes).toEqual([]);
  expect(after.stock).toEqual(bundle.stock);
  expect(after.listings.map(({ shown }) => shown)).toEqual([0, 5]);
});

it.each([
  ['nothing recorded', undefined, state(3), state(3)],
  ['nothing recorded, and one shipped already', undefined, state(3, 1), state(2)],
  ['more ordered', state(3), state(5), state(5)],
  ['shipped in part: that waits for the reading', state(3), state(3, 1), state(3)],
  ['fewer ordered: that waits for the reading', state(3), state(2), state(3)],
])('with %s, a line counts as far as its place does not matter', (_, recorded, now, expected) => {
  expect(assumedState(recorded && { state: recorded }, now)).toEqual(expected);
});
