import type { SquareItem } from './catalogue-api.ts';
import type { Instant } from './instant.ts';
import { Inventory, type InventoryChange, inventoryId } from './inventory.ts';
import type { SquareAccount } from './wire.ts';

/** One Square account with one location: its catalogue, its stock, and who hears of a change. */
export type Till = {
  account: SquareAccount;
  inventory: Inventory;
  clock: () => Instant;
  skuOf: (variationId: string) => string | undefined;
  variationOf: (sku: string) => string | undefined;
  /** Takes a change into the history and fires `inventory.count.updated`, whoever made it. */
  record: (change: InventoryChange) => void;
};

// Counted before anything that the API can still date back to, so that no change is lost behind the opening count.
const COUNTED_BEFORE_MICROS = 25 * 3_600 * 1_000_000;

/** Opens the till with the catalogue's quantities counted the day before, of which nobody is notified. */
export function openTill(
  items: readonly SquareItem[],
  account: SquareAccount,
  clock: () => Instant,
  countUpdated: (till: Till, variationId: string) => void,
): Till {
  const skuByVariation = new Map(items.map(({ sku, square }) => [square.variationId, sku]));
  const variationBySku = new Map(items.map(({ sku, square }) => [sku, square.variationId]));
  const inventory = new Inventory();
  for (const { square, quantity } of items) {
    const at = clock() - COUNTED_BEFORE_MICROS;
    const count = { id: inventoryId(), quantity, occurredAt: at, createdAt: at, source: 'DASHBOARD' as const };
    inventory.track({ ...count, type: 'PHYSICAL_COUNT', variationId: square.variationId });
  }
  const till: Till = {
    account,
    inventory,
    clock,
    skuOf: (variationId) => skuByVariation.get(variationId),
    variationOf: (sku) => variationBySku.get(sku),
    record(change) {
      inventory.record(change);
      countUpdated(till, change.variationId);
    },
  };
  return till;
}
