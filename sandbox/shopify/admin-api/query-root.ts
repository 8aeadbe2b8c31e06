/** The queries of the Admin API, with the search fields that their documentation names (schema 2026-10). */
import type { Item, ShopLocation } from '../inventory/stock.ts';
import {
  adjustmentGroupNode,
  itemNode,
  levelNode,
  locationNode,
  type Node,
  productNode,
  variantNode,
} from '../inventory/stock-nodes.ts';
import { shipmentNode, transferNode } from '../inventory/transfer-nodes.ts';
import { gid, numericIdOf } from '../numeric-id.ts';
import { type Order, orderState } from '../orders/order.ts';
import { orderNode, orderPartNode } from '../orders/order-nodes.ts';
import { SHOP_TIME_ZONE, SHOP_UTC_OFFSET, SHOP_UTC_OFFSET_MINUTES } from '../webhooks/rest-values.ts';
import type { AdminCall } from './admin-call.ts';
import { isShownTo, requireOrders } from './field-access.ts';
import { connection, type PageArguments } from './lists/connection.ts';
import { matchesSearch, type SearchFields, sortedBy } from './lists/search.ts';
import { type SubscriptionsArguments, subscriptionNode, subscriptionsPage } from './subscription-nodes.ts';

type ListArguments = PageArguments & { query?: string | null; sortKey: string };

const ORDER_SEARCH: SearchFields<Order> = {
  id: ({ id }) => id,
  name: ({ number }) => [`#${number}`, String(number)],
  created_at: ({ createdAt }) => createdAt,
  processed_at: ({ processedAt }) => processedAt,
  updated_at: ({ updatedAt }) => updatedAt,
  fulfillment_status: (order) =>
    ({ unfulfilled: ['unfulfilled', 'unshipped'], partial: ['partial'], fulfilled: ['fulfilled', 'shipped'] })[
      orderState(order)
    ],
  status: ({ cancelledAt, closedAt }) => [
    'any',
    ...(cancelledAt ? ['cancelled'] : []),
    ...(closedAt ? ['closed'] : ['open', 'not_closed']),
  ],
  sku: ({ lines }) => lines.flatMap(({ sku }) => sku ?? []),
  source_name: ({ source }) => source.sourceName,
  tag: ({ source }) => source.tags,
};

const ORDER_SORT = {
  CREATED_AT: ({ createdAt }: Order) => createdAt.getTime(),
  PROCESSED_AT: ({ processedAt }: Order) => processedAt.getTime(),
  UPDATED_AT: ({ updatedAt }: Order) => updatedAt.getTime(),
  ID: ({ id }: Order) => BigInt(id),
  ORDER_NUMBER: ({ number }: Order) => number,
};

const VARIANT_SEARCH: SearchFields<Item> = {
  id: ({ variantId }) => variantId,
  product_id: ({ productId }) => productId,
  sku: ({ sku }) => sku,
  updated_at: ({ updatedAt }) => updatedAt,
};

const VARIANT_SORT = {
  ID: ({ variantId }: Item) => BigInt(variantId),
  SKU: ({ sku }: Item) => sku,
};

const ITEM_SEARCH: SearchFields<Item> = {
  id: ({ inventoryItemId }) => inventoryItemId,
  sku: ({ sku }) => sku,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
};

const LOCATION_SEARCH: SearchFields<ShopLocation> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  active: ({ deactivatedAt }) => String(!deactivatedAt),
};
const LOCATION_SORT = { ID: ({ id }: ShopLocation) => BigInt(id), NAME: ({ name }: ShopLocation) => name };

