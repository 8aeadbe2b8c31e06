/** A shop's items and locations, and the quantities of each item at each location. */
import { gid } from '../numeric-id.ts';

/** The quantity names that a level stores; `on_hand` is their sum without `incoming`. */
export const STORED_NAMES = [
  'available',
  'committed',
  'damaged',
  'incoming',
  'quality_control',
  'reserved',
  'safety_stock',
] as const;

export type StoredName = (typeof STORED_NAMES)[number];
export type QuantityName = StoredName | 'on_hand';

/** One variant with its inventory item. `continue` sells on below zero, `deny` stops. Ids are decimal digits. */
export type Item = {
  sku: string;
  title: string;
  productId: string;
  variantId: string;
  inventoryItemId: string;
  /** The trade item number, as the merchant typed it. */
  barcode?: string;
  inventoryPolicy: 'deny' | 'continue';
  /** Whether Shopify counts it: an item that is not tracked sells without end. */
  tracked: boolean;
  /** What a bundle is made of (`requiresComponents`); none for all other items. */
  components: readonly Component[];
  isDeleted: boolean;
  createdAt: Date;
  updatedAt: Date;
};

export type Component = { item: Item; quantity: number };

export type ShopLocation = {
  id: string;
  name: string;
  createdAt: Date;
  /** Null while it is open. */
  deactivatedAt: Date | null;
  fulfillsOnlineOrders: boolean;
};

/** An inventory level: the quantities of an item at a location. */
export type Level = {
  item: Item;
  location: ShopLocation;
  quantities: Record<StoredName, number>;
  /** Whether the location stocks the item; what it had there is kept until it does again. */
  isActive: boolean;
  createdAt: Date;
  updatedAt: Date;
};

export type Stock = {
  items: readonly Item[];
  locations: readonly ShopLocation[];
  /** The oldest item of a SKU: a shop may have several. */
  itemOfSku: (sku: string) => Item | undefined;
  item: (inventoryItemId: string) => Item | undefined;
  location: (id: string) => ShopLocation | undefined;
  level: (item: Item, location: ShopLocation) => Level | undefined;
  /** The level also where the location stocks the item no more. */
  anyLevel: (item: Item, location: ShopLocation) => Level | undefined;
  levelsOf: (item: Item) => Level[];
  /**
   * Moves stored quantities. An item that the location did not stock is stocked from then on: since API version
   * 2026-10 quantities can be changed at any location (https://shopify.dev/changelog/removal-of-itemnotstockedatlocation-error).
   */
  change: (item: Item, location: ShopLocation, deltas: Partial<Record<StoredName, number>>) => Level;
  add: (item: Item) => void;
  rename: (item: Item, sku: string) => void;
  /** The item leaves the catalogue; its levels stay readable. */
  remove: (item: Item) => void;
  /**
   * The item is not stocked there any more. Its quantities stay, and are there again once it is stocked anew: recorded from
   * a dev shop on 2026-04 (github.com/airhorns/shopify-draft-proxy, products/inventory-inactive-level-lifecycle-2026-04.json).
   */
  disconnect: (level: Level) => void;
  addLocation: (location: ShopLocation) => void;
};

const NOT_ON_HAND: StoredName = 'incoming';

/** The global id of a level, in the form that webhooks and the Admin API share. */
export function levelId({ item, location }: Level): string {
  return `${gid('InventoryLevel', location.id)}?inventory_item_id=${item.inventoryItemId}`;
}

/** What a level has under a name. */
export function quantityOf(level: Level | undefined, name: QuantityName): number {
  if (!level) return 0;
  if (name !== 'on_hand') return level.quantities[name];
  return STORED_NAMES.filter((stored) => stored !== NOT_ON_HAND).reduce((sum, n) => sum + level.quantities[n], 0);
}

/** Every item starts unstocked; `change` stocks it. */
export function createStock(initial: readonly Item[], first: readonly ShopLocation[], now: () => Date): Stock {
  const items = [...initial];
  const locations = [...first];
  const bySku = new Map<string, Item[]>();
  const byId = new Map(items.map((item) => [item.inventoryItemId, item]));
  const levels = new Map<Item, Map<ShopLocation, Level>>(items.map((item) => [item, new Map()]));
  const index = (item: Item) => bySku.set(item.sku, [...(bySku.get(item.sku) ?? []), item]);
  const unindex = (item: Item) =>
    bySku.set(
      item.sku,
      (bySku.get(item.sku) ?? []).filter((each) => each !== item),
    );
  for (const item of items) index(item);
  const activeLevel = (item: Item, location: ShopLocation): Level | undefined => {
    const found = levels.get(item)?.get(location);
    return found?.isActive ? found : undefined;
  };
  const level = (item: Item, location: ShopLocation): Level | undefined =>
    item.components.length === 0
      ? activeLevel(item, location)
      : bundleLevel(item, location, (component) => activeLevel(component, location));
  return {
    items,
    locations,
    itemOfSku: (sku) => bySku.get(sku)?.[0],
    item: (id) => byId.get(id),
    location: (id) => locations.find((location) => location.id === id),
    level,
    anyLevel: (item, location) => levels.get(item)?.get(location),
    levelsOf: (item) => locations.flatMap((location) => level(item, location) ?? []),
    change(item, location, deltas) {
      const at = now();
      const changed = levels.get(item)?.get(location) ?? emptyLevel(item, location, at);
      for (const name of STORED_NAMES) changed.quantities[name] += deltas[name] ?? 0;
      changed.updatedAt = at;
      changed.isActive = true;
      levels.get(item)?.set(location, changed);
      return changed;
    },
    add(item) {
      items.push(item);
      index(item);
      byId.set(item.inventoryItemId, item);
      levels.set(item, new Map());
    },
    rename(item, sku) {
      unindex(item);
      item.sku = sku;
      index(item);
    },
    remove(item) {
      item.isDeleted = true;
      items.splice(items.indexOf(item), 1);
      unindex(item);
      byId.delete(item.inventoryItemId);
    },
    disconnect(level) {
      level.isActive = false;
    },
    addLocation: (location) => void locations.push(location),
  };
}

/**
 * A bundle has no stock of its own: what it shows follows from its components ("with the bundle's inventory determined by
 * its components", https://shopify.dev/docs/api/storefront/latest/objects/ProductVariantComponent). It is stocked where
 * all of them are.
 */
function bundleLevel(
  bundle: Item,
  location: ShopLocation,
  levelOf: (component: Item) => Level | undefined,
): Level | undefined {
  const parts = bundle.components.map(({ item, quantity }) => ({ level: levelOf(item), quantity }));
  if (parts.some(({ level }) => level === undefined)) return undefined;
  const level = emptyLevel(bundle, location, bundle.createdAt);
  level.quantities.available = Math.min(
    ...parts.map((part) => Math.floor(quantityOf(part.level, 'available') / part.quantity)),
  );
  return level;
}

/** A level with nothing at it. */
export function emptyLevel(item: Item, location: ShopLocation, at: Date): Level {
  const quantities = {
    available: 0,
    committed: 0,
    damaged: 0,
    incoming: 0,
    quality_control: 0,
    reserved: 0,
    safety_stock: 0,
  };
  return { item, location, quantities, isActive: true, createdAt: at, updatedAt: at };
}
