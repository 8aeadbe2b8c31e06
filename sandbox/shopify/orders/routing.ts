/** Order routing: which locations an order's units are taken from. */
import { type Item, quantityOf, type ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import type { PlacedUnits, Units } from './fulfillment-order.ts';

/**
 * `first`: the first location of the shop's list that has all units. `alternate`: every other order begins with the
 * next location. `most`: the location that has most of the ordered items. A merchant ranks locations in the admin
 * (https://help.shopify.com/en/manual/fulfillment/setup/order-routing); the rules stand for three such rankings.
 */
export type RoutingRule = 'first' | 'alternate' | 'most';

export const ROUTING_RULES: readonly RoutingRule[] = ['first', 'alternate', 'most'];

export type Routing = { rule: RoutingRule; ordersRouted: number };

/** The active locations that online orders can be taken from, in the shop's order. */
export function onlineLocations({ stock }: Shop): ShopLocation[] {
  return stock.locations.filter(({ deactivatedAt, fulfillsOnlineOrders }) => !deactivatedAt && fulfillsOnlineOrders);
}

/** What the shop shows its customers: the sum of all locations that fulfil online orders. */
export function shownOnline(shop: Shop, item: Item): number {
  return shownAt(shop, item, onlineLocations(shop));
}

/** What these locations have available together. */
export function shownAt(shop: Shop, item: Item, locations: readonly ShopLocation[]): number {
  return locations.reduce((sum, location) => sum + at(shop, item, location), 0);
}

/**
 * Says where each unit is taken from. One location is preferred to several; where none has all, each line is filled in
 * the order of the ranking. What no location has (inventory policy `continue`) is taken from the first that stocks the
 * item. Units that Shopify does not count go with the others.
 */
export function routeUnits(shop: Shop, units: readonly Units[]): PlacedUnits[] {
  const ranked = rankedLocations(shop, units);
  const [first = shop.location] = ranked;
  const whole = ranked.find((location) => hasAll(shop, location, units)) ?? (ranked.length < 2 ? first : undefined);
  if (whole) return units.map((each) => ({ ...each, location: whole }));
  const left = new Map<string, number>();
  return units.flatMap((each) => fillLine(shop, each, ranked, left));
}

function rankedLocations(shop: Shop, units: readonly Units[]): ShopLocation[] {
  const locations = onlineLocations(shop);
  const { routing } = shop;
  switch (routing.rule) {
    case 'first':
      return locations;
    case 'alternate': {
      const turn = locations.length === 0 ? 0 : routing.ordersRouted % locations.length;
      return [...locations.slice(turn), ...locations.slice(0, turn)];
    }
    case 'most':
      return locations
        .map((location) => ({ location, has: units.reduce((sum, { line }) => sum + at(shop, line.item, location), 0) }))
        .sort((a, b) => b.has - a.has)
        .map(({ location }) => location);
    default:
      return routing.rule satisfies never;
  }
}

function at(shop: Shop, item: Item | null, location: ShopLocation): number {
  return item ? quantityOf(shop.stock.level(item, location), 'available') : 0;
}

function hasAll(shop: Shop, location: ShopLocation, units: readonly Units[]): boolean {
  const wanted = new Map<Item, number>();
  for (const { line, quantity } of units)
    if (line.item && line.isCounted) wanted.set(line.item, (wanted.get(line.item) ?? 0) + quantity);
  return [...wanted].every(([item, quantity]) => quantity <= at(shop, item, location));
}

/** `left` is what each location has left of an item, by both their ids, over all lines of the order. */
function fillLine(
  shop: Shop,
  { line, quantity }: Units,
  ranked: readonly ShopLocation[],
  left: Map<string, number>,
): PlacedUnits[] {
  const { item } = line;
  const [first = shop.location] = ranked;
  if (!item || !line.isCounted) return [{ line, quantity, location: first }];
  let open = quantity;
  const placed: PlacedUnits[] = [];
  for (const location of ranked) {
    const key = `${item.inventoryItemId} ${location.id}`;
    const has = left.get(key) ?? Math.max(0, at(shop, item, location));
    const taken = Math.min(open, has);
    left.set(key, has - taken);
    open -= taken;
    if (taken > 0) placed.push({ line, quantity: taken, location });
  }
  if (open === 0) return placed;
  const stocked = ranked.find((location) => shop.stock.level(item, location)) ?? first;
  const there = placed.find(({ location }) => location === stocked);
  if (there) there.quantity += open;
  else placed.push({ line, quantity: open, location: stocked });
  return placed;
}
