/** The Square account of the sandbox: what it lists, what it has in stock, and which webhook URLs are sent its changes. */
import type { SquareItem } from './catalogue-api.ts';
import type { Instant } from './instant.ts';
import { type Adjustment, Inventory, type InventoryChange, inventoryId } from './inventory/inventory.ts';
import type { SquareAccount } from './inventory/wire.ts';

/** One Square account with one location: its catalogue, its stock, and which webhook URLs are sent its changes. */
export type Till = {
  account: SquareAccount;
  /** Whether the one location is open for business. */
  location: { status: LocationStatus };
  inventory: Inventory;
  clock: () => Instant;
  skuOf: (variationId: string) => string | undefined;
  variationOf: (sku: string) => string | undefined;
  /** Takes a change into the history and fires `inventory.count.updated`, also for a change that Stockline made. */
  record: (change: InventoryChange) => void;
  /** Gives an adjustment of the history another content, and fires the event as well. */
  replace: (changed: Adjustment) => void;
  items: () => readonly SquareItem[];
  /** Lists an item with its quantity counted now. */
  add: (item: SquareItem) => void;
  /** Deletes an item; its last event has no count. False for a SKU that is not listed. */
  remove: (sku: string) => boolean;
  /** Whether the history also contains the adjustment that Square makes of a count. */
  history: { inferredAdjustments: boolean };
};

/** `LocationStatus` of Square's API definition: an inactive one is "not active for business", and listed as before. */
export type LocationStatus = 'ACTIVE' | 'INACTIVE';

/** Sends the count of a variation now, or that it was deleted. */
export type CountUpdated = (till: Till, variationId: string, what: 'counted' | 'deleted') => void;

// Counted before anything that the API can still date back to, so that no change is lost behind the opening count.
const COUNTED_BEFORE_MICROS = 25 * 3_600 * 1_000_000;

/** Opens the till with the catalogue's quantities counted the day before, of which nobody is notified. */
export function openTill(
  items: readonly SquareItem[],
  account: SquareAccount,
  clock: () => Instant,
  countUpdated: CountUpdated,
): Till {
  const listed = new Map(items.map((item) => [item.sku, item]));
  const skuOf = (variationId: string) =>
    [...listed.values()].find(({ square }) => square.variationId === variationId)?.sku;
  const inventory = new Inventory();
  for (const { square, quantity } of items) {
    const at = clock() - COUNTED_BEFORE_MICROS;
    const count = { id: inventoryId(), quantity, occurredAt: at, createdAt: at, source: 'DASHBOARD' as const };
    inventory.track({ ...count, type: 'PHYSICAL_COUNT', variationId: square.variationId });
  }
  const till: Till = {
    account,
    location: { status: 'ACTIVE' },
    inventory,
    clock,
    skuOf,
    variationOf: (sku) => listed.get(sku)?.square.variationId,
    items: () => [...listed.values()],
    history: { inferredAdjustments: false },
    record(change) {
      inventory.record(change);
      countUpdated(till, change.variationId, 'counted');
    },
    replace(changed) {
      inventory.replace(changed);
      countUpdated(till, changed.variationId, 'counted');
    },
    add(item) {
      const { square, quantity } = item;
      listed.set(item.sku, item);
      const at = clock();
      const count = { id: inventoryId(), quantity, occurredAt: at, createdAt: at, source: 'DASHBOARD' as const };
      inventory.track({ ...count, type: 'PHYSICAL_COUNT', variationId: square.variationId });
      countUpdated(till, square.variationId, 'counted');
    },
    remove(sku) {
      const item = listed.get(sku);
      if (item === undefined) return false;
      listed.delete(sku);
      inventory.forget(item.square.variationId);
      countUpdated(till, item.square.variationId, 'deleted');
      return true;
    },
  };
  return till;
}
