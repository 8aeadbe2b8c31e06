/**
 * What Shopify sends its subscribers webhooks about.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/enums/WebhookSubscriptionTopic
 */
import type { Item, Level, ShopLocation } from '../inventory/stock.ts';
import type { Transfer } from '../inventory/transfer.ts';
import type { ReceivedLine } from '../webhooks/transfer-resource.ts';
import type { FulfillmentOrder, FulfillmentOrderMove } from './fulfillment-order.ts';
import type { Fulfillment, Order, OrderEdit, Refund } from './order.ts';

/** Something that Shopify sends its subscribers a webhook about, with what the payload is built from. */
export type Happening =
  | { topic: OrderTopic; order: Order }
  | { topic: 'orders/edited'; edit: OrderEdit }
  | { topic: 'refunds/create'; order: Order; refund: Refund }
  | { topic: 'fulfillments/create' | 'fulfillments/update'; order: Order; fulfillment: Fulfillment }
  | {
      topic: 'fulfillment_orders/order_routing_complete' | 'fulfillment_orders/rescheduled';
      order: Order;
      fulfillmentOrder: FulfillmentOrder;
    }
  | { topic: 'fulfillment_orders/moved'; order: Order; move: FulfillmentOrderMove }
  | {
      topic: 'fulfillment_orders/cancelled';
      order: Order;
      fulfillmentOrder: FulfillmentOrder;
      replacement: FulfillmentOrder;
    }
  | { topic: LocationTopic; location: ShopLocation }
  | { topic: 'bulk_operations/finish'; operation: BulkOperation }
  | { topic: LevelTopic; level: Level }
  | { topic: ItemTopic; item: Item }
  | { topic: 'inventory_shipments/receive_items'; transfer: Transfer; lines: readonly ReceivedLine[] }
  | { topic: TransferTopic; transfer: Transfer }
  | { topic: 'app/uninstalled' };

export type TransferTopic =
  | 'inventory_shipments/mark_in_transit'
  | 'inventory_transfers/updated'
  | 'inventory_transfers/complete';

export type OrderTopic = 'orders/create' | 'orders/updated' | 'orders/cancelled' | 'orders/fulfilled';

export type LocationTopic = 'locations/create' | 'locations/activate' | 'locations/deactivate';

/** An export as bulk_operations/finish reports it. */
export type BulkOperation = { id: string; status: string; createdAt: Date; completedAt: Date | null };

export type LevelTopic = 'inventory_levels/update' | 'inventory_levels/connect' | 'inventory_levels/disconnect';

/**
 * Shopify sends products/update also when a product was ordered; the sandbox, for changes of the product only: a flash
 * sale on one machine has enough to deliver.
 */
export type ItemTopic =
  | 'inventory_items/create'
  | 'inventory_items/update'
  | 'inventory_items/delete'
  | 'products/create'
  | 'products/update'
  | 'products/delete';

/** Every topic that the sandbox sends. */
export const TOPICS: readonly Happening['topic'][] = [
  'orders/create',
  'orders/updated',
  'orders/edited',
  'orders/cancelled',
  'orders/fulfilled',
  'refunds/create',
  'fulfillments/create',
  'fulfillments/update',
  'fulfillment_orders/order_routing_complete',
  'fulfillment_orders/moved',
  'fulfillment_orders/rescheduled',
  'fulfillment_orders/cancelled',
  'inventory_levels/update',
  'inventory_levels/connect',
  'inventory_levels/disconnect',
  'inventory_items/create',
  'inventory_items/update',
  'inventory_items/delete',
  'products/create',
  'products/update',
  'products/delete',
  'locations/create',
  'locations/activate',
  'locations/deactivate',
  'inventory_shipments/mark_in_transit',
  'inventory_shipments/receive_items',
  'inventory_transfers/updated',
  'inventory_transfers/complete',
  'bulk_operations/finish',
  'app/uninstalled',
];
