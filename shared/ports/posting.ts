import type { ChannelId, Sku } from '../domain/identifiers.ts';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import type { Outcome } from '../domain/ledger/outcome.ts';
import type { Seen, ShownMove, SkuLedger } from '../domain/ledger/sku-ledger.ts';
import type { Observation } from '../domain/stock/observation.ts';

/** What one transaction writes for one SKU. */
export type Posting = {
  /** The ledger the observations were folded into; its `seq` must still be the present one. */
  readonly before: SkuLedger;
  readonly after: SkuLedger;
  readonly entries: readonly LedgerEntry[];
  /** Facts to remember, each with what was remembered under its key before. */
  readonly seen: readonly { readonly now: Seen; readonly before: Seen | undefined }[];
  /** Listings whose `shown` moves, or is in doubt: one row a listing. */
  readonly shown: readonly ShownMove[];
};

/** `conflict`: somebody else wrote in between; nothing of this posting was written. */
export type Committed = 'committed' | 'conflict';

/** The ledger, written by posting only. */
export type LedgerStore = {
  /** The ledger of the SKU with what it remembers under the keys; `seq` 0 when unknown. Strongly consistent. */
  load(sku: Sku, keys: readonly string[]): Promise<SkuLedger>;
  /** The SKU's entries posted since that time (ISO 8601), oldest first. Strongly consistent. */
  history(sku: Sku, since: string): Promise<readonly LedgerEntry[]>;
  /** All of the posting or nothing. `conflict` means: load again and fold again. Rejects when the answer is unknown. */
  commit(posting: Posting): Promise<Committed>;
};

/** Somebody should look at this SKU: what changed is read when it is looked at. */
export type StockChanged = {
  readonly sku: Sku;
  readonly seq: number;
  /** Channels that may not show what they should; those in `urgent` are looked at first, and are not among `due`. */
  readonly due: readonly ChannelId[];
  readonly urgent?: readonly ChannelId[];
  readonly available: number;
  readonly cause: string;
  /** The first `receivedAt` behind this event: the lag is counted from it. */
  readonly receivedAt: string;
  readonly postedAt: string;
};

/** More was sold than there was: recorded, told, never clamped. */
export type Oversold = {
  readonly sku: Sku;
  readonly seq: number;
  readonly available: number;
  readonly oversold: number;
  readonly cause: string;
  readonly occurredAt: string;
};

/** The bus. */
export type StockEvents = {
  /** Resolves once all are on the bus; rejects otherwise (emitting again is harmless). */
  emit(changed: readonly StockChanged[], oversold: readonly Oversold[]): Promise<void>;
};

/** What could not be posted, with everything needed to replay it. */
export type Parked = {
  readonly observation: Observation;
  readonly outcome: Outcome;
  readonly parkedAt: string;
};

export type ParkingLot = {
  /** Parks under the observation's key: parking the same again changes nothing. */
  park(parked: readonly Parked[]): Promise<void>;
  /** At most `limit`, by SKU; those that come after that one, where one is named. Fewer than `limit`: there are no more. */
  list(limit: number, after?: Parked): Promise<readonly Parked[]>;
  /** Removes this parking; one of the same observation that is newer stays. */
  remove(parked: Parked): Promise<void>;
};
