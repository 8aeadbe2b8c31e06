import { describe, expect, it } from '@jest/globals';
import { lineState, orderVersion, type ShopifyOrder } from '../../../../../shared/channels/shopify/intake/order.ts';
import { parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import { lineChanges } from '../../../../../shared/domain/stock/order-line.ts';
import { oneLineOrder } from '../one-line-order.ts';

const fulfilled = (quantity: number, status = 'success') => ({ status, line_items: [{ id: 'L', quantity }] });
const refunded = (quantity: number, restock_type: string) => ({
  refund_line_items: [{ line_item_id: 'L', quantity, restock_type }],
});

function stateOf(given: ShopifyOrder) {
  const [line] = given.line_items;
  if (line === undefined) {
    throw new Error('The order has no line.');
  }
  return lineState(given, line);
}

const cancelled = { cancelled_at: '2026-11-24T18:00:00.000Z' };

describe('the state of a line of 3 units', () => {
  // ordered, shipped, returned, deducted
  it.each<[string, ShopifyOrder, [number, number, number, number]]>([
    ['placed', oneLineOrder({}), [3, 0, 0, 3]],
    ['1 fulfilled', oneLineOrder({ fulfillable_quantity: 2 }, { fulfillments: [fulfilled(1)] }), [3, 1, 0, 3]],
    [
      'all fulfilled in two parts',
      oneLineOrder({ fulfillable_quantity: 0 }, { fulfillments: [fulfilled(1), fulfilled(2)] }),
      [3, 3, 0, 3],
    ],
    ['1 fulfilled, then that cancelled', oneLineOrder({}, { fulfillments: [fulfilled(1, 'cancelled')] }), [3, 0, 0, 3]],
    [
      '1 waiting for a fulfillment service',
      oneLineOrder({ fulfillable_quantity: 2 }, { fulfillments: [fulfilled(1, 'pending')] }),
      [3, 0, 0, 3],
    ],
    [
      'cancelled with restock',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 0 },
        { ...cancelled, refunds: [refunded(3, 'cancel')] },
      ),
      [0, 0, 0, 0],
    ],
    [
      'cancelled without restock',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 0 },
        { ...cancelled, refunds: [refunded(3, 'no_restock')] },
      ),
      [3, 3, 0, 3],
    ],
    ['cancelled, still fulfillable in the payload', oneLineOrder({}, cancelled), [3, 3, 0, 3]],
    [
      '1 unshipped refunded with restock',
      oneLineOrder({ fulfillable_quantity: 2, current_quantity: 2 }, { refunds: [refunded(1, 'cancel')] }),
      [2, 0, 0, 2],
    ],
    [
      '1 unshipped refunded without restock',
      oneLineOrder({ fulfillable_quantity: 2, current_quantity: 2 }, { refunds: [refunded(1, 'no_restock')] }),
      [3, 1, 0, 3],
    ],
    [
      'all fulfilled, 1 returned',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 2 },
        { fulfillments: [fulfilled(3)], refunds: [refunded(1, 'return')] },
      ),
      [3, 3, 1, 2],
    ],
    [
      'all fulfilled, 1 refunded without restock',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 2 },
        { fulfillments: [fulfilled(3)], refunds: [refunded(1, 'no_restock')] },
      ),
      [3, 3, 0, 3],
    ],
    [
      '2 fulfilled, 1 refunded without restock: a shipped one',
      oneLineOrder(
        { fulfillable_quantity: 1, current_quantity: 2 },
        { fulfillments: [fulfilled(2)], refunds: [refunded(1, 'no_restock')] },
      ),
      [3, 2, 0, 3],
    ],
    [
      'all fulfilled, 1 restocked by an old refund',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 2 },
        { fulfillments: [fulfilled(3)], refunds: [refunded(1, 'legacy_restock')] },
      ),
      [3, 3, 1, 2],
    ],
    [
      '2 fulfilled, 1 cancelled, 2 returned',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 0 },
        { fulfillments: [fulfilled(2)], refunds: [refunded(1, 'cancel'), refunded(2, 'return')] },
      ),
      [2, 2, 2, 0],
    ],
    ['2 added by an edit', oneLineOrder({ quantity: 5, current_quantity: 5, fulfillable_quantity: 5 }), [5, 0, 0, 5]],
    ['1 removed by an edit', oneLineOrder({ current_quantity: 2, fulfillable_quantity: 2 }), [2, 0, 0, 2]],
    [
      '1 removed by an edit that made a refund',
      oneLineOrder({ current_quantity: 2, fulfillable_quantity: 2 }, { refunds: [refunded(1, 'cancel')] }),
      [2, 0, 0, 2],
    ],
    ['removed altogether', oneLineOrder({ current_quantity: 0, fulfillable_quantity: 0 }), [0, 0, 0, 0]],
    [
      'all fulfilled, a return of 1 opened and not refunded',
      oneLineOrder({ fulfillable_quantity: 0, current_quantity: 2 }, { fulfillments: [fulfilled(3)] }),
      [3, 3, 0, 3],
    ],
    [
      '2 fulfilled, 1 cancelled, a return of 1 opened',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 1 },
        { fulfillments: [fulfilled(2)], refunds: [refunded(1, 'cancel')] },
      ),
      [2, 2, 0, 2],
    ],
    [
      '2 fulfilled, 1 removed by an edit, a return of 1 opened',
      oneLineOrder({ fulfillable_quantity: 0, current_quantity: 1 }, { fulfillments: [fulfilled(2)] }),
      [2, 2, 0, 2],
    ],
    [
      'of an API version without current_quantity',
      oneLineOrder({ current_quantity: undefined, fulfillable_quantity: 2 }, { refunds: [refunded(1, 'cancel')] }),
      [2, 0, 0, 2],
    ],
    [
      '1 refunded without restock before 2 were fulfilled, a return of 1 opened',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 1 },
        {
          fulfillments: [{ ...fulfilled(2), created_at: '2026-11-24T18:05:00.000Z' }],
          refunds: [{ ...refunded(1, 'no_restock'), created_at: '2026-11-24T18:01:00.000Z' }],
        },
      ),
      [3, 3, 0, 3],
    ],
    [
      '1 removed by an edit, 2 fulfilled, 1 of them refunded without restock',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 1 },
        {
          fulfillments: [{ ...fulfilled(2), created_at: '2026-11-24T18:01:00.000Z' }],
          refunds: [{ ...refunded(1, 'no_restock'), created_at: '2026-11-24T18:05:00.000Z' }],
        },
      ),
      [2, 2, 0, 2],
    ],
    ['of 0 units', oneLineOrder({ quantity: 0, current_quantity: 0, fulfillable_quantity: 0 }), [0, 0, 0, 0]],
  ])('%s', (_, given, [ordered, shipped, returned, deducted]) => {
    expect(stateOf(given)).toEqual({ ordered, shipped, returned, deducted });
  });

  // ordered, shipped, returned, deducted
  it.each<[string, ShopifyOrder, [number, number, number, number]]>([
    [
      'cancelled without restock',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 0 },
        { ...cancelled, refunds: [refunded(3, 'no_restock')] },
      ),
      [0, 0, 0, 3],
    ],
    [
      '1 unshipped refunded without restock',
      oneLineOrder({ fulfillable_quantity: 2, current_quantity: 2 }, { refunds: [refunded(1, 'no_restock')] }),
      [2, 0, 0, 3],
    ],
    [
      'all fulfilled, 1 refunded without restock',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 2 },
        { fulfillments: [fulfilled(3)], refunds: [refunded(1, 'no_restock')] },
      ),
      [3, 3, 0, 3],
    ],
  ])('%s, where such units stay on hand', (_, given, [ordered, shipped, returned, deducted]) => {
    expect(stateOf({ ...given, notRestocked: 'stay' })).toEqual({ ordered, shipped, returned, deducted });
  });

  it('asks for no push wherever Shopify put back what it took, so that there is no echo', () => {
    const main = parseLocationId('main');
    const restocked = [
      oneLineOrder({}),
      oneLineOrder({ fulfillable_quantity: 0 }, { fulfillments: [fulfilled(3)] }),
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 0 },
        { ...cancelled, refunds: [refunded(3, 'cancel')] },
      ),
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 2 },
        { fulfillments: [fulfilled(3)], refunds: [refunded(1, 'return')] },
      ),
      oneLineOrder({ current_quantity: 2, fulfillable_quantity: 2 }),
    ];
    for (const given of restocked) {
      const state = stateOf(given);
      const [change] = lineChanges(undefined, { state, location: main });
      expect((change?.onHand ?? 0) - (change?.committed ?? 0)).toBe(0 - state.deducted);
    }
  });
});

