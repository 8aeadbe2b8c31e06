import * as v from 'valibot';
import type { Intake } from '../../channel-ports.ts';
import type { AmazonChannel } from '../../config.ts';
import { type LocationId, parseSku, type Sku } from '../../domain/identifiers.ts';
import type { OrderLineObservation } from '../../domain/observation.ts';
import type { OrderLineState } from '../../domain/order-line.ts';
import { type Read, readJson } from '../json-body.ts';
import { anyNotification, type OrderChange, type OrderItem, orderChange, quantityChange } from './notifications.ts';

/** A notification as it came out of the queue that only Amazon may write to. */
export type AmazonMessage = {
  readonly body: string;
  readonly channel: AmazonChannel;
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

/** Amazon keeps one seller-fulfilled quantity per listing, wherever the units are. */
export const AMAZON_CHANNEL_LOCATION = '-';
/** The code of the quantity that the seller fulfils and that we push; any other is Amazon's own, or another source's. */
export const SELLER_FULFILLED = 'DEFAULT';

/** What an SP-API notification says: each item of an order as its whole present state, or a notice of a quantity. */
export function translateAmazon(message: AmazonMessage): Intake {
  const read = readJson(message.body, anyNotification);
  if (read.kind === 'malformed') {
    return read;
  }
  const isWrapped = 'detail' in read.value;
  switch (isWrapped ? read.value.detail.NotificationType : read.value.NotificationType) {
    case 'ORDER_CHANGE':
      return translateOrderChange(message, readNotification(message, orderChange, isWrapped));
    case 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE':
      return translateQuantityChange(message, readNotification(message, quantityChange, isWrapped));
    default:
      return { kind: 'ignored', reason: 'The notification type tells of no stock that the seller keeps.' };
  }
}

function readNotification<const Schema extends v.GenericSchema>(
  { body }: AmazonMessage,
  schema: Schema,
  isWrapped: boolean,
): Read<v.InferOutput<Schema>> {
  if (!isWrapped) {
    return readJson(body, schema);
  }
  const read = readJson(body, v.object({ detail: schema }));
  return read.kind === 'read' ? { kind: 'read', value: read.value.detail } : read;
}

function translateOrderChange(message: AmazonMessage, read: Read<v.InferOutput<typeof orderChange>>): Intake {
  if (read.kind === 'malformed') {
    return read;
  }
  const change = read.value.Payload.OrderChangeNotification;
  if (change.SellerId !== message.channel.sellerId) {
    return OTHER_SELLER;
  }
  if (change.Summary.FulfillmentType !== 'MFN') {
    return { kind: 'ignored', reason: 'Amazon fulfils this order from its own stock.' };
  }
  // The time of the change orders the states; where Amazon knows none, the time it was told has to do.
  const changedAt = change.OrderChangeTrigger.TimeOfOrderChange ?? read.value.EventTime;
  const observations: OrderLineObservation[] = [];
  const ignored: string[] = [];
  for (const item of change.Summary.OrderItems) {
    const sku = usableSku(item);
    if (sku === undefined) {
      ignored.push(`Item ${item.OrderItemId} of order ${change.AmazonOrderId} has no SKU that we can keep.`);
    } else {
      observations.push(observeItem(message, change, item, sku, changedAt));
    }
  }
  return { kind: 'observations', observations, ignored };
}

function observeItem(
  { channel, receivedAt }: AmazonMessage,
  change: OrderChange,
  item: OrderItem,
  sku: Sku,
  changedAt: string,
): OrderLineObservation {
  const order = change.AmazonOrderId;
  return {
    kind: 'orderLine',
    sku,
    source: { channel: channel.id, order, line: item.OrderItemId, key: `order:${order}:item:${item.OrderItemId}` },
    location: drawnLocation(channel),
    channelLocation: AMAZON_CHANNEL_LOCATION,
    state: itemState(change, item),
    version: Date.parse(changedAt),
    occurredAt: changedAt,
    receivedAt,
  };
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
 *
 * A cancellation by the buyer brings the count back, one for "No Inventory" does not (Amazon Seller Support, 2011), and
 * the notification tells them apart by a free text only. Where it does not speak of the buyer we take the count as not
 * back: the next push then sets the figure, which is right either way, while the other error would show too little
 * until someone compares. Amazon tells nothing of units that come back after shipping: they are a receipt of the seller.
 */
function itemState({ Summary, OrderChangeTrigger }: OrderChange, item: OrderItem): OrderLineState {
  const isShipped = Summary.OrderStatus === 'Shipped' || item.OrderItemStatus === 'Shipped';
  const shipped = item.QuantityShipped ?? (isShipped ? item.Quantity : 0);
  if (Summary.OrderStatus !== 'Canceled' && Summary.OrderStatus !== 'Unfulfillable') {
    return { ordered: item.Quantity, shipped, returned: 0, deducted: item.Quantity };
  }
  const isBack = /buyer/i.test(OrderChangeTrigger.ChangeReason ?? '');
  return { ordered: shipped, shipped, returned: 0, deducted: isBack ? shipped : item.Quantity };
}

function translateQuantityChange(message: AmazonMessage, read: Read<v.InferOutput<typeof quantityChange>>): Intake {
  if (read.kind === 'malformed') {
    return read;
  }
  const { SellerId, FulfillmentChannelCode, Sku, Quantity } = read.value.Payload;
  if (SellerId !== message.channel.sellerId) {
    return OTHER_SELLER;
  }
  if (FulfillmentChannelCode !== SELLER_FULFILLED) {
    return { kind: 'ignored', reason: 'The quantity is not the one that the seller fulfils from his own stock.' };
  }
  const notice = {
    channel: message.channel.id,
    externalId: Sku,
    channelLocation: AMAZON_CHANNEL_LOCATION,
    quantity: Quantity,
    occurredAt: read.value.EventTime,
    receivedAt: message.receivedAt,
  };
  return { kind: 'notices', notices: [notice] };
}

const OTHER_SELLER: Intake = { kind: 'ignored', reason: 'The notification is of another seller than the channel’s.' };

/** One item that cannot be kept must not stop the others. */
function usableSku({ SellerSKU }: OrderItem): Sku | undefined {
  try {
    return parseSku(SellerSKU);
  } catch {
    return undefined;
  }
}

function drawnLocation({ id, drawsOn: [first] }: AmazonChannel): LocationId {
  if (first === undefined) {
    throw new Error(`Channel “${id}” draws on no location: add one to stockline.config.ts.`);
  }
  return first;
}