/** The queries that the schema keeps, answered from the shop. */
export function queryRoot(call: AdminCall): Record<string, unknown> {
  const { shop } = call;
  const { items, locations } = shop.stock;
  return {
    bulkOperation: ({ id }: { id: string }) => call.bulk.node(id, call.origin),
    currentBulkOperation: ({ type }: { type?: string }) => (type === 'MUTATION' ? null : call.bulk.newest(call.origin)),
    currentAppInstallation: () => ({
      id: gid('AppInstallation', '1'),
      accessScopes: shop.app.scopes.map((handle) => ({ handle, description: handle })),
      app: { id: gid('App', '1'), title: 'Stockline' },
    }),
    fulfillmentOrder: ({ id }: { id: string }) => nodeOf(call, id, 'FulfillmentOrder'),
    inventoryItem: ({ id }: { id: string }) => nodeOf(call, id, 'InventoryItem'),
    inventoryItems: (args: ListArguments) =>
      connection(
        sortedBy(items, 'ID', { ID: ({ inventoryItemId }) => BigInt(inventoryItemId) }).filter(
          matchesSearch(args.query, ITEM_SEARCH),
        ),
        args,
        ({ inventoryItemId }) => inventoryItemId,
        (item) => itemNode(call, item),
      ),
    inventoryLevel: ({ id }: { id: string }) => nodeOf(call, id, 'InventoryLevel'),
    inventoryShipment: ({ id }: { id: string }) => nodeOf(call, id, 'InventoryShipment'),
    inventoryTransfer: ({ id }: { id: string }) => nodeOf(call, id, 'InventoryTransfer'),
    location: ({ id }: { id?: string | null }) =>
      id ? nodeOf(call, id, 'Location') : locationNode(call, shop.location),
    locations: (args: ListArguments & { includeInactive?: boolean | null }) =>
      connection(
        sortedBy(locations, args.sortKey, LOCATION_SORT)
          .filter(({ deactivatedAt }) => args.includeInactive || !deactivatedAt)
          .filter(matchesSearch(args.query, LOCATION_SEARCH)),
        args,
        ({ id }) => id,
        (location) => locationNode(call, location),
      ),
    node: ({ id }: { id: string }) => nodeOf(call, id),
    nodes: ({ ids }: { ids: string[] }) => ids.map((id) => nodeOf(call, id)),
    order: ({ id }: { id: string }) => nodeOf(call, id, 'Order'),
    orders: (args: ListArguments) =>
      connection(
        sortedBy([...shop.orders.values()], args.sortKey, ORDER_SORT)
          .filter((order) => isShownTo(shop, order))
          .filter(matchesSearch(args.query, ORDER_SEARCH)),
        args,
        ({ id }) => id,
        (order) => orderNode(call, order),
      ),
    productVariant: ({ id }: { id: string }) => nodeOf(call, id, 'ProductVariant'),
    productVariants: (args: ListArguments) =>
      connection(
        sortedBy(items, args.sortKey, VARIANT_SORT).filter(matchesSearch(args.query, VARIANT_SEARCH)),
        args,
        ({ variantId }) => variantId,
        (item) => variantNode(call, item),
      ),
    shop: () => ({
      __typename: 'Shop',
      id: gid('Shop', '1'),
      ianaTimezone: SHOP_TIME_ZONE,
      myshopifyDomain: shop.domain,
      name: shop.domain.split('.')[0],
      timezoneOffset: SHOP_UTC_OFFSET.replace(':', ''),
      timezoneOffsetMinutes: SHOP_UTC_OFFSET_MINUTES,
    }),
    webhookSubscription: ({ id }: { id: string }) => nodeOf(call, id, 'WebhookSubscription'),
    webhookSubscriptions: (args: SubscriptionsArguments) => subscriptionsPage(call, args),
  };
}

const TYPE_IN_GID = /^gid:\/\/shopify\/(\w+)\/([^?]+)(?:\?inventory_item_id=(\d+))?$/;

/** The object of a global id, null when there is none, or when it is not of the wanted type. */
function nodeOf(call: AdminCall, globalId: string, wantedType?: string): object | null {
  const [, type = '', id = '', itemId = ''] = TYPE_IN_GID.exec(globalId) ?? [];
  if (wantedType && type !== wantedType) return null;
  const { stock, orders, transfers } = call.shop;
  switch (type) {
    case 'BulkOperation':
      return call.bulk.node(globalId, call.origin);
    case 'InventoryItem':
      return found(stock.item(id), (item) => itemNode(call, item));
    case 'InventoryLevel': {
      const [item, location] = [stock.item(itemId), stock.location(id)];
      return found(item && location && stock.level(item, location), (level) => levelNode(call, level));
    }
    case 'InventoryAdjustmentGroup':
      return found(call.groups.get(id), (group) => adjustmentGroupNode(call, group));
    case 'InventoryShipment':
      return found(
        [...transfers.values()].find(({ shipmentId }) => shipmentId === id),
        (transfer) => shipmentNode(call, transfer),
      );
    case 'InventoryTransfer':
      return found(transfers.get(id), (transfer) => transferNode(call, transfer));
    case 'Location':
      return found(stock.location(id), (location) => locationNode(call, location));
    case 'Order':
      requireOrders(call.shop.app);
      return found(orders.get(id), (order) => (isShownTo(call.shop, order) ? orderNode(call, order) : null));
    case 'Product':
      return found(
        stock.items.find(({ productId }) => productId === id),
        (item) => productNode(call, item),
      );
    case 'ProductVariant':
      return found(
        stock.items.find(({ variantId }) => variantId === id),
        (item) => variantNode(call, item),
      );
    case 'WebhookSubscription':
      return found(call.webhooks.ofApi(id), (subscription) => subscriptionNode(call, subscription));
    default:
      return orderPartNode(call, type, numericIdOf(type, globalId) ?? '') ?? null;
  }
}

function found<Element>(element: Element | undefined, toNode: (element: Element) => Node | null): Node | null {
  return element === undefined ? null : toNode(element);
}
