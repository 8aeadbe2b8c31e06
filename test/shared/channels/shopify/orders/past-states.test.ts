import { describe, expect, it } from '@jest/globals';
import type { ShopifyLine, ShopifyOrder } from '../../../../../shared/channels/shopify/intake/order.ts';
import { linePast } from '../../../../../shared/channels/shopify/orders/past-states.ts';

const MAIN = '1';
const OTHER = '2';
const at = (minute: number) => `2026-11-24T18:${String(minute).padStart(2, '0')}:00.000Z`;
const shippedAt = (minute: number, quantity: number, place = MAIN) => ({
  created_at: at(minute),
  status: 'success',
  location_id: place,
  line_items: [{ id: 'L', quantity }],
});
const refundedAt = (minute: number, quantity: number, restock_type: string, place = MAIN) => ({
  created_at: at(minute),
  refund_line_items: [{ line_item_id: 'L', quantity, restock_type, location_id: place }],
});

function past(line: Partial<ShopifyLine>, rest: Partial<ShopifyOrder>, place = MAIN) {
  const whole = { id: 'L', sku: 'MUG', quantity: 3, current_quantity: 3, fulfillable_quantity: 0, ...line };
  const order: ShopifyOrder = {
    id: 'O',
    created_at: at(0),
    updated_at: at(59),
    line_items: [whole],
    fulfillments: [],
    refunds: [],
    ...rest,
  };
  return linePast(order, whole, MAIN, place);
}

describe('the past of a Shopify order line', () => {
  it('is what it was when placed, as long as nothing else happened', () => {
    expect(past({ fulfillable_quantity: 3 }, {})).toEqual([{ at: at(0), shipped: 0, returned: 0, deducted: 3 }]);
  });

  it('reports each fulfillment and refund by its own time', () => {
    const rest = {
      fulfillments: [shippedAt(5, 2), shippedAt(9, 1)],
      refunds: [refundedAt(20, 1, 'return')],
    };
    expect(past({ current_quantity: 2 }, rest)).toEqual([
      { at: at(0), shipped: 0, returned: 0, deducted: 3 },
      { at: at(5), shipped: 2, returned: 0, deducted: 3 },
      { at: at(9), shipped: 3, returned: 0, deducted: 3 },
      { at: at(20), shipped: 3, returned: 1, deducted: 2 },
    ]);
  });

  it('does not take what was refunded later for removed by an edit', () => {
    const rest = { fulfillments: [shippedAt(5, 2)], refunds: [refundedAt(20, 1, 'cancel')] };
    expect(past({ quantity: 4, current_quantity: 2 }, rest)).toEqual([
      { at: at(0), shipped: 0, returned: 0, deducted: 3 },
      { at: at(5), shipped: 2, returned: 0, deducted: 3 },
      { at: at(20), shipped: 2, returned: 0, deducted: 2 },
    ]);
  });

  it('does not take what a return is open of for removed by an edit', () => {
    expect(past({ current_quantity: 2 }, { fulfillments: [shippedAt(5, 3)] })).toEqual([
      { at: at(0), shipped: 0, returned: 0, deducted: 3 },
      { at: at(5), shipped: 3, returned: 0, deducted: 3 },
    ]);
  });

  it('is reported place by place', () => {
    const rest = { fulfillments: [shippedAt(5, 2, OTHER)] };
    expect(past({ fulfillable_quantity: 1 }, rest, OTHER)).toEqual([
      { at: at(0), shipped: 0, returned: 0, deducted: 0 },
      { at: at(5), shipped: 2, returned: 0, deducted: 2 },
    ]);
  });

  describe('of a sale at a till that was offline', () => {
    const offline = {
      created_at: at(30),
      processed_at: at(1),
      source_name: 'pos',
      location_id: MAIN,
      fulfillments: [{ ...shippedAt(30, 3), created_at: '2026-11-24T18:30:02.000Z' }],
    };

    it('has its units gone when they were sold, and counted down when the till was online again', () => {
      expect(past({}, offline)).toEqual([
        { at: at(1), shipped: 3, returned: 0, deducted: 0 },
        { at: at(30), shipped: 3, returned: 0, deducted: 3 },
        { at: '2026-11-24T18:30:02.000Z', shipped: 3, returned: 0, deducted: 3 },
      ]);
    });

    it('keeps what was shipped later at its own time', () => {
      const rest = { ...offline, fulfillments: [shippedAt(30, 2), shippedAt(40, 1)] };
      expect(past({}, rest)).toEqual([
        { at: at(1), shipped: 2, returned: 0, deducted: 0 },
        { at: at(30), shipped: 2, returned: 0, deducted: 3 },
        { at: at(40), shipped: 3, returned: 0, deducted: 3 },
      ]);
    });

    it.each([
      ['that was online', { processed_at: at(30) }],
      ['whose clock is ahead', { processed_at: at(50) }],
      ['that says no time', { processed_at: null }],
      ['but of an app, which may write any time', { source_name: '580111' }],
      ['but of the web, at no till', { location_id: null }],
    ])('is as Shopify wrote it, %s', (_what, rest) => {
      expect(past({}, { ...offline, ...rest })?.[0]?.at).toBe(at(30));
    });
  });

  it('is unknown where one of its times is', () => {
    expect(past({}, { created_at: null })).toBeUndefined();
    expect(past({}, { fulfillments: [{ ...shippedAt(5, 3), created_at: null }] })).toBeUndefined();
  });
});
