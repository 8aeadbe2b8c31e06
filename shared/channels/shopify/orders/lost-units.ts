/** Where the units of a Shopify order line were that left the order unshipped and were not put back. */

import type { OrderLineState } from '../../../domain/stock/order-line.ts';
import {
  fulfilled,
  refunded,
  type ShopifyLine,
  type ShopifyOrder,
  shippedFrom,
  staysOnHand,
  unitsNotRestocked,
} from '../intake/order.ts';

/** Units of a line that left its order unshipped and were not put back, at the place that had them. */
type LostUnits = { readonly place: string; readonly state: OrderLineState; readonly isGuess: boolean };

/**
 * Where the lost units were. No field says it: a refund line that was not restocked names no location, and a fulfillment
 * order counts lost units neither as remaining nor in its total (recorded from a dev shop on 2026-04:
 * github.com/airhorns/shopify-draft-proxy, orders/orderCancel-restock-refundMethod-parity.json). But a fulfillment order
 * that has them was changed when they were lost, or later: one that changed last at that very time had some of them, one
 * that changed last before had none. Where this leaves several places, those that have shipped none of the line are taken
 * first, and each gets as many. A fulfillment order that staff cancelled before anything of it shipped names no line any more
 * (recorded from a dev shop on 2026-04: the same repository, shipping-fulfillments/fulfillment-order-merge-validation.json):
 * where none names the line, its lost units are taken to be at `home`, which is a guess.
 */
export function lostUnits(order: ShopifyOrder, line: ShopifyLine, home: string): readonly LostUnits[] {
  const naming = (order.fulfillment_orders ?? []).filter(({ line_items }) =>
    line_items.some(({ line_item_id }) => line_item_id === line.id),
  );
  return losses(order, line).flatMap(({ at, units }): LostUnits[] => {
    const changed = naming.flatMap(({ location_id, updated_at }) =>
      location_id ? [{ place: location_id, changedAt: updated_at ?? undefined }] : [],
    );
    const then = placesOf(changed.filter(({ changedAt }) => at !== undefined && changedAt === at));
    const possible = placesOf(
      changed.filter(({ changedAt = at }) => !at || !changedAt || !isLongBefore(changedAt, at)),
    );
    const likely = then.length > 0 ? then : possible;
    const idle = likely.filter((place) => shippedFrom(order, line.id, place) === 0);
    const likeliest = then.length > 0 || idle.length === 0 ? likely : idle;
    const places = likeliest.length === 0 ? [home] : likeliest.slice(-units);
    const isCertain =
      then.length === 1 ? units === 1 || possible.length === 1 : then.length === units && isOnlyLine(naming);
    return places.toReversed().map((place, index) => {
      const here = Math.ceil((units - index) / places.length);
      const gone = staysOnHand(order) ? 0 : here;
      return { place, state: { ordered: gone, shipped: gone, returned: 0, deducted: here }, isGuess: !isCertain };
    });
  });
}

/** Whether these fulfillment orders have no other line, for whose sake they may have changed. */
function isOnlyLine(fulfillmentOrders: NonNullable<ShopifyOrder['fulfillment_orders']>): boolean {
  return fulfillmentOrders.every(({ line_items }) => line_items.length === 1);
}

/** Whether it is of another action: no source says that Shopify writes both times in the same second. */
function isLongBefore(changedAt: string, at: string): boolean {
  return Date.parse(changedAt) < Date.parse(at) - WRITTEN_TOGETHER_MS;
}

const WRITTEN_TOGETHER_MS = 5_000;

function placesOf(changed: readonly { readonly place: string }[]): readonly string[] {
  return [...new Set(changed.map(({ place }) => place))];
}

/** When so many units of a line were lost: by a refund, or as the order was cancelled. */
function losses(
  order: ShopifyOrder,
  line: ShopifyLine,
): readonly { readonly at: string | undefined; readonly units: number }[] {
  const all = unitsNotRestocked(order, line);
  const times = order.refunds
    .filter(({ refund_line_items }) =>
      refund_line_items.some((each) => each.line_item_id === line.id && each.restock_type === 'no_restock'),
    )
    .flatMap(({ created_at }) => (created_at ? [created_at] : []))
    .sort();
  let counted = 0;
  const lost = times.map((at) => {
    const until = <Part extends { readonly created_at?: string | null | undefined }>(parts: readonly Part[]) =>
      parts.filter(({ created_at }) => (created_at ?? '') <= at);
    const then = { ...order, refunds: until(order.refunds), fulfillments: until(order.fulfillments) };
    // Shipped units are refunded first.
    const shipped = fulfilled(then, line.id, ['success']) - refunded(then, line.id, ['return']);
    const units =
      Math.min(all, Math.max(counted, refunded(then, line.id, ['no_restock']) - Math.max(0, shipped))) - counted;
    counted += units;
    return { at, units };
  });
  return [...lost, { at: order.cancelled_at ?? undefined, units: all - counted }].filter(({ units }) => units > 0);
}
