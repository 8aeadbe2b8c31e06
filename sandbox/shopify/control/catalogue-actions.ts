/** What the merchant does with the catalogue. */
import { catalogueItem } from '../../kernel/catalogue.ts';
import type { ActionOutcome, OrderLine } from '../../kernel/platform.ts';
import type { Component, Item, ShopLocation } from '../inventory/stock.ts';
import type { Happening } from '../orders/happening.ts';
import { impossible } from '../orders/open-order.ts';
import type { Shop } from '../shop.ts';

/** What a merchant changed in the catalogue, and what Shopify says about it. */
export type Changed = { item: Item; happenings: Happening[] };

/** What a merchant may change of an item: its SKU, whether Shopify counts it, and whether it sells on below zero. */
export type ItemChange = {
  sku?: string | undefined;
  tracked?: boolean | undefined;
  policy?: Item['inventoryPolicy'] | undefined;
};

export type NewItem = {
  sku: string;
  quantity: number;
  tracked?: boolean | undefined;
  policy?: Item['inventoryPolicy'] | undefined;
  barcode?: string | undefined;
  components?: readonly OrderLine[] | undefined;
};

/**
 * A variant as the merchant adds it: a product of its own, stocked at the primary location; a bundle is stocked where its
 * components are.
 */
export function addItem(shop: Shop, wanted: NewItem): ActionOutcome<Changed> {
  const { sku, quantity, tracked = true, policy = 'deny', barcode } = wanted;
  if (shop.stock.itemOfSku(sku)) return impossible(`The shop has SKU ${sku} already: duplicate it.`);
  const components: Component[] = [];
  for (const part of wanted.components ?? []) {
    const item = shop.stock.itemOfSku(part.sku);
    if (!item) return { outcome: 'unknown', reason: `The shop has no SKU ${part.sku}.` };
    components.push({ item, quantity: part.quantity });
  }
  const item = { ...newItem(shop, sku), tracked, inventoryPolicy: policy, components };
  return stocked(shop, barcode === undefined ? item : { ...item, barcode }, quantity);
}

/**
 * The merchant duplicates a product: the copy is another variant and another inventory item with the same SKU
 * (https://help.shopify.com/en/manual/products/duplicate-a-product; SKUs need not be unique).
 */
export function duplicateItem(shop: Shop, sku: string, quantity: number): ActionOutcome<Changed> {
  return withItem(shop, sku, ({ title, inventoryPolicy, tracked, components }) =>
    stocked(shop, { ...newItem(shop, sku), title: `Copy of ${title}`, inventoryPolicy, tracked, components }, quantity),
  );
}

/** An item whose ids the shop never had: a variant that is made again under its SKU has other ids than the first. */
function newItem(shop: Shop, sku: string): Item {
  const at = shop.now();
  const { shopify } = catalogueItem(shop.nextItemKey(sku), sku, 0);
  return {
    sku,
    title: sku,
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
}

function stocked(shop: Shop, item: Item, quantity: number): ActionOutcome<Changed> {
  shop.stock.add(item);
  const happenings: Happening[] = [
    { topic: 'products/create', item },
    { topic: 'inventory_items/create', item },
  ];
  if (item.components.length > 0) return changed(item, happenings);
  const level = shop.stock.change(item, shop.location, { available: quantity });
  return changed(item, [...happenings, { topic: 'inventory_levels/connect', level }]);
}

/** Gives an item another SKU, also one that another item has, or lets Shopify count it or not. */
export function changeItem(shop: Shop, sku: string, change: ItemChange): ActionOutcome<Changed> {
  return withItem(shop, sku, (item) => {
    if (change.sku !== undefined && change.sku !== sku) shop.stock.rename(item, change.sku);
    item.inventoryPolicy = change.policy ?? item.inventoryPolicy;
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

/**
 * Stops stocking an item at a location: what was there cannot be sold any more. The refusal of the last one in the words
 * recorded on 2026-04 (github.com/airhorns/shopify-draft-proxy, products/inventory-deactivate-validation-2026-04.json).
 */
export function disconnectItem(shop: Shop, sku: string, location: ShopLocation): ActionOutcome<Changed> {
  return withItem(shop, sku, (item) => {
    const level = shop.stock.level(item, location);
    if (!level) return impossible(`${sku} is not stocked at ${location.name}.`);
    if (shop.stock.levelsOf(item).length === 1)
      return impossible(
        `The product couldn't be unstocked from ${location.name} because products need to be stocked at a minimum of 1 location.`,
      );
    shop.stock.disconnect(level);
    return changed(item, [{ topic: 'inventory_levels/disconnect', level }]);
  });
}

/** Stocks an item at a location again, with what it had there when it was stocked there last. */
export function connectItem(shop: Shop, sku: string, location: ShopLocation): ActionOutcome<Changed> {
  return withItem(shop, sku, (item) => {
    if (shop.stock.level(item, location)) return impossible(`${sku} is stocked at ${location.name} already.`);
    const level = shop.stock.change(item, location, {});
    return changed(item, [
      { topic: 'inventory_levels/connect', level },
      { topic: 'inventory_levels/update', level },
    ]);
  });
}

function withItem(shop: Shop, sku: string, act: (item: Item) => ActionOutcome<Changed>): ActionOutcome<Changed> {
  const item = shop.stock.itemOfSku(sku);
  return item ? act(item) : { outcome: 'unknown', reason: `The shop has no SKU ${sku}.` };
}

function changed(item: Item, happenings: Happening[]): ActionOutcome<Changed> {
  return { outcome: 'done', value: { item, happenings } };
}
