import type { Fulfillment, Order, OrderEdit, Refund } from './order.ts';
import type { Level } from './stock.ts';

/** Something that Shopify tells its subscribers about, with what the payload is built from. */
export type Happening =
  | { topic: OrderTopic; order: Order }
  | { topic: 'orders/edited'; edit: OrderEdit }
  | { topic: 'refunds/create'; order: Order; refund: Refund }
  | { topic: 'fulfillments/create'; order: Order; fulfillment: Fulfillment }
  | { topic: 'inventory_levels/update'; level: Level };

export type OrderTopic = 'orders/create' | 'orders/updated' | 'orders/cancelled' | 'orders/fulfilled';

/** Every topic that the sandbox sends. */
export const TOPICS: readonly Happening['topic'][] = [
  'orders/create',
  'orders/updated',
  'orders/edited',
  'orders/cancelled',
  'orders/fulfilled',
  'refunds/create',
  'fulfillments/create',
  'inventory_levels/update',
];
