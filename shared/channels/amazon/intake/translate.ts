/** Translates Amazon's notifications. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import type { CatalogueNews } from '../../../domain/listing/catalogue-note.ts';
import type { Intake } from '../../../ports/channel.ts';
import { type Read, readJson } from '../../json-body.ts';
import {
  anyNotification,
  inEitherCase,
  type OrderChange,
  orderChange,
  quantityChange,
  statusChange,
} from '../connecting/notifications.ts';
import { AMAZON_CHANNEL_LOCATION, type AmazonOrder, orderLines, SELLER_FULFILLED } from './order.ts';

/** A notification as it came out of the queue that only Amazon may write to. */
export type AmazonMessage = {
  readonly body: string;
  readonly channel: AmazonChannel;
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

/** What an SP-API notification says: each item of an order as its whole present state, or a notice of a quantity. */
export function translateAmazon(message: AmazonMessage): Intake {
  const read = readJson(message.body, anyNotification);
  if (read.kind === 'malformed') {
    return read;
  }
  const { NotificationType, notificationType } = 'detail' in read.value ? read.value.detail : read.value;
  const form = { isWrapped: 'detail' in read.value, isCamelCase: NotificationType === undefined };
  switch (NotificationType ?? notificationType) {
    case 'ORDER_CHANGE':
      return translateOrderChange(message, readNotification(message, orderChange, form));
    case 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE':
      return translateQuantityChange(message, readNotification(message, quantityChange, form));
    case 'LISTINGS_ITEM_STATUS_CHANGE':
    case 'LISTINGS_ITEM_STATUS_CHANGED':
      return translateStatusChange(message, readNotification(message, statusChange, form));
    default:
      return { kind: 'ignored', reason: 'The notification type is not about stock that the seller keeps.' };
  }
}

function readNotification<const Schema extends v.GenericSchema>(
  { body }: AmazonMessage,
  schema: Schema,
  { isWrapped, isCamelCase }: { readonly isWrapped: boolean; readonly isCamelCase: boolean },
): Read<v.InferOutput<Schema>> {
  const named = inEitherCase(isCamelCase, schema);
  if (!isWrapped) {
    return readJson(body, named);
  }
  const read = readJson(body, v.object({ detail: named }));
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
  const { MarketplaceId } = change.Summary;
  if (MarketplaceId && !message.channel.marketplaceIds.includes(MarketplaceId)) {
    return otherMarketplace(MarketplaceId);
  }
  if (change.Summary.FulfillmentType !== 'MFN') {
    return { kind: 'ignored', reason: 'Amazon fulfils this order from its own stock.' };
  }
  const { lines, ignored } = orderLines(message.channel, toldOrder(change, read.value.EventTime), message.receivedAt);
  return { kind: 'observations', observations: lines, ignored };
}

/** What became of an order whose units will not be shipped. */
const CANCELLED: ReadonlySet<string> = new Set(['Canceled', 'Unfulfillable']);

function toldOrder({ AmazonOrderId, Summary, OrderChangeTrigger }: OrderChange, eventTime: string): AmazonOrder {
  const isShipped = Summary.OrderStatus === 'Shipped';
  return {
    id: AmazonOrderId,
    // The time of the change orders the states; where Amazon knows none, the time of the notification has to do.
    changedAt: OrderChangeTrigger.TimeOfOrderChange ?? eventTime,
    isCancelled: CANCELLED.has(Summary.OrderStatus),
    items: Summary.OrderItems.map((item) => ({
      id: item.OrderItemId,
      sku: item.SellerSKU,
      quantity: item.Quantity,
      shipped: item.QuantityShipped ?? (isShipped || item.OrderItemStatus === 'Shipped' ? item.Quantity : 0),
      isCancelledByBuyer: /buyer/i.test(OrderChangeTrigger.ChangeReason ?? ''),
    })),
  };
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

function translateStatusChange(message: AmazonMessage, read: Read<v.InferOutput<typeof statusChange>>): Intake {
  if (read.kind === 'malformed') {
    return read;
  }
  const { channel, receivedAt } = message;
  const { SellerId, MarketplaceId, Sku, Status } = read.value.Payload;
  if (SellerId !== channel.sellerId) {
    return OTHER_SELLER;
  }
  if (MarketplaceId && !channel.marketplaceIds.includes(MarketplaceId)) {
    return otherMarketplace(MarketplaceId);
  }
  const marketplace = MarketplaceId ?? 'Amazon';
  const isDeleted = Status.includes('DELETED');
  const news: CatalogueNews =
    Status.includes('BUYABLE') && !isDeleted
      ? { kind: 'buyable', marketplace }
      : { kind: 'notBuyable', marketplace, isDeleted };
  const occurredAt = read.value.EventTime;
  return { kind: 'catalogue', notices: [{ channel: channel.id, externalId: Sku, news, occurredAt, receivedAt }] };
}

/** Its stock is this seller's all the same, but nobody configured that it is this channel's. */
function otherMarketplace(id: string): Intake {
  return { kind: 'ignored', reason: `Marketplace ${id} is not among the channel’s: see stockline.config.ts.` };
}

const OTHER_SELLER: Intake = { kind: 'ignored', reason: 'The notification is of another seller than the channel’s.' };
