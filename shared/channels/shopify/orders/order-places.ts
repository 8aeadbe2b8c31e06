/** At which locations the units of a Shopify order line are. */

import type { OrderLineState } from '../../../domain/stock/order-line.ts';
import { lineState, type ShopifyLine, type ShopifyOrder } from '../intake/order.ts';

/** What a line does at one of the shop's locations. */
export type PlacedState = { readonly channelLocation: string; readonly state: OrderLineState };

/**
 * The state of a line, location by location, that of `home` first: where the order stands as long as nothing else is
 * told. Units that a fulfillment took from another location, and units that came back to another one, are that one's:
 * Shopify counts the other location down or up and `home` no longer, so that the places together are the line's state.
 *
 * | 3 units of a web order, and then          | at home      | elsewhere    |
 * |-------------------------------------------|--------------|--------------|
 * | 3 fulfilled elsewhere                     | 0, 0, 0, 0   | 3, 3, 0, 3   |
 * | 1 fulfilled elsewhere                     | 2, 0, 0, 2   | 1, 1, 0, 1   |
 * | 3 fulfilled at home, 1 returned elsewhere | 3, 3, 0, 3   | 0, 0, 1, −1  |
 *
 * (ordered, shipped, returned, deducted.) A place that a payload once named it names for ever: a cancelled fulfillment
 * stays in the order, and its place comes with nothing.
 */
export function placedStates(
  order: ShopifyOrder,
  line: ShopifyLine,
  home: string,
): readonly [PlacedState, ...PlacedState[]] {
  const whole = lineState(order, line);
  const elsewhere = otherPlaces(order, line.id, home).map((channelLocation): PlacedState => {
    const shipped = shippedFrom(order, line.id, channelLocation);
    const returned = returnedTo(order, line.id, channelLocation);
    return { channelLocation, state: { ordered: shipped, shipped, returned, deducted: shipped - returned } };
  });
  const atHome = elsewhere.reduce((left, { state }) => without(left, state), whole);
  return [{ channelLocation: home, state: atHome }, ...elsewhere];
}

function without(whole: OrderLineState, part: OrderLineState): OrderLineState {
  return {
    ordered: whole.ordered - part.ordered,
    shipped: whole.shipped - part.shipped,
    returned: whole.returned - part.returned,
    deducted: whole.deducted - part.deducted,
  };
}

function otherPlaces(order: ShopifyOrder, lineId: string, home: string): readonly string[] {
  const shipping = order.fulfillments
    .filter(({ line_items }) => line_items.some(({ id }) => id === lineId))
    .map(({ location_id }) => location_id);
  const returning = returns(order, lineId).map(({ location_id }) => location_id);
  const named = [...shipping, ...returning].filter((place) => typeof place === 'string');
  return [...new Set(named)].filter((place) => place !== home).sort();
}

function shippedFrom(order: ShopifyOrder, lineId: string, place: string): number {
  const lines = order.fulfillments
    .filter(({ status, location_id }) => status === 'success' && location_id === place)
    .flatMap(({ line_items }) => line_items);
  return sum(lines.filter(({ id }) => id === lineId));
}

function returnedTo(order: ShopifyOrder, lineId: string, place: string): number {
  return sum(returns(order, lineId).filter(({ location_id }) => location_id === place));
}

/** Units put back on a shelf; a `cancel` undoes what was counted down, wherever Shopify puts it. */
function returns(order: ShopifyOrder, lineId: string): ShopifyOrder['refunds'][number]['refund_line_items'] {
  return order.refunds
    .flatMap(({ refund_line_items }) => refund_line_items)
    .filter(({ line_item_id, restock_type }) => line_item_id === lineId && restock_type === 'return');
}

function sum(counted: readonly { readonly quantity: number }[]): number {
  return counted.reduce((total, { quantity }) => total + quantity, 0);
}
