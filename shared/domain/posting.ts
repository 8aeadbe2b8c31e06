import type { LocationId, Sku } from './identifiers.ts';
import {
  CHAIN_START,
  canonicalJson,
  type Digest,
  type EntryKind,
  type LedgerEntry,
  sealEntry,
} from './ledger-entry.ts';
import { type Listing, listingId, shownChange } from './listing.ts';
import type { BaselineObservation, MovementObservation, Observation, OrderLineObservation } from './observation.ts';
import { lineChanges, type OrderLineState } from './order-line.ts';
import type { Outcome } from './outcome.ts';
import { changeStock, isNoChange, type Stock, type StockChange } from './stock.ts';

/** What the ledger remembers of a fact under its key: enough to tell the same from older and from other. */
export type Seen = {
  readonly key: string;
  readonly contentHash: string;
  /** The entry that this fact last became. */
  readonly seq: number;
  readonly line?: { readonly version: number; readonly state: OrderLineState; readonly location: LocationId };
};

/** The ledger of one SKU, as far as posting needs it. `seq` 0 means that the SKU is not in the ledger yet. */
export type SkuLedger = {
  readonly sku: Sku;
  readonly seq: number;
  readonly headHash: string;
  readonly lastPostedAt: string;
  readonly stock: Stock;
  readonly seen: ReadonlyMap<string, Seen>;
  readonly listings: readonly Listing[];
};

/** An observation folded into the ledger: its outcome, the ledger after it, and what must be written. */
export type Folded = {
  readonly outcome: Outcome;
  readonly ledger: SkuLedger;
  readonly entry?: LedgerEntry;
  readonly seen?: Seen;
  readonly shown?: { readonly listing: Listing; readonly by: number };
};

/** What folding takes from outside: the time of posting (ISO 8601, milliseconds, UTC) and SHA-256. */
export type FoldContext = { readonly now: string; readonly digest: Digest };

/** The ledger of a SKU nothing was ever posted for. */
export function emptyLedger(sku: Sku): SkuLedger {
  return { sku, seq: 0, headHash: CHAIN_START, lastPostedAt: '', stock: {}, seen: new Map(), listings: [] };
}

/** Folds one observation into the ledger. Pure: the same arguments give the same result. */
export function fold(ledger: SkuLedger, observation: Observation, context: FoldContext): Folded {
  if (observation.kind === 'baseline') {
    return foldBaseline(ledger, observation, context);
  }
  if (ledger.seq === 0) {
    return { outcome: { kind: 'unknownSku', reason: `SKU ${ledger.sku} is not in the ledger: import it.` }, ledger };
  }
  return observation.kind === 'orderLine'
    ? foldOrderLine(ledger, observation, context)
    : foldMovement(ledger, observation, context);
}

function foldBaseline(ledger: SkuLedger, observation: BaselineObservation, context: FoldContext): Folded {
  const contentHash = context.digest(canonicalJson(observation.onHand));
  if (ledger.seq > 0) {
    return { outcome: { kind: 'duplicate', seq: 1 }, ledger };
  }
  const changes = Object.entries(observation.onHand).map(([location, onHand]) => ({
    location: location as LocationId,
    onHand,
  }));
  return post(ledger, observation, context, { kind: 'baseline', changes, contentHash });
}

function foldOrderLine(ledger: SkuLedger, observation: OrderLineObservation, context: FoldContext): Folded {
  const { state, location, version } = observation;
  const contentHash = context.digest(canonicalJson({ state, location }));
  const seen = ledger.seen.get(observation.source.key);
  const recorded = seen?.line;
  if (seen !== undefined && recorded !== undefined) {
    if (version < recorded.version) {
      return { outcome: { kind: 'stale', seq: seen.seq }, ledger };
    }
    if (contentHash === seen.contentHash) {
      return version === recorded.version
        ? { outcome: { kind: 'duplicate', seq: seen.seq }, ledger }
        : remember(ledger, { ...seen, line: { ...recorded, version } });
    }
    if (version === recorded.version) {
      return { outcome: { kind: 'conflicting', reason: sameVersion(observation, recorded.state) }, ledger };
    }
  }
  const changes = lineChanges(recorded, observation).filter((change) => !isNoChange(change));
  const deducted = state.deducted - (recorded?.state.deducted ?? 0);
  return post(ledger, observation, context, {
    kind: 'order',
    changes,
    contentHash,
    deducted,
    line: { version, state, location },
  });
}

