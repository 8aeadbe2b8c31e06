/** The notifications of Amazon's Selling Partner API, written from what changed. */
import { randomUUID } from 'node:crypto';
import type { AmazonAccount } from '../account.ts';
import { isBuyable, type Listing, type Moved } from '../listings/listings.ts';
import { type Order, type OrderItem, unshippedOf } from '../orders/order.ts';
import type { PayloadRule } from '../payloads.ts';

/** Why an ORDER_CHANGE is sent. */
export type OrderChange = { type: 'OrderStatusChange' | 'BuyerRequestedChange'; reason: string };

const DAY_MS = 86_400_000;

/**
 * The ORDER_CHANGE notifications of an order as it is now: one of all its items, or one of each. Source:
 * schemas/notifications/OrderChangeNotification.json of amzn/selling-partner-api-models (2026-05-27). `rule` leaves out
 * what real ones lack. The sums of units are of the order at either level: its schema says "the number of items shipped".
 */
export function orderChangeNotices(
  order: Order,
  change: OrderChange,
  account: AmazonAccount,
  rule: PayloadRule['orderChange'],
): string[] {
  return rule.level === 'OrderLevel'
    ? [orderChangeNotice(order, order.items, { change, account, rule })]
    : order.items.map((item) => orderChangeNotice(order, [item], { change, account, rule }));
}

type NoticeParts = { change: OrderChange; account: AmazonAccount; rule: PayloadRule['orderChange'] };

function orderChangeNotice(order: Order, items: readonly OrderItem[], { change, account, rule }: NoticeParts): string {
  const changedAt = iso(order.lastUpdatedMs);
  const shipped = order.items.reduce((sum, item) => sum + item.quantityShipped, 0);
  const unshipped = order.items.reduce((sum, item) => sum + unshippedOf(order, item), 0);
  const without = (fields: object) => omitting(fields, rule.omit);
  return envelope('ORDER_CHANGE', changedAt, account, {
    OrderChangeNotification: without({
      NotificationLevel: rule.level,
      SellerId: account.sellerId,
      AmazonOrderId: order.orderId,
      OrderChangeType: change.type,
      OrderChangeTrigger: { TimeOfOrderChange: changedAt, ChangeReason: change.reason },
      Summary: without({
        MarketplaceId: order.marketplaceId,
        OrderStatus: order.status,
        PurchaseDate: iso(order.createdMs),
        DestinationPostalCode: '48110',
        FulfillmentType: order.fulfilledBy === 'MERCHANT' ? 'MFN' : 'AFN',
        OrderType: 'StandardOrder',
        NumberOfItemsShipped: shipped,
        NumberOfItemsUnshipped: unshipped,
        EarliestShipDate: iso(order.createdMs),
        LatestShipDate: iso(order.createdMs + DAY_MS),
        OrderPrograms: [],
        ShippingPrograms: [],
        OrderItems: items.map((item) => without(itemOf(item, order, rule.booleansAsText))),
      }),
    }),
  });
}

/**
 * The flag is present once the buyer has asked for a cancellation, and in every item where booleans are text; the status of
 * an item “when items' status are different” (the same schema, `OrderItemStatus`).
 */
function itemOf(item: OrderItem, order: Order, isText: boolean) {
  const isAsked = item.isBuyerRequestedCancel;
  const statuses = new Set(order.items.map((each) => itemStatus(order, each)));
  return {
    OrderItemId: item.orderItemId,
    SellerSKU: item.sku,
    SupplySourceId: item.supplySourceId,
    ...(statuses.size > 1 ? { OrderItemStatus: itemStatus(order, item) } : {}),
    Quantity: item.quantity,
    QuantityShipped: item.quantityShipped,
    ...(isAsked || isText ? { IsBuyerRequestedCancel: isText ? String(isAsked) : isAsked } : {}),
  };
}

function itemStatus(order: Order, item: OrderItem): 'Shipped' | 'Unshipped' {
  return item.quantityShipped > 0 && unshippedOf(order, item) === 0 ? 'Shipped' : 'Unshipped';
}

function omitting(fields: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/**
 * LISTINGS_ITEM_MFN_QUANTITY_CHANGE: the absolute quantity, without marketplace and without a sequence. Source:
 * schemas/notifications/ListingsItemMfnQuantityChange.json of amzn/selling-partner-api-models @34dc93fe (2026-08-05).
 */
export function quantityChangeNotice(
  listing: Listing,
  { channelCode, quantity }: Moved,
  account: AmazonAccount,
): string {
  return envelope('LISTINGS_ITEM_MFN_QUANTITY_CHANGE', iso(listing.lastUpdatedMs), account, {
    SellerId: account.sellerId,
    FulfillmentChannelCode: channelCode,
    Sku: listing.sku,
    Quantity: quantity,
  });
}

/**
 * LISTINGS_ITEM_STATUS_CHANGE: the states that hold now, on one marketplace. Source:
 * schemas/notifications/ListingsItemStatusChangeNotification.json of amzn/selling-partner-api-models @34dc93fe (2026-08-05); its example has this type, its enum another.
 */
export function statusChangeNotice(listing: Listing, account: AmazonAccount, marketplaceId: string): string {
  const at = iso(listing.lastUpdatedMs);
  return envelope('LISTINGS_ITEM_STATUS_CHANGE', at, account, {
    SellerId: account.sellerId,
    MarketplaceId: marketplaceId,
    Asin: listing.asin,
    Sku: listing.sku,
    CreatedDate: at,
    Status: statesOf(listing),
  });
}

export function statesOf(listing: Listing): string[] {
  return isBuyable(listing) ? ['BUYABLE', 'DISCOVERABLE'] : ['DISCOVERABLE'];
}

function envelope(type: string, eventTime: string, account: AmazonAccount, payload: object): string {
  return JSON.stringify({
    NotificationVersion: '1.0',
    NotificationType: type,
    PayloadVersion: '1.0',
    EventTime: eventTime,
    Payload: payload,
    NotificationMetadata: {
      ApplicationId: account.applicationId,
      SubscriptionId: `subscription-${type.toLowerCase()}`,
      PublishTime: eventTime,
      NotificationId: randomUUID(),
    },
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
