import { describe, expect, it } from '@jest/globals';
import { orderLines } from '../../../../../shared/channels/shopify/intake/order-lines.ts';
import { oneLineOrder } from '../one-line-order.ts';
import { AT_SIX, channel, EARLIER, emptied, LATER, MAIN, refunded, shippedFrom, TILL } from '../two-places.ts';

/** Units that were refunded at six and not put back. */
const lostAtSix = (quantity: number) => ({ ...refunded(quantity, 'no_restock'), created_at: AT_SIX });

describe('units of a web order that were lost: refunded without restock before they shipped', () => {
  // the fulfillment orders and when they last changed, the units lost, and lost units at [main, till]; what is only a guess
  it.each<[string, readonly (readonly [string, string])[], number, readonly number[], readonly number[]]>([
    [
      'at the one place that changed as they were lost',
      [
        [MAIN, EARLIER],
        [TILL, AT_SIX],
      ],
      1,
      [0, 1],
      [0, 0],
    ],
    [
      'at the place that changed then, though the other changed since',
      [
        [MAIN, AT_SIX],
        [TILL, LATER],
      ],
      1,
      [1, 0],
      [0, 0],
    ],
    [
      'at no place that changed last before',
      [
        [MAIN, LATER],
        [TILL, EARLIER],
      ],
      1,
      [1, 0],
      [1, 0],
    ],
    [
      'one at each of two places that changed then',
      [
        [MAIN, AT_SIX],
        [TILL, AT_SIX],
      ],
      2,
      [1, 1],
      [0, 0],
    ],
    [
      'at two places that changed then, which do not say who had the third',
      [
        [MAIN, AT_SIX],
        [TILL, AT_SIX],
      ],
      3,
      [1, 2],
      [1, 2],
    ],
    [
      'at one of two places that changed since',
      [
        [MAIN, LATER],
        [TILL, LATER],
      ],
      1,
      [0, 1],
      [0, 1],
    ],
    [
      'at the first place where no fulfillment order names their line any more, as they were cancelled',
      [],
      2,
      [2, 0],
      [2, 0],
    ],
    ['at the one place that is left, which they may have left with a move', [[TILL, LATER]], 1, [0, 1], [0, 1]],
  ])('are %s', (_, changed, units, lost, guessed) => {
    const order = oneLineOrder(
      { quantity: units, fulfillable_quantity: 0, current_quantity: 0 },
      {
        created_at: EARLIER,
        refunds: [lostAtSix(units)],
        fulfillment_orders: changed.map(([place, at]) => emptied(place, at)),
      },
    );
    const { lines } = orderLines(channel, order, '2026-11-24T18:10:00.000Z');
    expect(lines.map(({ state }) => state.shipped)).toEqual(lost);
    expect(lines.map(({ lost: guess }) => guess?.deducted ?? 0)).toEqual(guessed);
    expect(lines.map(({ lostHere }) => lostHere ?? 0)).toEqual(lost);
  });

  it('are counted refund by refund, and from shipped units, which a refund takes first', () => {
    const order = oneLineOrder(
      { fulfillable_quantity: 0, current_quantity: 1 },
      {
        created_at: '2026-11-24T17:00:00.000Z',
        fulfillments: [{ ...shippedFrom(MAIN, 2), created_at: EARLIER }],
        refunds: [{ ...refunded(1, 'no_restock'), created_at: '2026-11-24T17:30:00.000Z' }, lostAtSix(1)],
        fulfillment_orders: [emptied(MAIN, EARLIER), emptied(TILL, '2026-11-24T17:30:00.000Z')],
      },
    );
    const { lines } = orderLines(channel, order, '2026-11-24T18:10:00.000Z');
    expect(lines.map(({ state }) => state.shipped)).toEqual([2, 1]);
  });

  it('are none of a refund of what was shipped, which comes first', () => {
    const noon = '2026-11-24T12:00:00.000Z';
    const order = oneLineOrder(
      { quantity: 2, fulfillable_quantity: 0, current_quantity: 0 },
      {
        created_at: '2026-11-24T11:00:00.000Z',
        fulfillments: [{ ...shippedFrom(MAIN, 1), created_at: '2026-11-24T11:30:00.000Z' }],
        refunds: [{ ...refunded(1, 'no_restock'), created_at: noon }, lostAtSix(1)],
        fulfillment_orders: [emptied(MAIN, noon), emptied(TILL, AT_SIX)],
      },
    );
    const { lines } = orderLines(channel, order, '2026-11-24T18:10:00.000Z');
    expect(lines.map(({ state }) => state.shipped)).toEqual([1, 1]);
  });

  it('are those of a cancelled order that was never paid, which has no refund', () => {
    const order = oneLineOrder(
      { fulfillable_quantity: 0, current_quantity: 3 },
      { cancelled_at: AT_SIX, fulfillment_orders: [emptied(TILL, AT_SIX), emptied(MAIN, EARLIER)] },
    );
    const { lines } = orderLines(channel, order, '2026-11-24T18:10:00.000Z');
    expect(lines.map(({ state, lost }) => [state.shipped, lost])).toEqual([
      [0, undefined],
      [3, undefined],
    ]);
  });
});
