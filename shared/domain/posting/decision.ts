/** The words between `decide` and `evolve`: what posting may decide about one observation, and what it needs for that. */

import type { LocationId } from '../identifiers.ts';
import type { AlreadyCounted, Digest, EntryKind, LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Outcome } from '../ledger/outcome.ts';
import type {
  RecordedCount,
  RecordedLine,
  RecordedMovement,
  Seen,
  ShownMove,
  SkuLedger,
} from '../ledger/sku-ledger.ts';
import type { Listing } from '../listing/listing.ts';
import type { Hold } from '../stock/hold.ts';
import type { Observation } from '../stock/observation.ts';
import type { StockWorkRecord } from '../stock/off-sale.ts';
import type { StockChange } from '../stock/stock.ts';

/** What deciding takes from outside: the time of posting (ISO 8601, milliseconds, UTC), SHA-256, and past entries. */
export type PostingContext = {
  readonly now: string;
  readonly digest: Digest;
  /**
   * The entries that may have happened after the earliest count of the batch, oldest first; more do no harm. A count is
   * compared with what was on hand at its time.
   */
  readonly history: readonly LedgerEntry[];
  /** How long a channel may take to show a pushed quantity, in milliseconds; absent: the default. */
  readonly settleMs?: number | undefined;
};

/** The entry that follows from an observation, before it is numbered and sealed. */
export type EntryDraft = {
  readonly kind: EntryKind;
  readonly changes: readonly StockChange[];
  /** What the observation reports and the changes leave out: a count contains it. */
  readonly alreadyCounted?: readonly AlreadyCounted[];
  /** Units by which the source channel subtracted from its own listing (negative: added). */
  readonly deducted?: number;
  readonly reason?: string;
  /** What to remember of an order line, a hold, or a movement that may change, beside the hash of its contents. */
  readonly line?: RecordedLine;
  readonly hold?: Hold;
  /** What to remember beside the fact itself; each gets the number of the entry. */
  readonly alsoSeen?: readonly Omit<Seen, 'seq'>[];
  readonly moved?: RecordedMovement;
  readonly work?: StockWorkRecord;
  readonly count?: RecordedCount;
  /** The hash to remember, where it is not that of this observation's contents. */
  readonly contentHash?: string;
  /** When locations were counted, as far as this entry says so; ISO 8601. */
  readonly countedAt?: CountTimes;
  readonly cutOverAt?: Readonly<Record<LocationId, string>>;
};

/** When locations were last counted, as far as an entry changes it; ISO 8601. Undefined: the location is not counted any more. */
export type CountTimes = Readonly<Record<LocationId, string | undefined>>;

/** A decision before its entry is numbered and sealed: an entry to append, or one of the decisions that append none. */
export type DraftDecision = { readonly kind: 'draft'; readonly entry: EntryDraft } | Remember | Leave;

/** What is decided about one observation. */
export type Decision = Append | Remember | Leave;

/** An entry is appended, and the fact is remembered under its key. */
export type Append = {
  readonly kind: 'append';
  readonly outcome: Extract<Outcome, { readonly kind: 'posted' }>;
  readonly entry: LedgerEntry;
  readonly seen: Seen;
  /** What is remembered anew beside the fact itself: holds that it takes over, and what is held for its order. */
  readonly alsoSeen?: readonly Seen[];
  /** The source channel's own listing, where the channel changed its quantity itself: by `deducted` units, not 0. */
  readonly own?: { readonly listing: Listing; readonly deducted: number };
  /** How that listing's `shown` follows. */
  readonly shown?: ShownMove;
  readonly countedAt?: CountTimes;
  readonly cutOverAt?: Readonly<Record<LocationId, string>>;
};

/** A decision without an entry. */
type AppendsNothing = { readonly entry?: never; readonly shown?: never };

/** Nothing moves, but a newer version of the fact is remembered, so that what lies in between is stale. */
export type Remember = AppendsNothing & {
  readonly kind: 'remember';
  readonly outcome: Extract<Outcome, { readonly kind: 'duplicate' | 'stale' }>;
  readonly seen: Seen;
};

/** The ledger stays as it is. */
export type Leave = AppendsNothing & {
  readonly kind: 'leave';
  readonly outcome: Exclude<Outcome, { readonly kind: 'posted' }>;
};

/** One observation of a batch: what was decided about it, and the ledger before and after. */
export type Decided = {
  readonly observation: Observation;
  readonly decision: Decision;
  readonly before: SkuLedger;
  readonly after: SkuLedger;
};

/** One transaction of a SKU: the ledger before and after it, and what was decided about each observation. */
export type Transaction = {
  readonly before: SkuLedger;
  readonly after: SkuLedger;
  readonly decided: readonly Decided[];
};

/** Drafts the decision to append an entry. */
export function draftEntry(entry: EntryDraft): DraftDecision {
  return { kind: 'draft', entry };
}

/** Decides to leave the ledger as it is. */
export function leave(outcome: Leave['outcome']): Leave {
  return { kind: 'leave', outcome };
}

/** The entry that the decision appends, if it appends one. */
export function entryOf({ entry }: Decision): LedgerEntry | undefined {
  return entry;
}

/** What is to be remembered because of the decision; nothing when the ledger stays as it is. */
export function rememberedBy(decision: Decision): readonly Seen[] {
  switch (decision.kind) {
    case 'leave':
      return [];
    case 'remember':
      return [decision.seen];
    case 'append':
      return [decision.seen, ...(decision.alsoSeen ?? [])];
    default:
      return decision satisfies never;
  }
}

/** How a listing's `shown` moves because of the decision, if one does. */
export function shownMoveOf({ shown }: Decision): ShownMove | undefined {
  return shown;
}
