/** Translates Amazon's notifications. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import { quoted } from '../../../domain/identifiers.ts';
import type { CatalogueNews } from '../../../domain/listing/catalogue-note.ts';
import { usableSku } from '../../../domain/usable-sku.ts';
import type { Intake, OrderToRead } from '../../../ports/channel/channel.ts';
import { type Read, readJson } from '../../json-body.ts';
import { setAsideRows } from '../../rows.ts';
import {
  anyNotification,
  inEitherCase,
  type OrderChange,
  type OrderItem,
  orderChange,
  quantityChange,
  statusChange,
} from '../connecting/notifications.ts';
import { AMAZON_CHANNEL_LOCATION, type AmazonOrder, observeItems, SELLER_FULFILLED, speaksOfBuyer } from './order.ts';

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
  const { FulfillmentType } = change.Summary;
  if (FulfillmentType && FulfillmentType !== 'MFN') {
    return { kind: 'ignored', reason: 'Amazon fulfils this order from its own stock.' };
  }
  const reported = reportedOrder(change, read.value.EventTime);
  if (!FulfillmentType || isPartCancelled(change) || isPartShippedUnreported(change)) {
    return { kind: 'orderNotice', order: orderToRead(message, reported) };
  }
  // Of whatever marketplace: a seller has one seller-fulfilled quantity of a SKU for all (Amazon staff,
  // https://github.com/amzn/selling-partner-api-docs/issues/3167, 2023).
  const { lines, ignored } = observeItems(message.channel, reported, message.receivedAt);
  const names = { field: 'OrderItemId', what: 'item', of: `order ${reported.id}` };
  const setAside = setAsideRows(change.Summary.OrderItems.odd, names);
  const observed = { kind: 'observations', observations: lines, ignored } as const;
  // Of an order with an odd item even the sums over the order say nothing of the others.
  return setAside.length === 0 ? observed : { ...observed, setAside, toRead: orderToRead(message, reported) };
}

/**
 * Whether units of an order that goes on were cancelled, or may have been: its items keep their quantities, and only the
 * sums over the order are less, or what was shipped of one that is done. Of which item they are, and who cancelled, must be
 * read, and so must an order of which the notice has one item only. While it is pending Amazon has nothing to ship yet.
 */
function isPartCancelled({ NotificationLevel, Summary }: OrderChange): boolean {
  const { OrderStatus, NumberOfItemsShipped, NumberOfItemsUnshipped, OrderItems } = Summary;
  const isOpen = OrderStatus !== 'Pending' && OrderStatus !== 'PendingAvailability' && !CANCELLED.has(OrderStatus);
  const ordered = OrderItems.rows.reduce((sum, { Quantity }) => sum + Quantity, 0);
  if (isOpen && NotificationLevel === 'OrderItemLevel') {
    return true;
  }
  const isShippedInPart = OrderItems.rows.some(
    ({ Quantity, QuantityShipped }) => (QuantityShipped ?? Quantity) < Quantity,
  );
  const isSumLess =
    typeof NumberOfItemsShipped === 'number' &&
    typeof NumberOfItemsUnshipped === 'number' &&
    NumberOfItemsShipped + NumberOfItemsUnshipped < ordered;
  return isOpen && (isSumLess || (OrderStatus === 'Shipped' && isShippedInPart));
}

/**
 * Whether units were shipped, or may have been, of which no item says how many: `QuantityShipped` is optional, and the
 * status says it only of an order of which nothing or all was shipped
 * (OrderChangeNotification.json of amzn/selling-partner-api-models @34dc93fe, 2026-08-05).
 */
function isPartShippedUnreported({ Summary }: OrderChange): boolean {
  const { OrderStatus, NumberOfItemsShipped, OrderItems } = Summary;
  const isSilent = OrderItems.rows.some((item) => typeof item.QuantityShipped !== 'number' && !isItemShipped(item));
  const mayBeShipped = OrderStatus === 'PartiallyShipped' || (CANCELLED.has(OrderStatus) && NumberOfItemsShipped !== 0);
  return isSilent && mayBeShipped;
}

function isItemShipped({ OrderItemStatus }: OrderItem): boolean {
  return OrderItemStatus === 'Shipped';
}

function orderToRead({ channel, receivedAt }: AmazonMessage, { id, changedAt }: AmazonOrder): OrderToRead {
  return {
    channel: channel.id,
    order: id,
    because: 'partReported',
    version: Date.parse(changedAt),
    occurredAt: changedAt,
    receivedAt,
  };
}

/** What became of an order whose units will not be shipped. */
const CANCELLED: ReadonlySet<string> = new Set(['Canceled', 'Unfulfillable']);

function reportedOrder({ AmazonOrderId, Summary, OrderChangeTrigger }: OrderChange, eventTime: string): AmazonOrder {
  const isShipped = Summary.OrderStatus === 'Shipped';
  const isCancelled = CANCELLED.has(Summary.OrderStatus);
  return {
    id: AmazonOrderId,
    // The time of the change orders the states; where Amazon knows none, the time of the notification has to do.
    changedAt: OrderChangeTrigger?.TimeOfOrderChange ?? eventTime,
    isCancelled,
    items: Summary.OrderItems.rows.map((item) => ({
      id: item.OrderItemId,
      sku: item.SellerSKU,
      quantity: item.Quantity,
      shipped: item.QuantityShipped ?? (isShipped || isItemShipped(item) ? item.Quantity : 0),
      cancelled: 0,
      isCancelledByBuyer: isCancelled && speaksOfBuyer(OrderChangeTrigger?.ChangeReason),
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
  if (usableSku(Sku) === undefined) {
    return NO_USABLE_SKU;
  }
  if (FulfillmentChannelCode !== SELLER_FULFILLED) {
    return { kind: 'ignored', reason: 'The quantity is not the one that the seller fulfils from his own stock.' };
  }
  const notice = {
    channel: message.channel.id,
    externalId: Sku,
    channelLocation: AMAZON_CHANNEL_LOCATION,
    ...(typeof Quantity === 'number' && { quantity: Quantity }),
    occurredAt: read.value.EventTime ?? message.receivedAt,
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
  if (usableSku(Sku) === undefined) {
    return NO_USABLE_SKU;
  }
  const marketplace = MarketplaceId ?? 'Amazon';
  const isDeleted = Status.includes('DELETED');
  const news: CatalogueNews =
    Status.includes('BUYABLE') && !isDeleted
      ? { kind: 'buyable', marketplace }
      : { kind: 'notBuyable', marketplace, isDeleted };
  const occurredAt = read.value.EventTime ?? receivedAt;
  return { kind: 'catalogue', notices: [{ channel: channel.id, externalId: Sku, news, occurredAt, receivedAt }] };
}

/** Whether it can be bought on a marketplace that nobody configured is nobody's problem. */
function otherMarketplace(id: string): Intake {
  return { kind: 'ignored', reason: `Marketplace ${quoted(id)} is not among the channel’s: see stockline.config.ts.` };
}

/** Its listing was left out of the import for the same reason. */
const NO_USABLE_SKU: Intake = { kind: 'ignored', reason: 'The listing’s SKU is none that the ledger can keep.' };
const OTHER_SELLER: Intake = { kind: 'ignored', reason: 'The notification is of another seller than the channel’s.' };
