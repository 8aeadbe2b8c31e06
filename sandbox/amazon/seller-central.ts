/** What customers and the seller do on Amazon, and what follows from it for the listings' quantities. */
import { type ActionOutcome, type OrderLine, type PlatformActions, sumBySku } from '../kernel/platform.ts';
import { moveCount } from './listings/counts.ts';
import { sellableOf } from './listings/listings.ts';
import type { OrderChange } from './notifications/notices.ts';
import { type Cancellation, type Order, type OrderItem, type OrderStatus, touch, unshippedOf } from './orders/order.ts';
import { type Purchase, placeOrder, type Shop } from './orders/place-order.ts';

export type SellerCentralParts = Shop & {
  pendingMs: number;
  /** Runs once after a while, unless the sandbox is closed before. */
  after: (delayMs: number, run: () => void) => void;
  orderChanged: (order: Order, change: OrderChange) => void;
};

type Refusal = Exclude<ActionOutcome, { outcome: 'done' }>;

/** What only Amazon's customers and sellers do. */
export type SellerCentral = PlatformActions & {
  /** A customer buys on any marketplace, of what the seller or Amazon ships. */
  readonly buy: (purchase: Purchase) => ActionOutcome<string>;
  /** The seller confirms that some units of an order were shipped; the others follow later. */
  readonly shipLines: (orderId: string, lines: readonly OrderLine[]) => ActionOutcome;
  /** Cancels units of one SKU in an order whose other items go on; without a quantity, all that are not shipped. */
  readonly cancelItem: (orderId: string, cancelled: CancelledItem) => ActionOutcome;
  /** The buyer asks for a cancellation; nothing is cancelled until the seller does it. */
  readonly requestCancel: (orderId: string) => ActionOutcome;
};

export type CancelledItem = { sku: string; quantity?: number | undefined; by: 'BUYER' | 'MERCHANT' };

/**
 * What customers and the seller do on Amazon. The count goes down when an order is placed, while it is still Pending (Seller
 * Central help 200200040); a cancellation by the buyer brings it back, one for "No Inventory" does not (Amazon Seller
 * Support, 2011, of Manage Orders). That a refund never does, that an order can be lowered before any of it is shipped,
 * never raised, and that an order of which a part was shipped is cancelled item by item, are assumptions: no source says
 * otherwise.
 */
