import { demandAfterSale } from '../exposure/demand.ts';
import { exposureAfterOwnSale } from '../exposure/revise-exposure.ts';
import type { LocationId } from '../identifiers.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { ownCount, withOwnCount } from '../listing/own-count.ts';
import type { Hold } from '../stock/hold.ts';
import type { Observation } from '../stock/observation.ts';
import { changeStock, isCountable, isNoChange, type StockChange } from '../stock/stock.ts';
import { type EntryKind, type LedgerEntry, sealEntry } from './ledger-entry.ts';
import type { FoldContext, Folded, RecordedLine, Seen, SkuLedger } from './sku-ledger.ts';

/** What a rule decided to post. */
export type PostedParts = {
  readonly kind: EntryKind;
  readonly changes: readonly StockChange[];
  readonly contentHash: string;
  /** Units by which the source channel counted its own listing down. */
  readonly deducted?: number;
  readonly line?: RecordedLine;
  readonly hold?: Hold;
  readonly reason?: string;
  /** The location that was counted at the observation's time. */
  readonly counted?: LocationId;
};

/** Appends the entry: the ledger after it, what must be remembered, and how the source channel's listing moves. */
export function postEntry(
  ledger: SkuLedger,
  observation: Observation,
  context: FoldContext,
  parts: PostedParts,
): Folded {
  const seq = ledger.seq + 1;
  const changes = parts.changes.filter((change) => !isNoChange(change));
  const stock = changeStock(ledger.stock, changes);
  if (!isCountable(stock)) {
    const reason = `SKU ${ledger.sku}: with these units its stock would be beyond counting (2^53): correct them at their source.`;
    return { outcome: { kind: 'invalid', reason }, ledger };
  }
  const postedAt = context.now > ledger.lastPostedAt ? context.now : ledger.lastPostedAt;
  const entry = sealEntry(
    {
      sku: ledger.sku,
      seq,
      kind: parts.kind,
      changes,
      stockAfter: stock,
      source: observation.source,
      ...(parts.reason !== undefined && { reason: parts.reason }),
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
    ...(parts.hold !== undefined && { hold: parts.hold }),
  };
  const own = listingOf(ledger.listings, observation);
  const deducted = parts.deducted ?? 0;
  const shown = own && shownAfterOwnSale(ledger, observation, own, deducted);
  return {
    outcome: { kind: 'posted', seq },
    ledger: {
      ...ledger,
      seq,
      stock,
      headHash: entry.hash,
      lastPostedAt: postedAt,
      countedAt:
        parts.counted === undefined
          ? ledger.countedAt
          : { ...ledger.countedAt, [parts.counted]: observation.occurredAt },
      seen: new Map(ledger.seen).set(seen.key, seen),
      listings: shown === undefined ? ledger.listings : moveShown(ledger.listings, shown),
      ...(own !== undefined && deducted !== 0 && offeredAfterOwnSale(ledger, parts.kind, own, { deducted, entry })),
    },
    entry,
    seen,
    ...(shown !== undefined && { shown }),
  };
}

/** Nothing moved, but what is remembered of the fact is newer. */
export function rememberOnly(ledger: SkuLedger, seen: Seen): Folded {
  const after = { ...ledger, seen: new Map(ledger.seen).set(seen.key, seen) };
  return { outcome: { kind: 'duplicate', seq: seen.seq }, ledger: after, seen };
}

/**
 * As of when what is on hand at the location is known, whatever comes late; undefined when nothing was ever counted.
 * `isListed`: the figure that was taken from a channel at the cut-over holds what channels tell, but not what others do.
 */
export function knownAsOf(
  { countedAt, cutOverAt }: SkuLedger,
  location: LocationId,
  isListed: boolean,
): string | undefined {
  const known = [countedAt[location], isListed ? cutOverAt?.[location] : undefined].filter((at) => at !== undefined);
  return known.sort().at(-1);
}

/**
 * Units that crossed the shelf before the location's last count are in that count already: however late we hear of
 * them, they must not move `onHand` again. Everything else of the change stands.
 */
export function withoutCounted(
  ledger: SkuLedger,
  changes: readonly StockChange[],
  { occurredAt, source }: Pick<Observation, 'occurredAt' | 'source'>,
): readonly StockChange[] {
  const isListed = ledger.listings.some(({ channel }) => channel === source.channel);
  return changes.map((change) => {
    const countedAt = knownAsOf(ledger, change.location, isListed);
    const crossedAt = change.occurredAt ?? occurredAt;
    return countedAt !== undefined && crossedAt <= countedAt ? { ...change, onHand: 0 } : change;
  });
}

/** The source channel's own listing moves with what the channel counted itself; all others wait for their push. */
function shownAfterOwnSale(
  ledger: SkuLedger,
  observation: Observation,
  listing: Listing,
  deducted: number,
): Folded['shown'] {
  const { occurredAt } = observation;
  const isFirst = !ledger.seen.has(observation.source.key);
  const { by, isDoubtful } = ownCount(listing, {
    deducted,
    occurredAt,
    isFirst,
    isFresh: isFresh(observation),
    isInEscrow: ledger.exposure?.shares !== undefined,
  });
  return by === 0 && !isDoubtful ? undefined : { listing, by, isDoubtful };
}

/** The channel's own share falls with what is available, and what was sold tells of the demand. */
function offeredAfterOwnSale(
  { exposure, demand, listings }: SkuLedger,
  kind: EntryKind,
  own: Listing,
  { deducted, entry }: { readonly deducted: number; readonly entry: LedgerEntry },
): Pick<SkuLedger, 'exposure' | 'demand'> {
  const listing = listingId(own);
  const open = listings.filter(({ managed, shown }) => managed && shown > 0).map(listingId);
  const isSale = deducted > 0 && own.managed && (kind === 'order' || kind === 'sold');
  const sale = { listing, units: deducted, at: entry.occurredAt, open };
  return {
    ...(exposure !== undefined && { exposure: exposureAfterOwnSale(exposure, listing, deducted, entry.postedAt) }),
    ...(isSale && { demand: demandAfterSale(demand, sale) }),
  };
}

/** As it was placed: nothing shipped, returned or cancelled yet. Any other movement tells of itself alone. */
function isFresh(observation: Observation): boolean {
  if (observation.kind !== 'orderLine') {
    return true;
  }
  const { ordered, shipped, returned, deducted } = observation.state;
  return shipped === 0 && returned === 0 && deducted === ordered && ordered > 0;
}

/** The listing that the source channel counted itself down on, as far as one is known. */
export function listingOf(listings: readonly Listing[], observation: Observation): Listing | undefined {
  if (observation.kind !== 'orderLine' && observation.kind !== 'movement') {
    return undefined;
  }
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
  return listings.map((listing) => (listingId(listing) === moved ? withOwnCount(listing, shown) : listing));
}
