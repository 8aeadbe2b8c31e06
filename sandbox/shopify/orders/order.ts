/** An order as the shop keeps it, and the figures that follow from its lines. */
import type { Item, ShopLocation } from '../inventory/stock.ts';
import type { FulfillmentOrder } from './fulfillment-order.ts';

/**
 * One line of an order, in units. `quantity` is all that was ever ordered on it, also by edits; `removed` left it
 * unshipped (edited out, cancelled, refunded before shipping); `returned` were refunded after shipping; `returning` are shipped
 * ones that a return is open of, and that are not refunded.
 */
export type Line = {
  id: string;
  /** Null for a line that staff typed in by hand: it is of no variant, and has no stock. */
  item: Item | null;
  /** As they were when the line was ordered: a variant that gets another SKU leaves them alone. */
  sku: string | null;
  title: string;
  /** Shopify tracked the variant when it was ordered (`variant_inventory_management: shopify`). */
  isTracked: boolean;
  /** Shopify took the units from an inventory level: not for untracked variants, nor where the order bypassed it. */
  isCounted: boolean;
  /** The bundle that the line is a component of. */
  group: LineGroup | null;
  quantity: number;
  fulfilled: number;
  removed: number;
  returned: number;
  returning: number;
};

/** A bundle that was bought: its components are lines, the bundle itself is none (LineItemGroup, schema 2026-10). */
export type LineGroup = { id: string; item: Item; sku: string; title: string; quantity: number };

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

/** `takenFrom` is where the units were committed when they were asked to be shipped. */
export type FulfilledLine = { id: string; line: Line; quantity: number; takenFrom: ShopLocation };

export type Fulfillment = {
  id: string;
  name: string;
  status: 'success' | 'cancelled';
  createdAt: Date;
  updatedAt: Date;
  location: ShopLocation;
  lines: FulfilledLine[];
};

/** Where an order came from: its `source_name`, the app that made it, and what that app wrote on it. */
export type OrderSource = {
  sourceName: string;
  appId: string | null;
  sourceIdentifier: string | null;
  tags: readonly string[];
  note: string | null;
  /**
   * What the admin shows as “Additional details”: `note_attributes` of a webhook, `customAttributes` of the Admin API.
   * Source: https://shopify.dev/docs/api/admin-graphql/latest/input-objects/OrderCreateOrderInput (2026-10).
   */
  noteAttributes: readonly { name: string; value: string }[];
};

export type Order = {
  id: string;
  number: number;
  /** A name that the maker of the order gave it, in place of its number. */
  givenName: string | null;
  source: OrderSource;
  createdAt: Date;
  /** When it was sold: long before `createdAt` where a till was offline. */
  processedAt: Date;
  updatedAt: Date;
  cancelledAt: Date | null;
  /** Archived, or cancelled. */
  closedAt: Date | null;
  isEdited: boolean;
  /** The till's location; web orders have none. */
  retailLocation: ShopLocation | null;
  lines: Line[];
  groups: LineGroup[];
  fulfillmentOrders: FulfillmentOrder[];
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

/**
 * The line's total quantity "minus the removed or returned quantity", in which returns count from when they are opened
 * (https://shopify.dev/changelog/return-mutation-will-update-sales-previously-unchanged-until-time-of-refund, 2024-02-20).
 */
export function currentQuantity(line: Line): number {
  return refundableQuantity(line) - line.returning;
}

/**
 * "The quantity of line items that are available for a refund, including items in a return" (the same change). That units
 * which an edit took out are none of them is an assumption.
 */
export function refundableQuantity(line: Line): number {
  return line.quantity - line.removed - line.returned;
}

/** Units that a return can be opened of: shipped, and neither refunded nor in a return. */
export function returnableQuantity(line: Line): number {
  return line.fulfilled - line.returned - line.returning;
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
  return order.givenName ?? `#${order.number}`;
}
