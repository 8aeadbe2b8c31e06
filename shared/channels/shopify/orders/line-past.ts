/** How an order line stood before, by the times that Shopify gives. */

import type { PastState } from '../../../domain/stock/observation.ts';
import type { ShopifyLine, ShopifyOrder } from '../intake/order.ts';
import { placedStates } from './order-places.ts';

/**
 * How a line stood at one of its places after each fulfillment and refund, by their own times: an order tells its whole
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
  return [...new Set(times.filter((time) => typeof time === 'string'))].sort().map((at): PastState => {
    const then = orderAt(order, at);
    const placed = placedStates(then, lineAt(order, then, line), home).find((each) => each.channelLocation === place);
    const { shipped = 0, returned = 0, deducted = 0 } = placed?.state ?? {};
    return { at, shipped, returned, deducted };
  });
}

function orderAt(order: ShopifyOrder, at: string): ShopifyOrder {
  const hadHappened = ({ created_at }: { readonly created_at?: string | null | undefined }) => (created_at ?? '') <= at;
  return {
    ...order,
    fulfillments: order.fulfillments.filter(hadHappened),
    refunds: order.refunds.filter(hadHappened),
  };
}

/** `current_quantity` counts what was refunded later as gone already: given back here, what edits took stays gone. */
function lineAt(now: ShopifyOrder, then: ShopifyOrder, line: ShopifyLine): ShopifyLine {
  const { current_quantity: current } = line;
  return typeof current === 'number'
    ? { ...line, current_quantity: current + refundedUnits(now, line.id) - refundedUnits(then, line.id) }
    : line;
}

function refundedUnits({ refunds }: ShopifyOrder, lineId: string): number {
  return refunds
    .flatMap(({ refund_line_items }) => refund_line_items)
    .filter(({ line_item_id }) => line_item_id === lineId)
    .reduce((total, { quantity }) => total + quantity, 0);
}
