import { type ActionOutcome, type OrderLine, type PlatformActions, sumBySku } from '../kernel/platform.ts';
import type { Listing, Listings } from './listings/listings.ts';
import type { OrderChange } from './notifications/notices.ts';
import { newOrder, type Order, touch } from './orders/order.ts';

export type SellerCentralParts = {
  listings: Listings;
  orders: Map<string, Order>;
  nowMs: () => number;
  pendingMs: number;
  /** Runs once after a while, unless the sandbox is closed before. */
  after: (delayMs: number, run: () => void) => void;
  orderChanged: (order: Order, change: OrderChange) => void;
};

type Refusal = Exclude<ActionOutcome, { outcome: 'done' }>;

/**
 * What customers and the seller do on Amazon. The count goes down when an order is placed, while it is still Pending; a
 * cancellation by the buyer brings it back, one for "No Inventory" does not; a refund never does. Before it is shipped
 * an order can be lowered, never raised.
 */
export function sellerCentral(parts: SellerCentralParts): PlatformActions {
  const { listings, orders } = parts;
  const onOrder = (id: string, act: (order: Order) => ActionOutcome): ActionOutcome => {
    const order = orders.get(id);
    return order ? act(order) : { outcome: 'unknown', reason: `There is no order ${id}.` };
  };
  return {
    readStock(sku) {
      const listing = listings.find(sku);
      return listing ? { outcome: 'done', value: listing.quantity } : unknownSku(sku);
    },
    setStock: (sku, available) => editQuantity(parts, sku, available),
    placeOrder: (lines) => placeOrder(parts, lines),
    cancel: (id, restock) => onOrder(id, (order) => cancel(parts, order, restock)),
    fulfil: (id) => onOrder(id, (order) => ship(parts, order)),
    refund: (id, lines) => onOrder(id, (order) => refund(order, lines)),
    edit: (id, lines) => onOrder(id, (order) => lower(parts, order, lines)),
  };
}

const done: ActionOutcome = { outcome: 'done', value: undefined };

function editQuantity({ listings }: SellerCentralParts, sku: string, quantity: number): ActionOutcome {
  const listing = listings.find(sku);
  if (!listing) return unknownSku(sku);
  if (quantity < 0) return { outcome: 'invalid', reason: 'available: Amazon takes no quantity below 0.' };
  if (listing.channelCode !== 'DEFAULT') {
    return { outcome: 'impossible', reason: `${sku} is fulfilled by Amazon, which counts its own stock.` };
  }
  listings.change(listing, { quantity });
  return done;
}

function placeOrder(parts: SellerCentralParts, lines: OrderLine[]): ActionOutcome<string> {
  const found: { line: OrderLine; listing: Listing }[] = [];
  for (const line of lines) {
    const listing = parts.listings.find(line.sku);
    if (!listing) return unknownSku(line.sku);
    found.push({ line, listing });
  }
  const codes = new Set(found.map(({ listing }) => listing.channelCode));
  if (codes.size > 1) {
    return { outcome: 'impossible', reason: 'Amazon splits an order that both it and the merchant ship: place two.' };
  }
  for (const [sku, quantity] of sumBySku(lines)) {
    const shown = parts.listings.find(sku)?.quantity ?? 0;
    if (shown < quantity)
      return { outcome: 'insufficient', reason: `Amazon shows ${shown} of ${sku}, not ${quantity}.` };
  }
  const order = newOrder(found, parts.nowMs());
  parts.orders.set(order.orderId, order);
  for (const { line, listing } of found) moveCount(parts, listing, -line.quantity);
  parts.orderChanged(order, { type: 'OrderStatusChange', reason: 'Order Placed' });
  parts.after(parts.pendingMs, () => takePayment(parts, order));
  return { outcome: 'done', value: order.orderId };
}

function takePayment(parts: SellerCentralParts, order: Order): void {
  if (order.status !== 'Pending') return;
  order.status = 'Unshipped';
  touch(order, parts.nowMs());
  parts.orderChanged(order, { type: 'OrderStatusChange', reason: 'Payment Verified' });
}

