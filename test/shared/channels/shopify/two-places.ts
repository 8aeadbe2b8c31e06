/** A shop with two locations, and what the one line of an order goes through there. */
import { parseChannelId, parseLocationId } from '../../../../shared/domain/identifiers.ts';

export const MAIN = '655441491';
export const TILL = '655441492';
export const channel = {
  id: parseChannelId('shopify'),
  platform: 'shopify' as const,
  shop: 'demo.myshopify.com',
  locations: { [MAIN]: [parseLocationId('main')], [TILL]: [parseLocationId('till')] },
  buffer: 0,
};

export const AT_SIX = '2026-11-24T18:00:00.000Z';
export const LATER = '2026-11-24T18:05:00.000Z';
export const EARLIER = '2026-11-24T17:55:00.000Z';

export const shippedFrom = (location_id: string | null, quantity: number, status = 'success') => ({
  status,
  location_id,
  line_items: [{ id: 'L', quantity }],
});

export const refunded = (quantity: number, restock_type: string, location_id: string | null = null) => ({
  refund_line_items: [{ line_item_id: 'L', quantity, restock_type, location_id }],
});

export const assignedTo = (location_id: string, remaining_quantity: number) => ({
  location_id,
  line_items: [{ line_item_id: 'L', remaining_quantity }],
});

/** A fulfillment order that has nothing of the line left, and when it last changed. */
export const emptied = (location_id: string, updated_at: string) => ({ ...assignedTo(location_id, 0), updated_at });
