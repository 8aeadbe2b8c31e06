// Reading the entries of many SKUs at once.
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';

/** An entry by its number. */
export type EntryKey = { readonly sku: Sku; readonly seq: number };

export type PastReader = {
  /** The number of each SKU's newest entry, in the order of the SKUs; 0 of an unknown one. */
  newest(skus: readonly Sku[]): Promise<readonly number[]>;
  /** These entries in their order; undefined for one that there is not. */
  entries(keys: readonly EntryKey[]): Promise<readonly (LedgerEntry | undefined)[]>;
};
