/** Ledger entries: posted movements, numbered and immutable, each sealed with a hash over the one before it. */

import { canonicalJson } from '../canonical-json.ts';
import type { LocationId, Sku } from '../identifiers.ts';
import type { HoldEnd, MovementCause, Source } from '../stock/observation.ts';
import type { Stock, StockChange } from '../stock/stock.ts';

/** The kind of movement an entry records. */
export type EntryKind = 'baseline' | 'order' | 'counted' | 'held' | HoldEnd | MovementCause;

/**
 * Units that a fact reports and that on hand contains already, because they moved before the location was counted, or
 * before the figure of the cut-over: the entry moves them no second time. `countedAt`: the time of that figure.
 */
export type AlreadyCounted = {
  readonly location: LocationId;
  readonly onHand: number;
  readonly occurredAt: string;
  readonly countedAt: string;
};

/** A posted movement: numbered per SKU from 1 without gaps, immutable, chained to the entry before it. */
export type LedgerEntry = {
  readonly sku: Sku;
  readonly seq: number;
  readonly kind: EntryKind;
  readonly changes: readonly StockChange[];
  /** What it reports and does not move. Absent: nothing, or an entry of version 0.1, which did not say. */
  readonly alreadyCounted?: readonly AlreadyCounted[];
  readonly stockAfter: Stock;
  readonly source: Source;
  readonly reason?: string;
  readonly occurredAt: string;
  readonly receivedAt: string;
  /** Never earlier than in the entry before, so that the stock at a time is the stock after a prefix of the entries. */
  readonly postedAt: string;
  readonly hash: string;
  readonly previousHash: string;
};

/** SHA-256 of a text in lower-case hex. It is an argument because the domain imports nothing. */
export type Digest = (text: string) => string;

/** The `previousHash` of a SKU's first entry. */
export const CHAIN_START = '0'.repeat(64);

/** Seals an entry: its hash covers every other field, with keys in alphabetical order, and the hash before it. */
export function sealEntry(entry: Omit<LedgerEntry, 'hash'>, digest: Digest): LedgerEntry {
  return { ...entry, hash: digest(canonicalJson(entry)) };
}
