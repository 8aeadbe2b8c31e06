/** What overtaken states add about the time when units left or entered a location. */

import { describe, expect, it } from '@jest/globals';
import { parseLocationId, parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { atTheirTime, isNewPhase, movedAt, redated, withPhase } from '../../../../shared/domain/ledger/line-phases.ts';
import { emptyLedger, type LinePhase } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { postAll } from '../../../../shared/domain/posting/post.ts';
import type { CountObservation, Observation } from '../../../../shared/domain/stock/observation.ts';
import { baseline, later, MAIN, MUG, orderLine, POS, sha256 } from '../../../fakes/facts.ts';

/** One order line in its nth state, at its nth minute. */
const state = (version: number, shipped: number, returned: number) =>
  orderLine({ ordered: 20, shipped, returned, deducted: 0, version, at: later(60 * version) });

function countAfter(version: number): CountObservation {
  const source = { channel: POS, key: 'count:1' };
  const occurredAt = later(60 * version + 30);
  const counted = parseQuantity(23);
  return { kind: 'count', sku: MUG, location: MAIN, counted, source, occurredAt, receivedAt: occurredAt };
}

function onHandAfter(...reported: readonly Observation[]): number | undefined {
  const context = { now: later(10_000), digest: sha256, history: [] };
  return postAll(emptyLedger(MUG), [baseline(30), ...reported], context).at(-1)?.after.stock[MAIN]?.onHand;
}

describe('when the last units of a line left or came back', () => {
  const line = orderLine({ ordered: 3, shipped: 2, returned: 1, at: later(600) });
  const past = (seconds: number, shipped: number, returned: number) => ({
    ...{ at: later(seconds), shipped, returned, deducted: 3 },
  });

  it.each([
    ['is when the state was made, where its source reports no past', [], 600],
    ['is when the line first stood as it does', [past(60, 1, 0), past(120, 2, 1), past(180, 2, 1)], 120],
    ['is not when as many had shipped and none were back', [past(60, 2, 0), past(120, 2, 1)], 120],
    ['is not when as many were back and fewer had shipped', [past(60, 1, 1), past(120, 2, 1)], 120],
  ])('%s', (_, states, seconds) => {
    expect(movedAt({ ...line, past: states })).toBe(later(seconds));
  });
});

describe('an overtaken state', () => {
  const [placed, shipped, returned, edited] = [state(1, 0, 0), state(2, 1, 0), state(3, 1, 1), state(4, 1, 1)];

  it('shows that units left the location before a count, though a later state was reported first', () => {
    expect(onHandAfter(placed, returned, countAfter(2), shipped)).toBe(24);
  });

  it('that moved nothing by itself is remembered: what was before it was back on hand by then', () => {
    // Shipped and returned before the count; reported backwards after the edit.
    expect(onHandAfter(placed, edited, countAfter(3), returned, shipped)).toBe(23);
  });

  it('that is older than all states kept adds nothing: it was reported long ago', () => {
    const states = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((shippedUnits) => state(shippedUnits, shippedUnits, 0));
    const [first, ...others] = states;
    const reported = first === undefined ? [] : [first, countAfter(1), ...others];
    expect(onHandAfter(...reported)).toBe(23 - 9);
    expect(onHandAfter(...reported, ...reported)).toBe(23 - 9);
  });

  it('adds it also for a line that was at another location before, from which nothing had left', () => {
    // Placed elsewhere, then shipped from here before the count; reported after the edit that followed.
    const elsewhere = { ...state(1, 0, 0), location: parseLocationId('store') };
    expect(onHandAfter(elsewhere, state(4, 1, 0), countAfter(3), state(3, 1, 0))).toBe(23);
    expect(onHandAfter(elsewhere, state(3, 1, 0), countAfter(3), state(4, 1, 0))).toBe(23);
  });
});

const STORE = parseLocationId('store');
const phase = (version: number, onHand = -version): LinePhase => ({
  ...{ version, occurredAt: later(60 * version), location: MAIN, onHand },
});

describe('the phases of a line', () => {
  it('have one of each version, the newest said', () => {
    expect(withPhase([phase(1), phase(2)], phase(1, -7))).toEqual([phase(1, -7), phase(2)]);
  });

  it('take in a state between those that are kept, however many there are', () => {
    const eight = [1, 2, 3, 4, 6, 7, 8, 9].map((version) => phase(version));
    expect(isNewPhase(eight, phase(5))).toBe(true);
    expect(isNewPhase(eight, phase(0))).toBe(false);
  });

  it('are dated anew by no state that is the newest, and by none that is known', () => {
    expect(redated([phase(1)], phase(2))).toEqual([]);
    expect(redated([phase(1), phase(3)], phase(1))).toEqual([]);
    expect(redated([phase(1), phase(3)], phase(2))).toMatchObject([{ onHand: -1 }, { onHand: 1 }]);
  });
});

describe('the changes of a line', () => {
  const shipped = { ...orderLine({ shipped: 1 }), past: [{ at: later(-60), shipped: 1, returned: 0, deducted: 1 }] };
  const left = { location: MAIN, onHand: -1, committed: -1 };
  const others = [
    { location: STORE, onHand: -1 },
    { location: MAIN, committed: 1 },
  ];

  it('have the time of their own where units left the location at another time than that of the state', () => {
    expect(atTheirTime([left, ...others], shipped)).toEqual([{ ...left, occurredAt: later(-60) }, ...others]);
  });

  it('have none where that is the time of the state', () => {
    expect(atTheirTime([left], orderLine({ shipped: 1 }))).toEqual([left]);
  });
});
