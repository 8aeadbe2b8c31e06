/** Where the units of a Shopify order line are: committed, shipped and brought back, location by location. */

import { NO_ORDER_LINE, type OrderLineState, restOf } from '../../../domain/stock/order-line.ts';
import { lineState, type ShopifyLine, type ShopifyOrder, staysOnHand, unitsNotRestocked } from '../intake/order.ts';

/** What a line does at one of the shop's locations. */
export type PlacedState = { readonly channelLocation: string; readonly state: OrderLineState };

/**
 * The state of a line, location by location. `home` comes first: the order's units are there unless the order says
 * otherwise. Units belong to another location when a fulfillment order assigns them to it, when a fulfillment took them
 * from it, or when they came back to it: Shopify then counts that location and no longer `home`. The places add up to the
 * line's state.
 *
 * | 3 units of a web order, and then          | at home      | elsewhere    |
 * |-------------------------------------------|--------------|--------------|
 * | 3 assigned elsewhere                      | 0, 0, 0, 0   | 3, 0, 0, 3   |
 * | 3 fulfilled elsewhere                     | 0, 0, 0, 0   | 3, 3, 0, 3   |
 * | 1 fulfilled elsewhere                     | 2, 0, 0, 2   | 1, 1, 0, 1   |
 * | 3 fulfilled at home, 1 returned elsewhere | 3, 3, 0, 3   | 0, 0, 1, −1  |
 *
 * (ordered, shipped, returned, deducted.) A place that one payload named is in all later ones: a cancelled
 * fulfillment stays in the order, and its place comes with no units. A fulfillment order that was moved as a whole does not name the
 * place that it left: see `places` of `orderLines`.
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
    const toShip = order.cancelled_at ? 0 : unitsAssigned(order, line.id, channelLocation);
    const ordered = shipped + toShip;
    return { channelLocation, state: { ordered, shipped, returned, deducted: ordered - returned } };
  });
  const atHome = elsewhere.reduce((left, { state }) => restOf(left, state), whole);
  const gone = notRestockedElsewhere(order, line, home, atHome);
  return gone === undefined
    ? [{ channelLocation: home, state: atHome }, ...elsewhere]
    : [
        { channelLocation: home, state: restOf(atHome, gone.state) },
        ...elsewhere.map((each) =>
          each.channelLocation === gone.channelLocation
            ? { ...each, state: restOf(each.state, restOf(NO_ORDER_LINE, gone.state)) }
            : each,
        ),
      ];
}

/** Units of the line that the order's fulfillment orders have yet to ship: at one location, or at all together. */
export function unitsAssigned({ fulfillment_orders = [] }: ShopifyOrder, lineId: string, place?: string): number {
  return sum(
    fulfillment_orders
      .filter(({ location_id }) => place === undefined || location_id === place)
      .flatMap(({ line_items }) => line_items)
      .filter(({ line_item_id }) => line_item_id === lineId)
      .map(({ remaining_quantity }) => remaining_quantity),
  );
}

/**
 * Units that were taken out of the order and not put back belong to the place that had them. The order does not say
 * which place that was: of its fulfillment orders that still name the line, the last one whose place has shipped none of
 * the line is taken, and where each has, the last one.
 */
function notRestockedElsewhere(
  order: ShopifyOrder,
  line: ShopifyLine,
  home: string,
  atHome: OrderLineState,
): PlacedState | undefined {
  const naming = (order.fulfillment_orders ?? []).filter(({ line_items }) =>
    line_items.some(({ line_item_id }) => line_item_id === line.id),
  );
  const idle = naming.filter(({ location_id }) => location_id && shippedFrom(order, line.id, location_id) === 0);
  const place = (idle.at(-1) ?? naming.at(-1))?.location_id;
  const units = Math.min(unitsNotRestocked(order, line), atHome.deducted);
  const left = staysOnHand(order) ? 0 : units;
  return place && place !== home && units > 0
    ? { channelLocation: place, state: { ordered: left, shipped: left, returned: 0, deducted: units } }
    : undefined;
}

function otherPlaces(order: ShopifyOrder, lineId: string, home: string): readonly string[] {
  const shipping = order.fulfillments
    .filter(({ line_items }) => line_items.some(({ id }) => id === lineId))
    .map(({ location_id }) => location_id);
  const returning = returns(order, lineId).map(({ location_id }) => location_id);
  const assigned = (order.fulfillment_orders ?? [])
    .filter(({ line_items }) => line_items.some(({ line_item_id }) => line_item_id === lineId))
    .map(({ location_id }) => location_id);
  const named = [...shipping, ...returning, ...assigned].filter((place) => typeof place === 'string');
  return [...new Set(named)].filter((place) => place !== home).sort();
}

function shippedFrom(order: ShopifyOrder, lineId: string, place: string): number {
  const lines = order.fulfillments
    .filter(({ status, location_id }) => status === 'success' && location_id === place)
    .flatMap(({ line_items }) => line_items);
  return sum(lines.filter(({ id }) => id === lineId).map(({ quantity }) => quantity));
}

function returnedTo(order: ShopifyOrder, lineId: string, place: string): number {
  const here = returns(order, lineId).filter(({ location_id }) => location_id === place);
  return sum(here.map(({ quantity }) => quantity));
}

/** Units put back in stock; a `cancel` undoes what was counted down, wherever Shopify puts it. */
function returns(order: ShopifyOrder, lineId: string): ShopifyOrder['refunds'][number]['refund_line_items'] {
  return order.refunds
    .flatMap(({ refund_line_items }) => refund_line_items)
    .filter(({ line_item_id, restock_type }) => line_item_id === lineId && restock_type === 'return');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
