/** An order at Amazon, as the seller has it. */
import { randomInt } from 'node:crypto';
import type { OrderLine } from '../../kernel/platform.ts';
import type { Listing } from '../listings/listings.ts';

/** Of `Summary.OrderStatus` of schemas/notifications/OrderChangeNotification.json, amzn/selling-partner-api-models @34dc93fe (2026-08-05). */
export type OrderStatus = 'Pending' | 'Unshipped' | 'PartiallyShipped' | 'Shipped' | 'Canceled';

export type FulfilledBy = 'MERCHANT' | 'AMAZON';

/**
 * One line of an order. `quantity` is what is ordered and not cancelled by an edit; `cancelled` are units of it that were
 * cancelled while the order goes on.
 */
export type OrderItem = {
  orderItemId: string;
  sku: string;
  asin: string;
  title: string;
  quantity: number;
  quantityShipped: number;
  refunded: number;
  cancelled: number;
  cancellation?: Cancellation;
  /** The supply source whose units these are; null of the listing's one quantity. */
  supplySourceId: string | null;
  isBuyerRequestedCancel: boolean;
};

/** Who cancelled an order, and whether the listing's count came back with it. */
export type Cancellation = { by: 'BUYER' | 'MERCHANT'; reason: string };

export type Order = {
  orderId: string;
  status: OrderStatus;
  fulfilledBy: FulfilledBy;
  marketplaceId: string;
  createdMs: number;
  lastUpdatedMs: number;
  items: OrderItem[];
  cancellation?: Cancellation;
};

export type PlacedLine = { line: OrderLine; listing: Listing; supplySourceId: string | null };

/** A new order, Pending until Amazon has the payment; its id "in 3-7-7 format" (the same schema). A SKU that is named twice is two items. */
export function newOrder(
  lines: readonly PlacedLine[],
  { fulfilledBy, marketplaceId, nowMs }: { fulfilledBy: FulfilledBy; marketplaceId: string; nowMs: number },
): Order {
  return {
    orderId: `${digits(3)}-${digits(7)}-${digits(7)}`,
    status: 'Pending',
    fulfilledBy,
    marketplaceId,
    createdMs: nowMs,
    lastUpdatedMs: nowMs,
    items: lines.map(({ line, listing, supplySourceId }) => ({
      orderItemId: digits(14),
      sku: line.sku,
      asin: listing.asin,
      title: listing.title,
      quantity: line.quantity,
      quantityShipped: 0,
      refunded: 0,
      cancelled: 0,
      supplySourceId,
      isBuyerRequestedCancel: false,
    })),
  };
}

/** Units of an item that are still to be shipped. */
export function unshippedOf({ status }: Order, { quantity, quantityShipped, cancelled }: OrderItem): number {
  return status === 'Canceled' ? 0 : quantity - quantityShipped - cancelled;
}

/** Stamps a change: two changes of one order never carry the same time. */
export function touch(order: Order, nowMs: number): void {
  order.lastUpdatedMs = Math.max(order.lastUpdatedMs + 1, nowMs);
}

function digits(count: number): string {
  return Array.from({ length: count }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join('');
}
