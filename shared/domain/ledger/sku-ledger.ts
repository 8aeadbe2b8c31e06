import type { Demand } from '../exposure/demand.ts';
import type { Exposure } from '../exposure/exposure.ts';
import type { LocationId, Sku } from '../identifiers.ts';
import type { Listing } from '../listing/listing.ts';
import type { Hold } from '../stock/hold.ts';
import type { OrderLineState } from '../stock/order-line.ts';
import type { Stock } from '../stock/stock.ts';
import { CHAIN_START, type Digest, type LedgerEntry } from './ledger-entry.ts';
import type { Outcome } from './outcome.ts';

/** What the ledger remembers of a fact under its key: enough to tell the same from older and from other. */
export type Seen = {
  readonly key: string;
  readonly contentHash: string;
  /** The entry that this fact last became. */
  readonly seq: number;
  readonly line?: RecordedLine;
  readonly hold?: Hold;
};

/** The last state of an order line that the ledger accepted. */
export type RecordedLine = {
  readonly version: number;
  readonly readAt?: number;
  readonly state: OrderLineState;
  readonly location: LocationId;
  /** The states that are known, by version, oldest first: when the units of the line crossed the shelf. */
  readonly steps: readonly LinePhase[];
};

/** By one version of an order line, so many units had crossed the shelf at one location (negative: left it). */
export type LinePhase = {
  readonly version: number;
  readonly occurredAt: string;
  readonly location: LocationId;
  readonly onHand: number;
};

/** The ledger of one SKU, as far as posting needs it. `seq` 0 means that the SKU is not in the ledger yet. */
export type SkuLedger = {
  readonly sku: Sku;
  readonly seq: number;
  readonly headHash: string;
  readonly lastPostedAt: string;
  readonly stock: Stock;
  /** When each location was last counted, as far as posted; ISO 8601. */
  readonly countedAt: Readonly<Record<LocationId, string>>;
  /** As of when a channel's own figure was taken for what is on hand at each location; absent after a count. */
  readonly cutOverAt?: Readonly<Record<LocationId, string>>;
  readonly seen: ReadonlyMap<string, Seen>;
  readonly listings: readonly Listing[];
  /** How the SKU is offered, where more than the deployment's rules is known of it. */
  readonly exposure?: Exposure;
  /** How fast it sells and where; absent before the first sale. */
  readonly demand?: Demand;
};

/** An observation folded into the ledger: its outcome, the ledger after it, and what must be written. */
export type Folded = {
  readonly outcome: Outcome;
  readonly ledger: SkuLedger;
  readonly entry?: LedgerEntry;
  readonly seen?: Seen;
  readonly shown?: ShownMove;
};

/** What folding takes from outside: the time of posting (ISO 8601, milliseconds, UTC) and SHA-256. */
export type FoldContext = {
  readonly now: string;
  readonly digest: Digest;
  /**
   * Entries posted since the earliest count in the batch, oldest first, and more or none: what a count is compared
   * with depends on what happened after it.
   */
  readonly history: readonly LedgerEntry[];
};

/** The ledger of a SKU nothing was ever posted for. */
export function emptyLedger(sku: Sku): SkuLedger {
  return {
    sku,
    seq: 0,
    headHash: CHAIN_START,
    lastPostedAt: '',
    stock: {},
    countedAt: {},
    seen: new Map(),
    listings: [],
  };
}

/** How one listing's `shown` moves with what its channel counted itself. */
export type ShownMove = { readonly listing: Listing; readonly by: number; readonly isDoubtful: boolean };
