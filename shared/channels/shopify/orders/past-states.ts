/** How an order line stood before, by the times that Shopify gives. */

import type { PastState } from '../../../domain/stock/observation.ts';
import { fulfilled, refunded, type ShopifyLine, type ShopifyOrder, unitsNotRestocked } from '../intake/order.ts';
import { placedStates } from './order-places.ts';

/**
 * How a line stood at one of its places after each fulfillment and refund, by their own times: an order reports its whole
 * past, but not when it was edited, so that edits count as made when it was placed. Undefined where the payload lacks
 * the times. A fulfillment that was not `success` at once counts from its creation on.
 */
export function linePast(
  order: ShopifyOrder,
  line: ShopifyLine,
  home: string,
  place: string,
): readonly PastState[] | undefined {
  const { created_at: placedAt, fulfillments, refunds } = order;
  const times = [placedAt, ...[...fulfillments, ...refunds].map(({ created_at }) => created_at)];
  if (!placedAt || times.some((time) => !time)) {
    return undefined;
  }
  const states = [...new Set(times.filter((time) => typeof time === 'string'))].sort().map((at): PastState => {
    const then = orderAt(order, at);
    const placed = placedStates(then, lineAt(order, then, line), home).find((each) => each.channelLocation === place);
    const { shipped = 0, returned = 0, deducted = 0 } = placed?.state ?? {};
    return { at, shipped, returned, deducted };
  });
  return withOfflineSale(order, states);
}

/** An order and its shipment are created together, as a till that was offline comes online again. */
const TOGETHER_MS = 60_000;

/**
 * A till that was offline created the order long after it sold (`processed_at`). The units were handed over then, though
 * Shopify wrote their shipment and counted them down only as it created the order. Orders of apps may carry any
 * `processed_at`, which says nothing of their units: only a till's is believed.
 */
function withOfflineSale(
  { created_at, processed_at, source_name, location_id }: ShopifyOrder,
  states: readonly PastState[],
): readonly PastState[] {
  if (source_name !== 'pos' || !location_id || !created_at || !processed_at || processed_at >= created_at) {
    return states;
  }
  const syncedUntil = new Date(Date.parse(created_at) + TOGETHER_MS).toISOString();
  const synced = states.findLast(({ at }) => at <= syncedUntil);
  const shipped = synced?.shipped ?? 0;
  return [
    { at: processed_at, shipped, returned: 0, deducted: 0 },
    ...states.map((each) => (each.at <= syncedUntil ? { ...each, shipped } : each)),
  ];
}

function orderAt(order: ShopifyOrder, at: string): ShopifyOrder {
  const hadHappened = ({ created_at }: { readonly created_at?: string | null | undefined }) => (created_at ?? '') <= at;
  const { fulfillments, refunds, fulfillment_orders: assigned } = order;
  const shippedLater = fulfillments.filter((each) => each.status === 'success' && !hadHappened(each));
  const assignedThen = assigned && [...assigned, ...shippedLater.map(asAssigned)];
  return {
    ...order,
    cancelled_at: order.cancelled_at && order.cancelled_at <= at ? order.cancelled_at : null,
    fulfillments: fulfillments.filter(hadHappened),
    refunds: refunds.filter(hadHappened),
    ...(assignedThen && { fulfillment_orders: assignedThen }),
  };
}

/** Before units were shipped from a location they were assigned to it. */
function asAssigned({ location_id, line_items }: ShopifyOrder['fulfillments'][number]) {
  return {
    location_id,
    line_items: line_items.map(({ id, quantity }) => ({ line_item_id: id, remaining_quantity: quantity })),
  };
}

/**
 * `current_quantity` counts what was refunded later as gone already: given back here, what edits took stays gone. What
 * was shipped, put back or lost later was still to be shipped.
 */
function lineAt(now: ShopifyOrder, then: ShopifyOrder, line: ShopifyLine): ShopifyLine {
  const { id, current_quantity: current, fulfillable_quantity: toShip } = line;
  const later = (units: (order: ShopifyOrder) => number) => units(now) - units(then);
  const lost = unitsNotRestocked(now, line);
  const lostThen = Math.min(lost, refunded(then, id, NOT_RESTOCKED));
  return {
    ...line,
    fulfillable_quantity:
      toShip +
      later((order) => fulfilled(order, id, SHIPPED)) +
      later((order) => refunded(order, id, PUT_BACK_UNSHIPPED)) +
      (lost - lostThen),
    ...(typeof current === 'number' && { current_quantity: current + later((order) => refunded(order, id)) }),
  };
}

const SHIPPED = ['success'];
const NOT_RESTOCKED = ['no_restock'];
/** A `legacy_restock` may have been of shipped units: then it makes no difference here. */
const PUT_BACK_UNSHIPPED = ['cancel', 'legacy_restock'];