describe('the version of an order', () => {
  const placed = oneLineOrder({});
  const states: [string, ShopifyOrder][] = [
    ['placed', placed],
    ['being fulfilled', oneLineOrder({ fulfillable_quantity: 2 }, { fulfillments: [fulfilled(1, 'open')] })],
    ['fulfilled in part', oneLineOrder({ fulfillable_quantity: 2 }, { fulfillments: [fulfilled(1)] })],
    ['no longer fulfilled', oneLineOrder({}, { fulfillments: [fulfilled(1, 'cancelled')] })],
    [
      'edited down',
      oneLineOrder({ current_quantity: 2, fulfillable_quantity: 2 }, { fulfillments: [fulfilled(1, 'cancelled')] }),
    ],
    [
      'cancelled',
      oneLineOrder(
        { current_quantity: 0, fulfillable_quantity: 0 },
        { ...cancelled, fulfillments: [fulfilled(1, 'cancelled')], refunds: [refunded(2, 'cancel')] },
      ),
    ],
  ];

  it('grows with each step of one and the same second', () => {
    const versions = states.map(([, given]) => orderVersion(given));
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });

  it('is smaller than that of the next second, however much has happened', () => {
    const later = oneLineOrder({}, { updated_at: '2026-11-24T18:00:01.000Z' });
    expect(orderVersion(oneLineOrder({ quantity: 1_000_000_000 }))).toBeLessThan(orderVersion(later));
  });

  it('is the same for the same state', () => {
    expect(orderVersion(oneLineOrder({}))).toBe(orderVersion(placed));
  });
});
