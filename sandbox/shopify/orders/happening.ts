import type { Item, Level } from '../inventory/stock.ts';
import type { Fulfillment, Order, OrderEdit, Refund } from './order.ts';

/** Something that Shopify tells its subscribers about, with what the payload is built from. */
export type Happening =
  | { topic: OrderTopic; order: Order }
  | { topic: 'orders/edited'; edit: OrderEdit }
  | { topic: 'refunds/create'; order: Order; refund: Refund }
  | { topic: 'fulfillments/create' | 'fulfillments/update'; order: Order; fulfillment: Fulfillment }
  | { topic: LevelTopic; level: Level }
  | { topic: ItemTopic; item: Item }
  | { topic: 'app/uninstalled' };

export type OrderTopic = 'orders/create' | 'orders/updated' | 'orders/cancelled' | 'orders/fulfilled';

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
  'inventory_levels/update',
  'inventory_levels/connect',
  'inventory_levels/disconnect',
  'inventory_items/create',
  'inventory_items/update',
  'inventory_items/delete',
  'products/create',
  'products/update',
  'products/delete',
  'app/uninstalled',
];
