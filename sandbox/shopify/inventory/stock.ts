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
  inventoryPolicy: 'deny' | 'continue';
  /** Whether Shopify counts it: an item that is not tracked sells without end. */
  tracked: boolean;
  createdAt: Date;
  updatedAt: Date;
};

export type ShopLocation = { id: string; name: string; createdAt: Date };

/** An inventory level: the quantities of an item at a location. */
export type Level = {
  item: Item;
  location: ShopLocation;
  quantities: Record<StoredName, number>;
  createdAt: Date;
  updatedAt: Date;
};

export type Stock = {
  items: readonly Item[];
  locations: readonly ShopLocation[];
  itemOfSku: (sku: string) => Item | undefined;
  item: (inventoryItemId: string) => Item | undefined;
  location: (id: string) => ShopLocation | undefined;
  level: (item: Item, location: ShopLocation) => Level | undefined;
  levelsOf: (item: Item) => Level[];
  /**
   * Moves stored quantities. An item that the location did not stock is stocked from then on: since API version
   * 2026-10 quantities can be changed at any location (https://shopify.dev/changelog/removal-of-itemnotstockedatlocation-error).
   */
  change: (item: Item, location: ShopLocation, deltas: Partial<Record<StoredName, number>>) => Level;
  add: (item: Item) => void;
  rename: (item: Item, sku: string) => void;
  /** The item leaves the catalogue; its levels stay readable to whoever holds them. */
  remove: (item: Item) => void;
  /** The item is not stocked there any more. */
  disconnect: (level: Level) => void;
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
export function createStock(initial: readonly Item[], locations: readonly ShopLocation[], now: () => Date): Stock {
  const items = [...initial];
  const bySku = new Map(items.map((item) => [item.sku, item]));
  const byId = new Map(items.map((item) => [item.inventoryItemId, item]));
  const places = new Map(locations.map((location) => [location.id, location]));
  const levels = new Map<Item, Map<ShopLocation, Level>>(items.map((item) => [item, new Map()]));
  return {
    items,
    locations,
    itemOfSku: (sku) => bySku.get(sku),
    item: (id) => byId.get(id),
    location: (id) => places.get(id),
    level: (item, location) => levels.get(item)?.get(location),
    levelsOf: (item) => [...(levels.get(item)?.values() ?? [])],
    change(item, location, deltas) {
      const at = now();
      const level = levels.get(item)?.get(location) ?? emptyLevel(item, location, at);
      for (const name of STORED_NAMES) level.quantities[name] += deltas[name] ?? 0;
      level.updatedAt = at;
      levels.get(item)?.set(location, level);
      return level;
    },
    add(item) {
      items.push(item);
      bySku.set(item.sku, item);
      byId.set(item.inventoryItemId, item);
      levels.set(item, new Map());
    },
    rename(item, sku) {
      bySku.delete(item.sku);
      item.sku = sku;
      bySku.set(sku, item);
    },
    remove(item) {
      items.splice(items.indexOf(item), 1);
      bySku.delete(item.sku);
      byId.delete(item.inventoryItemId);
    },
    disconnect: ({ item, location }) => void levels.get(item)?.delete(location),
  };
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
  return { item, location, quantities, createdAt: at, updatedAt: at };
}
