/** Where the units of a Shopify order line are: committed, shipped and brought back, location by location. */

import { NO_ORDER_LINE, type OrderLineState, restOf, sumOf } from '../../../domain/stock/order-line.ts';
import { lineState, type ShopifyLine, type ShopifyOrder, shippedFrom } from '../intake/order.ts';
import { lostUnits } from './lost-units.ts';

/** What a line does at one of the shop's locations. */
export type PlacedState = {
  readonly channelLocation: string;
  readonly state: OrderLineState;
  /** The part of `state` that may as well have been lost at another of the line's places. */
  readonly lost?: OrderLineState;
  /** How many units of `state` were lost there, as far as it is known or likely. */
  readonly lostHere?: number;
};

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
  return withLost(order, line, [{ channelLocation: home, state: atHome }, ...elsewhere]);
}

/** Lost units are in none of the fulfillment orders, and so counted at home until here. */
function withLost(
  order: ShopifyOrder,
  line: ShopifyLine,
  [home, ...elsewhere]: readonly [PlacedState, ...PlacedState[]],
): readonly [PlacedState, ...PlacedState[]] {
  const all = lostUnits(order, line, home.channelLocation);
  const away = all.filter(({ place }) => place !== home.channelLocation);
  const at = (each: PlacedState, state: OrderLineState): PlacedState => {
    const here = all.filter(({ place }) => place === each.channelLocation);
    const guessed = here.filter(({ isGuess }) => isGuess);
    const lost = together(guessed);
    const lostHere = together(here).deducted;
    return { ...each, state, ...(guessed.length > 0 && { lost }), ...(lostHere > 0 && { lostHere }) };
  };
  return [
    at(home, away.map(({ state }) => state).reduce(restOf, home.state)),
    ...elsewhere.map((each) =>
      at(
        each,
        away
          .filter(({ place }) => place === each.channelLocation)
          .map(({ state }) => state)
          .reduce(sumOf, each.state),
      ),
    ),
  ];
}

function together(parts: readonly { readonly state: OrderLineState }[]): OrderLineState {
  return parts.map(({ state }) => state).reduce(sumOf, NO_ORDER_LINE);
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
