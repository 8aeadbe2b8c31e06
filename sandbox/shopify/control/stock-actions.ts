/** What staff do with the stock itself: set some aside, count a place. */
import type { ActionOutcome } from '../../kernel/platform.ts';
import { type Item, type Level, quantityOf, type ShopLocation, type StoredName } from '../inventory/stock.ts';
import { levelUpdates } from '../orders/committing.ts';
import type { Happening } from '../orders/happening.ts';
import { impossible } from '../orders/open-order.ts';
import type { Shop } from '../shop.ts';

export type Restocked = { level: Level; happenings: Happening[] };

/** Units that are on hand and not for sale, by their reason. */
export type TakenOffSale = Partial<
  Record<Extract<StoredName, 'damaged' | 'quality_control' | 'safety_stock' | 'reserved'>, number | undefined>
>;

/**
 * Sets how many units are unavailable for a reason: `available` falls by what that takes more, on hand stays
 * ("on hand = available + committed + unavailable",
 * https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps).
 */
export function takeOffSale(shop: Shop, sku: string, at: ShopLocation, states: TakenOffSale): ActionOutcome<Restocked> {
  return withItem(shop, sku, (item) => {
    const level = shop.stock.level(item, at);
    if (!level) return impossible(`${sku} is not stocked at ${at.name}.`);
    const deltas: Partial<Record<StoredName, number>> = { available: 0 };
    for (const name of ['damaged', 'quality_control', 'safety_stock', 'reserved'] as const) {
      const delta = (states[name] ?? level.quantities[name]) - level.quantities[name];
      deltas[name] = delta;
      deltas.available = (deltas.available ?? 0) - delta;
    }
    return changed(shop.stock.change(item, at, deltas));
  });
}

/** Sets what is available at one location, which stocks the item from then on. */
export function setAvailable(shop: Shop, sku: string, at: ShopLocation, available: number): ActionOutcome<Restocked> {
  return withItem(shop, sku, (item) => {
    const present = shop.stock.level(item, at);
    const delta = available - quantityOf(present, 'available');
    const level = shop.stock.change(item, at, { available: delta });
    const connected: Happening[] = present ? [] : [{ topic: 'inventory_levels/connect', level }];
    return { outcome: 'done', value: { level, happenings: [...connected, ...levelUpdates([level])] } };
  });
}

function withItem(shop: Shop, sku: string, act: (item: Item) => ActionOutcome<Restocked>): ActionOutcome<Restocked> {
  const item = shop.stock.itemOfSku(sku);
  return item ? act(item) : { outcome: 'unknown', reason: `The shop has no SKU ${sku}.` };
}

function changed(level: Level): ActionOutcome<Restocked> {
  return { outcome: 'done', value: { level, happenings: levelUpdates([level]) } };
}