function foldMovement(ledger: SkuLedger, observation: MovementObservation, context: FoldContext): Folded {
  const { cause, changes, deducted = 0, reason } = observation;
  const contentHash = context.digest(canonicalJson({ cause, changes, deducted, reason }));
  const seen = ledger.seen.get(observation.source.key);
  if (seen !== undefined) {
    return seen.contentHash === contentHash
      ? { outcome: { kind: 'duplicate', seq: seen.seq }, ledger }
      : { outcome: { kind: 'conflicting', reason: otherContents(observation, seen.seq) }, ledger };
  }
  return post(ledger, observation, context, { kind: cause, changes, contentHash, deducted });
}

type PostedParts = {
  readonly kind: EntryKind;
  readonly changes: readonly StockChange[];
  readonly contentHash: string;
  readonly deducted?: number;
  readonly line?: NonNullable<Seen['line']>;
};

function post(ledger: SkuLedger, observation: Observation, context: FoldContext, parts: PostedParts): Folded {
  const seq = ledger.seq + 1;
  const stock = changeStock(ledger.stock, parts.changes);
  const postedAt = context.now > ledger.lastPostedAt ? context.now : ledger.lastPostedAt;
  const entry = sealEntry(
    {
      sku: ledger.sku,
      seq,
      kind: parts.kind,
      changes: parts.changes,
      stockAfter: stock,
      source: observation.source,
      ...(observation.kind === 'movement' && observation.reason !== undefined && { reason: observation.reason }),
      occurredAt: observation.occurredAt,
      receivedAt: observation.receivedAt,
      postedAt,
      previousHash: ledger.headHash,
    },
    context.digest,
  );
  const seen: Seen = {
    key: observation.source.key,
    contentHash: parts.contentHash,
    seq,
    ...(parts.line !== undefined && { line: parts.line }),
  };
  const shown = shownAfterOwnSale(ledger, observation, parts.deducted ?? 0);
  return {
    outcome: { kind: 'posted', seq },
    ledger: {
      ...ledger,
      seq,
      stock,
      headHash: entry.hash,
      lastPostedAt: postedAt,
      seen: new Map(ledger.seen).set(seen.key, seen),
      listings: shown === undefined ? ledger.listings : moveShown(ledger.listings, shown),
    },
    entry,
    seen,
    ...(shown !== undefined && { shown }),
  };
}

function remember(ledger: SkuLedger, seen: Seen): Folded {
  const after = { ...ledger, seen: new Map(ledger.seen).set(seen.key, seen) };
  return { outcome: { kind: 'duplicate', seq: seen.seq }, ledger: after, seen };
}

/** The source channel's own listing moves with what the channel counted itself; all others wait for their push. */
function shownAfterOwnSale(ledger: SkuLedger, observation: Observation, deducted: number): Folded['shown'] {
  const listing = observation.kind === 'baseline' ? undefined : listingOf(ledger.listings, observation);
  if (listing === undefined) {
    return undefined;
  }
  const by = shownChange(listing, deducted, observation.occurredAt);
  return by === 0 ? undefined : { listing, by };
}

function listingOf(
  listings: readonly Listing[],
  observation: OrderLineObservation | MovementObservation,
): Listing | undefined {
  const own = listings.filter((listing) => listing.channel === observation.source.channel);
  const location = observation.kind === 'orderLine' ? observation.location : observation.changes[0]?.location;
  return (
    own.find((listing) => listing.channelLocation === observation.channelLocation) ??
    own.find((listing) => location !== undefined && listing.drawsOn.includes(location)) ??
    own[0]
  );
}

function moveShown(listings: readonly Listing[], shown: NonNullable<Folded['shown']>): readonly Listing[] {
  const moved = listingId(shown.listing);
  return listings.map((listing) =>
    listingId(listing) === moved ? { ...listing, shown: listing.shown + shown.by } : listing,
  );
}

function sameVersion(observation: OrderLineObservation, recorded: OrderLineState): string {
  const { channel, order, line } = observation.source;
  return `Order ${order} line ${line} on ${channel} came twice with version ${observation.version} and other contents: recorded ${JSON.stringify(recorded)}, now ${JSON.stringify(observation.state)}.`;
}

function otherContents(observation: MovementObservation, seq: number): string {
  return `Key ${observation.source.key} of ${observation.source.channel} was posted as entry ${seq} with other contents: send a correction under a new id.`;
}
