/** What the merchant does with locations: open, close and reopen them. */
import type { ActionOutcome } from '../../kernel/platform.ts';
import { type Level, type ShopLocation, STORED_NAMES, type StoredName } from '../inventory/stock.ts';
import { levelUpdates } from '../orders/committing.ts';
import type { Happening } from '../orders/happening.ts';
import { moveUnits } from '../orders/moving.ts';
import { impossible, remainingLines } from '../orders/open-order.ts';
import { onlineLocations } from '../orders/routing.ts';
import type { Shop } from '../shop.ts';

export type LocationChanged = { location: ShopLocation; happenings: Happening[] };

/** Opens a location that stocks nothing yet. */
export function addLocation(
  shop: Shop,
  { name, fulfillsOnlineOrders }: { name: string; fulfillsOnlineOrders: boolean },
): LocationChanged {
  const at = shop.now();
  // The ids of locations have fourteen digits at most, as production has: configurations write them as numbers.
  const id = String(60_000_000_000 + shop.stock.locations.length);
  const location: ShopLocation = { id, name, createdAt: at, deactivatedAt: null, fulfillsOnlineOrders };
  shop.stock.addLocation(location);
  return { location, happenings: [{ topic: 'locations/create', location }] };
}

/**
 * Closes a location. What it stocks and what is still to be shipped from it go to another one; without one a location that
 * stocks something stays open, as does the last that fulfils online orders. Wordings recorded on 2026-04
 * (github.com/airhorns/shopify-draft-proxy, store-properties/location-deactivate-state-machine.json).
 */
export function closeLocation(
  shop: Shop,
  location: ShopLocation,
  to: ShopLocation | undefined,
): ActionOutcome<LocationChanged> {
  if (location.deactivatedAt) return impossible(`${location.name} is closed already.`);
  if (onlineLocations(shop).every((each) => each === location))
    return impossible('At least one location must fulfill online orders.');
  if (to === location || to?.deactivatedAt)
    return impossible(
      'Location could not be deactivated because the destination location could be not found or is inactive.',
    );
  const levels = shop.stock.items.flatMap((item) =>
    item.components.length === 0 ? (shop.stock.level(item, location) ?? []) : [],
  );
  if (!to && levels.some(hasUnits))
    return impossible(
      'Location could not be deactivated without specifying where to relocate inventory stocked at the location.',
    );
  const moved = to ? [...moveOrders(shop, to, location), ...levels.flatMap((level) => moveLevel(shop, level, to))] : [];
  for (const level of levels) shop.stock.disconnect(level);
  location.deactivatedAt = shop.now();
  const disconnected = levels.map((level): Happening => ({ topic: 'inventory_levels/disconnect', level }));
  const happenings: Happening[] = [...moved, ...disconnected, { topic: 'locations/deactivate', location }];
  return { outcome: 'done', value: { location, happenings } };
}

/** Opens a closed location again; it stocks nothing. */
export function reopenLocation(location: ShopLocation): ActionOutcome<LocationChanged> {
  if (!location.deactivatedAt) return impossible(`${location.name} is open.`);
  location.deactivatedAt = null;
  return { outcome: 'done', value: { location, happenings: [{ topic: 'locations/activate', location }] } };
}

function moveOrders(shop: Shop, to: ShopLocation, from: ShopLocation): Happening[] {
  return [...shop.orders.values()]
    .filter(({ fulfillmentOrders }) => fulfillmentOrders.some(({ location }) => location === from))
    .flatMap((order) => moveUnits(shop, order, remainingLines(order), to, from))
    .filter(({ topic }) => topic === 'fulfillment_orders/moved');
}

function moveLevel(shop: Shop, level: Level, to: ShopLocation): Happening[] {
  const deltas: Partial<Record<StoredName, number>> = { ...level.quantities };
  return levelUpdates([shop.stock.change(level.item, to, deltas)]);
}

function hasUnits({ quantities }: Level): boolean {
  return STORED_NAMES.some((name) => quantities[name] !== 0);
}
