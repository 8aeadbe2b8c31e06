/** What posting needs from outside: the ledger store, the bus of stock events, and the parking lot. */

import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { factOf } from '../../domain/ledger/content-hash.ts';
import type { Digest, LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { Outcome } from '../../domain/ledger/outcome.ts';
import type { Seen, ShownMove, SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { InBundle } from '../../domain/stock/touched-bundles.ts';

/** What one transaction writes for one SKU. */
export type Posting = {
  /** The ledger as it was loaded: its `seq` must still be the present one. */
  readonly before: SkuLedger;
  readonly after: SkuLedger;
  readonly entries: readonly LedgerEntry[];
  /** Facts to remember, each with what was remembered under its key before. */
  readonly seen: readonly { readonly now: Seen; readonly before: Seen | undefined }[];
  /** Listings whose `shown` moves, or may have been overwritten: one for each listing. */
  readonly shown: readonly ShownMove[];
};

/** `conflict`: another writer was faster, and nothing of this posting was written. */
export type Committed = 'committed' | 'conflict';

/** The ledger, written by posting only. */
export type LedgerStore = {
  /** The ledger of the SKU with what it remembers under the keys; `seq` 0 when unknown. Strongly consistent. */
  load(sku: Sku, keys: readonly string[]): Promise<SkuLedger>;
  /**
   * What it remembered under the keys a moment ago, at a small part of the price: what is known already need not be loaded.
   */
  recorded(sku: Sku, keys: readonly string[]): Promise<ReadonlyMap<string, Seen>>;
  /** The SKU's entries posted since that time (ISO 8601), oldest first. Strongly consistent. */
  history(sku: Sku, since: string): Promise<readonly LedgerEntry[]>;
  /**
   * The component in each of these bundles, with what else they are made of as it is now; without those that do not contain it.
   * Strongly consistent.
   */
  inBundles(component: Sku, bundles: readonly Sku[]): Promise<ReadonlyMap<Sku, InBundle>>;
  /** Whether one transaction takes the posting: its items are few and small enough. */
  fits(posting: Posting): boolean;
  /**
   * All of the posting or nothing. `conflict` means: load and decide again. Rejects when the answer is unknown, and with
   * PermanentError when the store can never keep what is in it.
   */
  commit(posting: Posting): Promise<Committed>;
  /** The same for postings of several SKUs, at most one of each: all of them or nothing. */
  commitTogether(postings: readonly Posting[]): Promise<Committed>;
};

/** A SKU changed, and some channels may show a wrong quantity. They read the SKU's state when they reconcile it. */
export type StockChanged = {
  readonly sku: Sku;
  readonly seq: number;
  /** Channels that may not show what they should. Those in `urgent` are reconciled first and are not repeated in `due`. */
  readonly due: readonly ChannelId[];
  readonly urgent?: readonly ChannelId[];
  readonly available: number;
  readonly cause: string;
  /** The first `receivedAt` behind this event: the lag is counted from it. */
  readonly receivedAt: string;
  readonly postedAt: string;
};

/** More units are committed than are on hand: recorded and reported, never clamped. */
export type Oversold = {
  readonly sku: Sku;
  readonly seq: number;
  readonly available: number;
  readonly oversold: number;
  readonly cause: string;
  readonly occurredAt: string;
};

/** A SKU became low, sold out, or is well above its threshold again: somebody wants to know. */
export type StockAlert = {
  readonly kind: 'stock.low' | 'stock.out' | 'stock.back';
  readonly sku: Sku;
  /** The entry with which it happened: the alert of one SKU and entry is one, however often it is emitted. */
  readonly seq: number;
  readonly available: number;
  readonly threshold: number;
  /** When the entry was posted; ISO 8601. */
  readonly at: string;
};

/** The bus of stock events. */
export type StockEvents = {
  /** Resolves once all are on the bus; rejects otherwise (emitting again is harmless). */
  emit(changed: readonly StockChanged[], oversold: readonly Oversold[], alerts?: readonly StockAlert[]): Promise<void>;
};

/** What could not be posted, with everything needed to replay it. */
export type Parked = {
  readonly observation: Observation;
  readonly outcome: Outcome;
  readonly parkedAt: string;
  /** Which of the facts under its key it is (`factOf`), once it is parked; absent where there can be one only. */
  readonly fact?: string;
};

/** What an operator decided, and why: an observation that could not be posted, or a dead letter, is given up. */
export type OperatorDecision = { readonly reason: string; readonly decidedAt: string } & (
  | { readonly kind: 'discarded'; readonly parked: Parked }
  | { readonly kind: 'discardedMessage'; readonly queue: string; readonly messageId: string }
);

/** The log of decisions: it is only added to. */
export type DecisionLog = {
  write(decision: OperatorDecision): Promise<void>;
  /** The newest first, at most so many. */
  newest(limit: number): Promise<readonly OperatorDecision[]>;
};

/** Where one of them is in the parking lot: the parts of its key. */
export type ParkedPlace = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  readonly key: string;
  readonly fact?: string;
};

/** The place of what is parked. */
export function placeOf({ observation: { sku, source }, fact }: Parked): ParkedPlace {
  return { sku, channel: source.channel, key: source.key, ...(fact !== undefined && { fact }) };
}

/**
 * What is to be parked, with which fact it is: a second one under its key does not take the place of the first, of which
 * nobody would know any more.
 */
export function asFact(parked: Parked, digest: Digest): Parked {
  const fact = factOf(parked.observation, digest);
  return fact === undefined ? parked : { ...parked, fact };
}

/** Where observations are set aside until an operator or an import replays them. */
export type ParkingLot = {
  /** Parks each: the same observation again changes nothing, and another fact under its key is parked beside it. */
  park(parked: readonly Parked[]): Promise<void>;
  /** At most `limit`, by SKU, those after `after` where it is given. Fewer than `limit`: there are no more. */
  list(limit: number, after?: ParkedPlace): Promise<readonly Parked[]>;
  /** Removes what was parked then. The same observation stays where it was parked again since. */
  remove(parked: Parked): Promise<void>;
};