export function sellerCentral(parts: SellerCentralParts): SellerCentral {
  const { listings, orders } = parts;
  const onOrder = (id: string, act: (order: Order) => ActionOutcome): ActionOutcome => {
    const order = orders.get(id);
    return order ? act(order) : { outcome: 'unknown', reason: `There is no order ${id}.` };
  };
  return {
    readStock(sku) {
      const listing = listings.find(sku);
      return listing ? { outcome: 'done', value: sellableOf(listing) } : unknownSku(sku);
    },
    setStock: (sku, available) => editQuantity(parts, sku, available),
    placeOrder: (lines) => buy(parts, { lines }),
    buy: (purchase) => buy(parts, purchase),
    cancel: (id, restock) => onOrder(id, (order) => cancel(parts, order, restock)),
    fulfil: (id) => onOrder(id, (order) => ship(parts, order)),
    shipLines: (id, lines) => onOrder(id, (order) => shipLines(parts, order, lines)),
    refund: (id, lines) => onOrder(id, (order) => refund(order, lines)),
    edit: (id, lines) => onOrder(id, (order) => lower(parts, order, lines)),
    cancelItem: (id, cancelled) => onOrder(id, (order) => cancelItem(parts, order, cancelled)),
    requestCancel: (id) => onOrder(id, (order) => requestCancel(parts, order)),
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

function buy(parts: SellerCentralParts, purchase: Purchase): ActionOutcome<string> {
  const placed = placeOrder(parts, purchase);
  if (placed.outcome !== 'done') return placed;
  const order = placed.value;
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
  for (const item of order.items) item.quantityShipped += unshippedOf(order, item);
  return shipped(parts, order);
}

function shipLines(parts: SellerCentralParts, order: Order, lines: readonly OrderLine[]): ActionOutcome {
  if (isClosed(order)) return closed(order);
  const wanted = sumBySku(lines);
  for (const [sku, quantity] of wanted) {
    const open = order.items
      .filter((item) => item.sku === sku)
      .reduce((sum, item) => sum + unshippedOf(order, item), 0);
    if (quantity > open) {
      return { outcome: 'impossible', reason: `Order ${order.orderId} has ${open} of ${sku} left to ship.` };
    }
  }
  takePayment(parts, order);
  for (const item of order.items) {
    const units = Math.min(wanted.get(item.sku) ?? 0, unshippedOf(order, item));
    item.quantityShipped += units;
    wanted.set(item.sku, (wanted.get(item.sku) ?? 0) - units);
  }
  return shipped(parts, order);
}

function shipped(parts: SellerCentralParts, order: Order): ActionOutcome {
  order.status = statusOfShipped(order);
  touch(order, parts.nowMs());
  parts.orderChanged(order, { type: 'OrderStatusChange', reason: 'Shipment Confirmed' });
  return done;
}

/** PartiallyShipped is "at least one, but not all, items" (`FulfillmentStatus` of orders_2026-01-01.json @34dc93fe, 2026-08-05). */
function statusOfShipped(order: Order): OrderStatus {
  return order.items.every((item) => unshippedOf(order, item) === 0) ? 'Shipped' : 'PartiallyShipped';
}

function cancel(parts: SellerCentralParts, order: Order, restock: boolean): ActionOutcome {
  if (isClosed(order) || isPartShipped(order)) return closed(order);
  order.status = 'Canceled';
  const isAsked = order.items.some((item) => item.isBuyerRequestedCancel);
  order.cancellation = restock ? (isAsked ? GRANTED : BUYERS) : NO_INVENTORY;
  if (restock) for (const item of order.items) restoreCount(parts, order, item, item.quantity - item.cancelled);
  touch(order, parts.nowMs());
  parts.orderChanged(order, { type: 'OrderStatusChange', reason: order.cancellation.reason });
  return done;
}

/** Who cancels, and in which words: the words are free text (`cancelReason` of the model), and these are ours. */
const BUYERS: Cancellation = { by: 'BUYER', reason: 'Buyer Canceled' };
const NO_INVENTORY: Cancellation = { by: 'MERCHANT', reason: 'No Inventory' };
/**
 * The seller does what the buyer asked for: its example in models/orders-api-model/orders_2026-01-01.json @34dc93fe
 * (2026-08-05) has a request of the BUYER, executed by the MERCHANT with these words.
 */
const GRANTED: Cancellation = { by: 'MERCHANT', reason: 'Buyer requested cancellation' };

/** Money only: a merchant who gets the goods back raises the quantity himself. */
function refund(order: Order, lines: OrderLine[]): ActionOutcome {
  if (order.status === 'Canceled') return closed(order);
  for (const [sku, quantity] of sumBySku(lines)) {
    const left = order.items.filter((item) => item.sku === sku).reduce((sum, i) => sum + refundableOf(i), 0);
    if (quantity > left) {
      return { outcome: 'impossible', reason: `Order ${order.orderId} has ${left} of ${sku} left to refund.` };
    }
  }
  for (const [sku, quantity] of sumBySku(lines)) {
    let left = quantity;
    for (const item of order.items.filter((candidate) => candidate.sku === sku)) {
      const units = Math.min(left, refundableOf(item));
      item.refunded += units;
      left -= units;
    }
  }
  return done;
}

function refundableOf({ quantity, cancelled, refunded }: OrderItem): number {
  return quantity - cancelled - refunded;
}

/** Cancels units of an order before it is shipped, as a buyer may ask for; the count comes back. */
function lower(parts: SellerCentralParts, order: Order, lines: OrderLine[]): ActionOutcome {
  if (isClosed(order) || isPartShipped(order)) return closed(order);
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
    for (const item of order.items.filter((candidate) => candidate.sku === sku).reverse()) {
      const units = Math.min(surplus, refundableOf(item));
      restoreCount(parts, order, item, units);
      item.quantity -= units;
      surplus -= units;
    }
  }
  if (lowered === 0) return done;
  if (order.items.every((item) => item.quantity === 0)) {
    order.status = 'Canceled';
    order.cancellation = BUYERS;
  }
  touch(order, parts.nowMs());
  parts.orderChanged(order, { type: 'BuyerRequestedChange', reason: 'Buyer Requested Cancel' });
  return done;
}

/**
 * The item keeps what was ordered (`quantityOrdered`, "the number of units of this item that the customer ordered"), and
 * its cancellation says who cancelled: models/orders-api-model/orders_2026-01-01.json @34dc93fe (2026-08-05). So ordered
 * is more than fulfilled and unfulfilled together. The count comes back from a cancellation that the buyer made or asked for.
 */
function cancelItem(parts: SellerCentralParts, order: Order, { sku, quantity, by }: CancelledItem): ActionOutcome {
  if (isClosed(order)) return closed(order);
  const items = order.items.filter((item) => item.sku === sku && unshippedOf(order, item) > 0);
  const open = items.reduce((sum, item) => sum + unshippedOf(order, item), 0);
  const units = quantity ?? open;
  if (open === 0 || units > open) {
    return { outcome: 'impossible', reason: `Order ${order.orderId} has ${open} of ${sku} left to cancel.` };
  }
  const isAsked = items.some((item) => item.isBuyerRequestedCancel);
  const cancellation = by === 'BUYER' ? BUYERS : isAsked ? GRANTED : NO_INVENTORY;
  let left = units;
  for (const item of items) {
    const cancelled = Math.min(left, unshippedOf(order, item));
    item.cancelled += cancelled;
    if (cancelled > 0) item.cancellation = cancellation;
    if (cancellation !== NO_INVENTORY) restoreCount(parts, order, item, cancelled);
    left -= cancelled;
  }
  if (order.items.every((item) => item.cancelled === item.quantity)) {
    order.status = 'Canceled';
    order.cancellation = cancellation;
  } else if (isPartShipped(order)) order.status = statusOfShipped(order);
  touch(order, parts.nowMs());
  parts.orderChanged(order, { type: 'OrderStatusChange', reason: cancellation.reason });
  return done;
}

/** `IsBuyerRequestedCancel` of schemas/notifications/OrderChangeNotification.json (2026-05-27): a request only. */
function requestCancel(parts: SellerCentralParts, order: Order): ActionOutcome {
  if (isClosed(order)) return closed(order);
  for (const item of order.items) item.isBuyerRequestedCancel = true;
  touch(order, parts.nowMs());
  parts.orderChanged(order, { type: 'BuyerRequestedChange', reason: 'Buyer Requested Cancel' });
  return done;
}

function restoreCount({ listings }: SellerCentralParts, { fulfilledBy }: Order, item: OrderItem, units: number): void {
  const listing = listings.find(item.sku);
  const { supplySourceId } = item;
  if (listing) moveCount(listings, listing, units, { fulfilledBy, supplySourceId });
}

function isClosed({ status }: Order): boolean {
  return status === 'Shipped' || status === 'Canceled';
}

function isPartShipped({ status }: Order): boolean {
  return status === 'PartiallyShipped';
}

function closed({ orderId, status }: Order): Refusal {
  return { outcome: 'impossible', reason: `Order ${orderId} is ${status} already.` };
}

function unknownSku(sku: string): Refusal {
  return { outcome: 'unknown', reason: `Amazon lists no SKU ${sku}.` };
}
