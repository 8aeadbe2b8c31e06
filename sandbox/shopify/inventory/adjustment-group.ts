/** What one inventory mutation changed. */
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