function ship(parts: SellerCentralParts, order: Order): ActionOutcome {
  if (isClosed(order)) return closed(order);
  takePayment(parts, order);
  order.status = 'Shipped';
  for (const item of order.items) item.quantityShipped = item.quantity;
  touch(order, parts.nowMs());
  parts.orderChanged(order, { type: 'OrderStatusChange', reason: 'Shipment Confirmed' });
  return done;
}

function cancel(parts: SellerCentralParts, order: Order, restock: boolean): ActionOutcome {
  if (isClosed(order)) return closed(order);
  order.status = 'Canceled';
  order.cancellation = restock ? { by: 'BUYER', reason: 'Buyer Canceled' } : { by: 'MERCHANT', reason: 'No Inventory' };
  if (restock) for (const item of order.items) restoreCount(parts, item.sku, item.quantity);
  touch(order, parts.nowMs());
  parts.orderChanged(order, { type: 'OrderStatusChange', reason: order.cancellation.reason });
  return done;
}

/** Money only: a merchant who gets the goods back raises the quantity himself. */
function refund(order: Order, lines: OrderLine[]): ActionOutcome {
  if (order.status === 'Canceled') return closed(order);
  for (const [sku, quantity] of sumBySku(lines)) {
    const left = order.items.filter((item) => item.sku === sku).reduce((sum, i) => sum + i.quantity - i.refunded, 0);
    if (quantity > left) {
      return { outcome: 'impossible', reason: `Order ${order.orderId} has ${left} of ${sku} left to refund.` };
    }
  }
  for (const [sku, quantity] of sumBySku(lines)) {
    let left = quantity;
    for (const item of order.items.filter((candidate) => candidate.sku === sku)) {
      const units = Math.min(left, item.quantity - item.refunded);
      item.refunded += units;
      left -= units;
    }
  }
  return done;
}

/** Cancels units of an order before it is shipped, as a buyer may ask for; the count comes back. */
function lower(parts: SellerCentralParts, order: Order, lines: OrderLine[]): ActionOutcome {
  if (isClosed(order)) return closed(order);
  const orderedOf = (sku: string) =>
    order.items.filter((item) => item.sku === sku).reduce((sum, item) => sum + item.quantity, 0);
  for (const { sku, quantity } of lines) {
    if (!parts.listings.find(sku)) return unknownSku(sku);
    const ordered = orderedOf(sku);
    if (quantity > ordered) {
      return { outcome: 'impossible', reason: `Amazon orders can only be lowered: ${sku} has ${ordered}.` };
    }
    const refunded = order.items.filter((item) => item.sku === sku).reduce((sum, item) => sum + item.refunded, 0);
    if (quantity < refunded) {
      return { outcome: 'impossible', reason: `${refunded} of ${sku} are refunded: the line cannot go below that.` };
    }
  }
  let lowered = 0;
  for (const { sku, quantity } of lines) {
    let surplus = orderedOf(sku) - quantity;
    lowered += surplus;
    restoreCount(parts, sku, surplus);
    for (const item of order.items.filter((candidate) => candidate.sku === sku).reverse()) {
      const units = Math.min(surplus, item.quantity - item.refunded);
      item.quantity -= units;
      surplus -= units;
    }
  }
  if (lowered === 0) return done;
  if (order.items.every((item) => item.quantity === 0)) {
    order.status = 'Canceled';
    order.cancellation = { by: 'BUYER', reason: 'Buyer Canceled' };
  }
  touch(order, parts.nowMs());
  parts.orderChanged(order, { type: 'BuyerRequestedChange', reason: 'Buyer Requested Cancel' });
  return done;
}

function restoreCount(parts: SellerCentralParts, sku: string, units: number): void {
  const listing = parts.listings.find(sku);
  if (listing) moveCount(parts, listing, units);
}

function moveCount({ listings }: SellerCentralParts, listing: Listing, units: number): void {
  listings.change(listing, { quantity: listing.quantity + units });
}

function isClosed({ status }: Order): boolean {
  return status === 'Shipped' || status === 'Canceled';
}

function closed({ orderId, status }: Order): Refusal {
  return { outcome: 'impossible', reason: `Order ${orderId} is ${status} already.` };
}

function unknownSku(sku: string): Refusal {
  return { outcome: 'unknown', reason: `Amazon lists no SKU ${sku}.` };
}
