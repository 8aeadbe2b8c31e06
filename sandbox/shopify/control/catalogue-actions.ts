import { catalogueItem } from '../../kernel/catalogue.ts';
import type { ActionOutcome } from '../../kernel/platform.ts';
import type { Item, ShopLocation } from '../inventory/stock.ts';
import type { Happening } from '../orders/happening.ts';
import { impossible } from '../orders/open-order.ts';
import type { Shop } from '../shop.ts';

/** What a merchant changed in the catalogue, and what Shopify says about it. */
export type Changed = { item: Item; happenings: Happening[] };

/** What a merchant may change of an item: its SKU, and whether Shopify counts it at all. */
export type ItemChange = { sku?: string | undefined; tracked?: boolean | undefined };

/** A variant as the merchant adds it: a product of its own, stocked where web orders are taken from. */
export function addItem(shop: Shop, sku: string, quantity: number): ActionOutcome<Changed> {
  if (shop.stock.itemOfSku(sku)) return impossible(`The shop has SKU ${sku} already.`);
  const { title, shopify } = catalogueItem(sku, sku, quantity);
  const at = shop.now();
  const item: Item = {
    sku,
    title,
    productId: String(shopify.productId),
    variantId: String(shopify.variantId),
    inventoryItemId: String(shopify.inventoryItemId),
    inventoryPolicy: 'deny',
    tracked: true,
    components: [],
    isDeleted: false,
    createdAt: at,
    updatedAt: at,
  };
  shop.stock.add(item);
  const level = shop.stock.change(item, shop.location, { available: quantity });
  return changed(item, [
    { topic: 'products/create', item },
    { topic: 'inventory_items/create', item },
    { topic: 'inventory_levels/connect', level },
  ]);
}

/** Gives an item another SKU, or lets Shopify count it or not. */
export function changeItem(shop: Shop, sku: string, change: ItemChange): ActionOutcome<Changed> {
  return withItem(shop, sku, (item) => {
    if (change.sku !== undefined && change.sku !== sku) {
      if (shop.stock.itemOfSku(change.sku)) return impossible(`The shop has SKU ${change.sku} already.`);
      shop.stock.rename(item, change.sku);
    }
    item.tracked = change.tracked ?? item.tracked;
    item.updatedAt = shop.now();
    return changed(item, [
      { topic: 'inventory_items/update', item },
      { topic: 'products/update', item },
    ]);
  });
}

/** Deletes a product with its only variant. */
export function deleteItem(shop: Shop, sku: string): ActionOutcome<Changed> {
  return withItem(shop, sku, (item) => {
    shop.stock.remove(item);
    return changed(item, [
      { topic: 'products/delete', item },
      { topic: 'inventory_items/delete', item },
    ]);
  });
}

/** Stops stocking an item at a location: what was there is nowhere any more. */
export function disconnectItem(shop: Shop, sku: string, location: ShopLocation): ActionOutcome<Changed> {
  return withItem(shop, sku, (item) => {
    const level = shop.stock.level(item, location);
    if (!level) return impossible(`${sku} is not stocked at ${location.name}.`);
    shop.stock.disconnect(level);
    return changed(item, [{ topic: 'inventory_levels/disconnect', level }]);
  });
}

function withItem(shop: Shop, sku: string, act: (item: Item) => ActionOutcome<Changed>): ActionOutcome<Changed> {
  const item = shop.stock.itemOfSku(sku);
  return item ? act(item) : { outcome: 'unknown', reason: `The shop has no SKU ${sku}.` };
}

function changed(item: Item, happenings: Happening[]): ActionOutcome<Changed> {
  return { outcome: 'done', value: { item, happenings } };
}
