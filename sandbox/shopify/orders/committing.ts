/** Gives units of an order to locations: their stock is committed there and fulfilment orders hold them. */
import type { Level, ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import { commitUnits, type FulfillmentOrder, openFulfillmentOrder, type PlacedUnits } from './fulfillment-order.ts';
import type { Happening } from './happening.ts';
import type { Order } from './order.ts';

/**
 * Opens a fulfilment order at each location and commits its units there ("decrements the available" and "increments the
 * committed": https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps); the levels that changed.
 */
export function placeUnits(
  shop: Shop,
  order: Order,
  placed: readonly PlacedUnits[],
): { opened: FulfillmentOrder[]; levels: Happening[] } {
  const levels = placed.map((each) => commitUnits(shop, each));
  const opened = [...byLocation(placed)].map(([location, units]) => openFulfillmentOrder(shop, order, location, units));
  return { opened, levels: levelUpdates(levels) };
}

/** One `inventory_levels/update` for each level that changed. */
export function levelUpdates(levels: Iterable<Level | undefined>): Happening[] {
  return [...new Set(levels)].flatMap((level) => (level ? [{ topic: 'inventory_levels/update' as const, level }] : []));
}

/** The units by their location, in order of first mention. */
export function byLocation<Units extends PlacedUnits>(placed: readonly Units[]): Map<ShopLocation, Units[]> {
  const groups = new Map<ShopLocation, Units[]>();
  for (const each of placed) groups.set(each.location, [...(groups.get(each.location) ?? []), each]);
  return groups;
}
