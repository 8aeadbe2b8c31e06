// Reading one SKU: its state, entries, orders and pushes.
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { OpenLine } from '../../domain/ledger/open-line.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import type { PushInputs } from '../../domain/pushing/push-inputs.ts';
import type { Parked } from '../posting/posting.ts';
import type { SkuState } from '../sku-state.ts';

export type StockReader = {
  /** The state of the SKU as of one moment; undefined for an unknown SKU. */
  skuState(sku: Sku): Promise<SkuState | undefined>;
  /** Entries with seq greater than `after`, in order, at most `limit` (1–1000). */
  entries(sku: Sku, after: number, limit: number): Promise<readonly LedgerEntry[]>;
  /** One entry by its number. */
  entry(sku: Sku, seq: number): Promise<LedgerEntry | undefined>;
  /** Everything known of one order: its entries over all SKUs, and its parked observations. */
  order(channel: ChannelId, order: string): Promise<{ entries: readonly LedgerEntry[]; parked: readonly Parked[] }>;
  /** The lines of orders that have units of the SKU committed. Reads all that the ledger remembers of the SKU: for commands. */
  openLines(sku: Sku): Promise<readonly OpenLine[]>;
  /** Pushes of the SKU that carried the stock of entry `seq` or a later one, oldest first, at most `limit`. */
  pushes(sku: Sku, seq: number, limit: number): Promise<readonly EndedPush[]>;
};

/** What reads give of a push that ended. */
export type EndedPush = {
  readonly listing: string;
  readonly intent: Pick<PushIntent, 'generation' | 'attempt' | 'seq' | 'delta' | 'target' | 'startedAt'>;
  /** ISO 8601. */
  readonly endedAt: string;
  /** The channel's answer in words. */
  readonly answer: string;
  /** What decided its figure; absent where that was not kept: version 0.1 kept none. */
  readonly inputs?: PushInputs;
};
