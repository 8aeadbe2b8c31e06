import type { Item, ShopLocation } from '../inventory/stock.ts';

/**
 * One line of an order, in units. `quantity` is all that was ever ordered on it, also by edits; `removed` left it
 * unshipped (edited out, cancelled, refunded before shipping); `returned` were refunded after shipping.
 */
export type Line = {
  id: string;
  item: Item;
  quantity: number;
  fulfilled: number;
  removed: number;
  returned: number;
};

/** `cancel` puts unshipped units back, `return` shipped ones; `no_restock` puts nothing back. */
export type RestockType = 'cancel' | 'return' | 'no_restock';

export type RefundLine = {
  id: string;
  line: Line;
  quantity: number;
  restockType: RestockType;
  location: ShopLocation | null;
};

export type Refund = { id: string; createdAt: Date; lines: RefundLine[] };
export type FulfilledLine = { id: string; line: Line; quantity: number };
export type Fulfillment = {
  id: string;
  name: string;
  status: 'success' | 'cancelled';
  createdAt: Date;
  updatedAt: Date;
  location: ShopLocation;
  lines: FulfilledLine[];
};
export type Order = {
  id: string;
  number: number;
  createdAt: Date;
  updatedAt: Date;
  cancelledAt: Date | null;
  isEdited: boolean;
  /** The till's location; web orders have none. */
  retailLocation: ShopLocation | null;
  lines: Line[];
  refunds: Refund[];
  fulfillments: Fulfillment[];
};

/** One merchant edit of an order: units added to and removed from its lines. */
export type OrderEdit = {
  id: string;
  order: Order;
  committedAt: Date;
  additions: { lineId: string; delta: number }[];
  removals: { lineId: string; delta: number }[];
};

export type FulfillmentState = 'unfulfilled' | 'partial' | 'fulfilled';

/** Units that the customer still has ordered or has received: "the quantity, minus the removed quantity". */
export function currentQuantity(line: Line): number {
  return line.quantity - line.removed - line.returned;
}

/** Units still to be shipped. */
export function fulfillableQuantity(line: Line): number {
  return line.quantity - line.fulfilled - line.removed;
}

export function lineState(line: Line): FulfillmentState {
  if (line.fulfilled === 0) return 'unfulfilled';
  return fulfillableQuantity(line) > 0 ? 'partial' : 'fulfilled';
}

export function orderState(order: Order): FulfillmentState {
  if (order.lines.every((line) => line.fulfilled === 0)) return 'unfulfilled';
  return order.lines.some((line) => fulfillableQuantity(line) > 0) ? 'partial' : 'fulfilled';
}

export function orderName(order: Order): string {
  return `#${order.number}`;
}
