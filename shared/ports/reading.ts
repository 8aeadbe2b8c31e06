// Reading one SKU: its state, entries, orders and pushes.
import type { ChannelId, Sku } from '../domain/identifiers.ts';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import type { Parked } from './posting.ts';
import type { PushRecord } from './pushing.ts';
import type { SkuState } from './sku-state.ts';

export type StockReader = {
  /** The state of the SKU as of one moment; undefined for an unknown SKU. */
  snapshot(sku: Sku): Promise<SkuState | undefined>;
  /** Entries with seq greater than `after`, in order, at most `limit` (1–1000). */
  entries(sku: Sku, after: number, limit: number): Promise<readonly LedgerEntry[]>;
  /** One entry by its number. */
  entry(sku: Sku, seq: number): Promise<LedgerEntry | undefined>;
  /** Everything known of one order: its entries over all SKUs, and its parked observations. */
  order(channel: ChannelId, order: string): Promise<{ entries: readonly LedgerEntry[]; parked: readonly Parked[] }>;
  /** Pushes of the SKU that carried the stock of entry `seq` or a later one, oldest first, at most `limit`. */
  pushes(sku: Sku, seq: number, limit: number): Promise<readonly (PushRecord & { readonly listing: string })[]>;
};
