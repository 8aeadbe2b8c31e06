import { randomInt } from 'node:crypto';
import type { OrderLine } from '../../kernel/platform.ts';
import type { Listing } from '../listings/listings.ts';

export type OrderStatus = 'Pending' | 'Unshipped' | 'Shipped' | 'Canceled';

/** One line of an order. `quantity` is what is ordered and not cancelled by an edit. */
export type OrderItem = {
  orderItemId: string;
  sku: string;
  asin: string;
  title: string;
  quantity: number;
  quantityShipped: number;
  refunded: number;
};

/** Who cancelled an order, and whether the listing's count came back with it. */
export type Cancellation = { by: 'BUYER' | 'MERCHANT'; reason: string };

export type Order = {
  orderId: string;
  status: OrderStatus;
  fulfilledBy: 'MERCHANT' | 'AMAZON';
  createdMs: number;
  lastUpdatedMs: number;
  items: OrderItem[];
  cancellation?: Cancellation;
};

/** A new order, Pending until Amazon has the payment. A SKU that is named twice is two items. */
export function newOrder(lines: { line: OrderLine; listing: Listing }[], nowMs: number): Order {
  return {
    orderId: `${digits(3)}-${digits(7)}-${digits(7)}`,
    status: 'Pending',
    fulfilledBy: lines.every(({ listing }) => listing.channelCode === 'AMAZON_NA') ? 'AMAZON' : 'MERCHANT',
    createdMs: nowMs,
    lastUpdatedMs: nowMs,
    items: lines.map(({ line, listing }) => ({
      orderItemId: digits(14),
      sku: line.sku,
      asin: listing.asin,
      title: listing.title,
      quantity: line.quantity,
      quantityShipped: 0,
      refunded: 0,
    })),
  };
}

/** Stamps a change: two changes of one order never carry the same time. */
export function touch(order: Order, nowMs: number): void {
  order.lastUpdatedMs = Math.max(order.lastUpdatedMs + 1, nowMs);
}

function digits(count: number): string {
  return Array.from({ length: count }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join('');
}
