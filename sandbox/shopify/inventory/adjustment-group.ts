/**
 * What one inventory mutation changed. Source: InventoryAdjustmentGroup and InventoryChange of the schema 2026-10
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/objects/InventoryAdjustmentGroup).
 */
import type { Item, QuantityName, ShopLocation } from './stock.ts';

/** One quantity's change in a group; `on_hand` follows the names that it is made of. */
export type GroupChange = {
  name: QuantityName;
  item: Item;
  location: ShopLocation;
  delta: number;
  ledgerDocumentUri: string | null;
};

/** The changes that one mutation made, with the reason it gave. */
export type AdjustmentGroup = {
  id: string;
  createdAt: Date;
  reason: string;
  referenceDocumentUri: string | null;
  changes: GroupChange[];
};
