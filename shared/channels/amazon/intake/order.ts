/** An Amazon order's items as observations, from a message or a reading. */

import type { AmazonChannel } from '../../../channel-config.ts';
import type { LocationId } from '../../../domain/identifiers.ts';
import type { OrderLineObservation } from '../../../domain/stock/observation.ts';
import { type OrderLineState, orderLineKey } from '../../../domain/stock/order-line.ts';
import { usableSku } from '../../../domain/usable-sku.ts';

/** Amazon keeps one seller-fulfilled quantity per listing, wherever the units are. */
export const AMAZON_CHANNEL_LOCATION = '-';
/** The code of the quantity that the seller fulfils and that we push; any other is Amazon's own, or another source's. */
export const SELLER_FULFILLED = 'DEFAULT';

/** An order that the seller ships, whether it came in a notification or was read: what its units follow from. */
export type AmazonOrder = {
  readonly id: string;
  /** When it last changed; ISO 8601, milliseconds, UTC. */
  readonly changedAt: string;
  readonly isCancelled: boolean;
  readonly items: readonly AmazonItem[];
};

export type AmazonItem = {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly shipped: number;
  /** Units of it that were cancelled while the order goes on. */
  readonly cancelled: number;
  /** Of what is cancelled: it was the buyer who cancelled, so Amazon counted the units up again. */
  readonly isCancelledByBuyer: boolean;
};

/** The items of an order that a stock ledger counts, and why the others are left aside. */
export type ObservedItems = { readonly lines: readonly OrderLineObservation[]; readonly ignored: readonly string[] };

/** Each item of an order as its whole present state. */
export function observeItems(channel: AmazonChannel, order: AmazonOrder, receivedAt: string): ObservedItems {
  const lines: OrderLineObservation[] = [];
  const ignored: string[] = [];
  for (const item of order.items) {
    const sku = usableSku(item.sku);
    if (sku === undefined) {
      ignored.push(`Item ${item.id} of order ${order.id} has no SKU that we can keep.`);
    } else {
      lines.push({
        kind: 'orderLine',
        sku,
        source: {
          channel: channel.id,
          order: order.id,
          line: item.id,
          key: orderLineKey(channel.id, order.id, item.id),
        },
        location: drawnLocation(channel),
        channelLocation: AMAZON_CHANNEL_LOCATION,
        state: itemState(order, item),
        version: Date.parse(order.changedAt),
        occurredAt: order.changedAt,
        receivedAt,
      });
    }
  }
  return { lines, ignored };
}

/**
 * Where the units of an item are now. Amazon counts down when an order is placed, while it is still Pending
 * (Seller Central help 200200040).
 *
 * | status, of 3 units         | ordered | shipped | deducted |
 * |----------------------------|---------|---------|----------|
 * | Pending, Unshipped         | 3       | 0       | 3        |
 * | PartiallyShipped, 1 so far | 3       | 1       | 3        |
 * | Shipped                    | 3       | 3       | 3        |
 * | Canceled by the buyer      | 0       | 0       | 0        |
 * | Canceled otherwise         | 0       | 0       | 3        |
 * | Unshipped, 1 by the buyer  | 2       | 0       | 2        |
 * | Unshipped, 1 otherwise     | 2       | 0       | 3        |
 *
 * An item whose cancellation leaves the order going keeps its quantity: what is still ordered is what is shipped and what
 * is to be shipped (`quantityOrdered`, `quantityFulfilled`, `quantityUnfulfilled` of orders_2026-01-01.json, 2026-08-05).
 *
 * A cancellation that the buyer made or asked for brings the count back, one for "No Inventory" does not (Amazon Seller
 * Support, 2011), and a notification distinguishes them by a free text only. Where it does not speak of the buyer we take the count as not
 * back: the next push then sets the figure, which is right either way, while the other error would show too little
 * until someone compares. Amazon reports nothing about units that come back after shipping: they are a receipt of the seller.
 */
function itemState(
  { isCancelled }: AmazonOrder,
  { quantity, shipped, cancelled, isCancelledByBuyer }: AmazonItem,
): OrderLineState {
  const ordered = isCancelled ? shipped : Math.max(shipped, quantity - cancelled);
  return { ordered, shipped, returned: 0, deducted: isCancelledByBuyer ? ordered : Math.max(ordered, quantity) };
}

/** Whether the reason of a cancellation, a free text, names the buyer. */
export function speaksOfBuyer(reason: string | null | undefined): boolean {
  return /buyer/i.test(reason ?? '');
}

/** One item that cannot be kept must not stop the others. */
function drawnLocation({ id, drawsOn: [first] }: AmazonChannel): LocationId {
  if (first === undefined) {
    throw new Error(`Channel “${id}” draws on no location: add one to stockline.config.ts.`);
  }
  return first;
}
