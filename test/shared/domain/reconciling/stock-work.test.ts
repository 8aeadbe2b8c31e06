import { describe, expect, it } from '@jest/globals';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import {
  firstRecord,
  stockWorkBetween,
  stockWorkObservation,
} from '../../../../shared/domain/reconciling/stock-work.ts';
import { NOTHING_OFF_SALE, type OffSale } from '../../../../shared/domain/stock/off-sale.ts';
import { later, listing, MAIN, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const NOW = new Date(NOON);
const off = (units: Partial<OffSale> = {}): OffSale => ({ ...NOTHING_OFF_SALE, ...units });
const states = (units: Partial<OffSale> = {}, incoming = 0) => ({ offSale: off(units), committed: 0, incoming });
const agreed = (incoming: number) => ({ committed: 0, incoming, seq: 1, asOf: NOON });

type Case = {
  readonly shows: number;
  readonly now?: Partial<OffSale>;
  readonly before?: Partial<OffSale>;
  readonly incoming?: readonly [before: number, now: number];
  /** Units that `shown` followed without an entry: a push met them. */
  readonly followed?: number;
  readonly notCounted?: number | undefined;
};

/** The work that a reading shows of a listing that is believed to show 10. */
function workOf({ shows, now, before, incoming, followed = 0, ...given }: Case) {
  const facts: Partial<Listing> = {
    foundMore: 7 + followed,
    ...(incoming !== undefined && { agreedStates: agreed(incoming[0]) }),
  };
  const basis = {
    listing: listing(SHOPIFY, 10, facts),
    record: { offSale: off(before), foundMore: 7, readAt: 5 },
    notCounted: 'notCounted' in given ? given.notCounted : 0,
  };
  return stockWorkBetween(basis, shows, states(now, incoming?.[1]));
}

describe('stock work in a channel’s admin', () => {
  it.each<[string, Case, string, number, number, number]>([
    ['three are set aside as damaged', { shows: 7, now: { damaged: 3 } }, 'takenOffSale', 0, 3, 3],
    ['three that were damaged are for sale again', { shows: 13, before: { damaged: 3 } }, 'putBackOnSale', 0, -3, -3],
    [
      'a draft order that reserved two is deleted, and a push has lowered them already',
      { shows: 10, before: { reserved: 2 }, followed: 2 },
      'putBackOnSale',
      0,
      -2,
      0,
    ],
    [
      'a draft order that reserved two is paid: its order has lowered what is believed',
      { shows: 12, before: { reserved: 2 } },
      'putBackOnSale',
      0,
      -2,
      -2,
    ],
    ['a transfer of two is shipped', { shows: 10, before: { reserved: 2 } }, 'transferred', -2, -2, 0],
    ['two that were damaged are thrown away', { shows: 10, before: { damaged: 2 } }, 'damaged', -2, -2, 0],
    [
      'of three in quality control one is for sale again and two are thrown away',
      { shows: 11, before: { qualityControl: 3 } },
      'damaged',
      -2,
      -3,
      -1,
    ],
    ['four that were incoming arrive', { shows: 14, incoming: [4, 0] }, 'transferred', 4, 0, -4],
    [
      'of six that arrive, two are damaged',
      { shows: 14, now: { damaged: 2 }, incoming: [6, 0] },
      'transferred',
      6,
      2,
      -4,
    ],
    ['five more are counted, and a push has lowered them', { shows: 10, followed: 5 }, 'adopted', 5, 0, 0],
    [
      'a push met more that was an order which the channel did not count',
      { shows: 10, followed: 5, notCounted: 5 },
      'takenOffSale',
      0,
      0,
      0,
    ],
    [
      'nothing is known of the orders: what a push met is not taken for a count',
      { shows: 10, followed: 5, notCounted: undefined },
      'takenOffSale',
      0,
      0,
      0,
    ],
    [
      'an uncounted order does not pass for units that went back on sale',
      { shows: 12, before: { reserved: 2 }, notCounted: 2 },
      'transferred',
      -2,
      -2,
      0,
    ],
    ['what a push met was taken back since', { shows: 8, followed: 2 }, 'takenOffSale', 0, 0, 2],
    [
      'two are set aside, and one fewer is counted: the count is left to the rules of drift',
      { shows: 7, now: { safetyStock: 2 } },
      'takenOffSale',
      0,
      2,
      2,
    ],
  ])('%s', (_name, found, cause, onHand, unavailable, deducted) => {
    const { reason: _reason, ...work } = workOf(found) ?? {};
    expect(work).toEqual({ cause, onHand, unavailable, deducted: deducted === 0 ? expect.closeTo(0) : deducted });
  });

  it('is none where the same is off sale and nothing was followed, whatever the figure differs by', () => {
    expect(workOf({ shows: 10, now: { damaged: 3 }, before: { damaged: 3 } })).toBeUndefined();
    expect(workOf({ shows: 6, now: { damaged: 3 }, before: { damaged: 3 } })).toBeUndefined();
    expect(workOf({ shows: 14, incoming: [0, 4] })).toBeUndefined();
  });

  it('is another reason for the same units: nothing moves, and the states are remembered', () => {
    expect(workOf({ shows: 10, now: { damaged: 3 }, before: { qualityControl: 3 } })).toMatchObject({
      onHand: 0,
      unavailable: 0,
      reason: 'stock work in the channel’s admin: damaged 0 → 3, in quality control 3 → 0',
    });
  });

  it('is posted under one key, and says which record it follows', () => {
    const found = workOf({ shows: 7, now: { damaged: 3 } });
    const record = { offSale: off(), foundMore: 7, readAt: 5 };
    const reading = { record, states: states({ damaged: 3 }), seenAt: NOON, readAt: new Date(later(30)) };
    const mug = listing(SHOPIFY, 10, { foundMore: 7 });
    const observation = found && stockWorkObservation({ listing: mug, location: MAIN }, found, reading);
    expect(observation).toMatchObject({
      deducted: 3,
      occurredAt: NOON,
      source: { key: 'stock-work:shopify:-' },
      work: { now: { offSale: off({ damaged: 3 }), foundMore: 7, readAt: Date.parse(later(30)) }, follows: 5 },
    });
    expect(observation?.changes).toStrictEqual([{ location: MAIN, unavailable: 3 }]);
    expect(observation).not.toHaveProperty('listingUnits');
  });

  it('that took units off sale and lowered the figure further took none in, whatever was incoming', () => {
    expect(workOf({ shows: 6, now: { damaged: 3 }, incoming: [4, 0] })).toMatchObject({ onHand: 0, unavailable: 3 });
  });

  it('of units that arrived moves those alone, and has no reason but that', () => {
    const found = workOf({ shows: 14, incoming: [4, 0] });
    const reading = {
      record: { offSale: off(), foundMore: 7, readAt: 5 },
      states: states(),
      seenAt: NOON,
      readAt: NOW,
    };
    const mug = listing(SHOPIFY, 10, { foundMore: 7 });
    const observation = found && stockWorkObservation({ listing: mug, location: MAIN }, found, reading);
    expect(observation?.changes).toStrictEqual([{ location: MAIN, onHand: 4 }]);
    expect(observation?.reason).toBe('stock work in the channel’s admin');
  });

  it('is in units of the SKU of which the listing sells several', () => {
    const found = workOf({ shows: 8, now: {}, before: { damaged: 2 } });
    const record = { offSale: off({ damaged: 2 }), foundMore: 7, readAt: 5 };
    const reading = { record, states: states(), seenAt: NOON, readAt: new Date(NOON) };
    const pack = listing(SHOPIFY, 10, { units: 2, foundMore: 7 });
    const observation = found && stockWorkObservation({ listing: pack, location: MAIN }, found, reading);
    expect(observation).toMatchObject({ listingUnits: 2, changes: [{ onHand: -2, unavailable: -2 }] });
  });
});

describe('the first reading of what is off sale', () => {
  it('knows what the ledger has unavailable, and takes off sale what it has not', () => {
    const seen = states({ damaged: 3, reserved: 2 });
    expect(firstRecord({}, seen, 9).offSale).toEqual(off({ damaged: 3, reserved: 2 }));
    expect(firstRecord({}, seen, 4).offSale).toEqual(off({ damaged: 3, reserved: 1 }));
    expect(firstRecord({ foundMore: 2 }, seen, -1)).toEqual({ offSale: off(), foundMore: 2, readAt: 0 });
  });
});
