import { describe, expect, it } from '@jest/globals';
import { parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { isOfListing, multiplied } from '../../../../shared/domain/stock/multiplied.ts';
import type { CountObservation } from '../../../../shared/domain/stock/observation.ts';
import { baseline, MAIN, movement, orderLine } from '../../../fakes/facts.ts';

describe('what a channel reports of a listing that sells three at a time', () => {
  it('is three times as many units of an order line, in all its states', () => {
    const state = { ordered: 4, shipped: 2, returned: 1, deducted: 3 };
    const line = {
      ...orderLine(state),
      whole: state,
      lost: state,
      lostHere: 1,
      past: [{ at: '2026-11-24T11:00:00.000Z', shipped: 1, returned: 0, deducted: 2 }],
    };
    const tripled = { ordered: 12, shipped: 6, returned: 3, deducted: 9 };
    expect(multiplied(line, 3)).toEqual({
      ...line,
      state: tripled,
      whole: tripled,
      lost: tripled,
      lostHere: 3,
      past: [{ at: '2026-11-24T11:00:00.000Z', shipped: 3, returned: 0, deducted: 6 }],
      listingUnits: 3,
    });
  });

  it('is three times as many units of a movement', () => {
    const sold = { ...movement('sold', -2), deducted: 2 };
    expect(multiplied(sold, 3)).toEqual({
      ...sold,
      changes: [{ location: MAIN, onHand: -6 }],
      deducted: 6,
      listingUnits: 3,
    });
  });

  it('is three times as many of the units that a movement commits or takes off sale', () => {
    const damaged = { ...movement('damaged', 0), changes: [{ location: MAIN, committed: -1, unavailable: 2 }] };
    expect(multiplied(damaged, 3)).toEqual({
      ...damaged,
      changes: [{ location: MAIN, committed: -3, unavailable: 6 }],
      listingUnits: 3,
    });
  });

  it('is three times as many units of a count', () => {
    const { kind: _kind, onHand: _onHand, ...rest } = baseline(0);
    const count: CountObservation = { ...rest, kind: 'count', location: MAIN, counted: parseQuantity(5) };
    expect(multiplied(count, 3)).toEqual({ ...count, counted: 15, listingUnits: 3 });
  });
});

it('a baseline is of a SKU, and of no listing', () => {
  expect(isOfListing(baseline(3))).toBe(false);
});
