/** A Shopify order of one line, in the states that tests need. */
import type { ShopifyOrder } from '../../../../shared/channels/shopify/intake/order.ts';

type Line = ShopifyOrder['line_items'][number];

/** An order of three mugs, as it was placed unless said otherwise. */
export function oneLineOrder(line: Partial<Line>, rest: Partial<ShopifyOrder> = {}): ShopifyOrder {
  return {
    id: 'O',
    updated_at: '2026-11-24T18:00:00.000Z',
    cancelled_at: null,
    location_id: null,
    line_items: [{ id: 'L', sku: 'MUG', quantity: 3, current_quantity: 3, fulfillable_quantity: 3, ...line }],
    fulfillments: [],
    refunds: [],
    ...rest,
  };
}
