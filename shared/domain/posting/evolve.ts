/** Applies a decision to the ledger. It decides nothing: all that follows was worked out by `decide`. */

import { withBundlePutBack } from '../exposure/bundled-units.ts';
import { demandAfterSale } from '../exposure/demand.ts';
import type { Exposure } from '../exposure/exposure.ts';
import { withReserveUsed } from '../exposure/hold-reserve.ts';
import { exposureAfterOwnSale } from '../exposure/revise-exposure.ts';
import { entriesOf, type LocationId } from '../identifiers.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Seen, ShownMove, SkuLedger } from '../ledger/sku-ledger.ts';
import { withDeduction } from '../listing/deduction.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { isInEffect } from '../stock/hold.ts';
import type { Append, CountTimes, Decision } from './decision.ts';

/** The ledger after the decision; the given ledger is left as it was. */
export function evolve(ledger: SkuLedger, decision: Decision): SkuLedger {
  switch (decision.kind) {
    case 'leave':
      return ledger;
    case 'remember':
      return { ...ledger, seen: withSeen(ledger, [decision.seen]) };
    case 'append':
      return afterEntry(ledger, decision);
    default:
      return decision satisfies never;
  }
}

function afterEntry(ledger: SkuLedger, decision: Append): SkuLedger {
  const { entry, seen, alsoSeen = [], shown, countedAt, cutOverAt } = decision;
  const remembered = [seen, ...alsoSeen];
  return {
    ...ledger,
    seq: entry.seq,
    stock: entry.stockAfter,
    headHash: entry.hash,
    lastPostedAt: entry.postedAt,
    countedAt: withCountTimes(ledger.countedAt, countedAt),
    ...(cutOverAt !== undefined && { cutOverAt }),
    ...unplacedAfter(ledger, decision),
    ...holdsInEffectAfter(ledger, remembered),
    seen: withSeen(ledger, remembered),
    listings: shown === undefined ? ledger.listings : withShown(ledger.listings, shown),
    ...afterOwnSale(ledger, decision),
  };
}

function withCountTimes(before: SkuLedger['countedAt'], changed: CountTimes = {}): SkuLedger['countedAt'] {
  return Object.fromEntries(entriesOf<LocationId, string>({ ...before, ...changed }));
}

/** How many lines of the channel have units whose place is assumed, where this entry changes it. */
function unplacedAfter(ledger: SkuLedger, { entry, seen }: Append): Pick<SkuLedger, 'unplaced'> {
  const before = ledger.seen.get(seen.key)?.line?.isPlaceAssumed ?? false;
  const after = seen.line?.isPlaceAssumed ?? false;
  if (before === after) {
    return {};
  }
  const { channel } = entry.source;
  const { [channel]: lines = 0, ...others } = ledger.unplaced ?? {};
  const left = Math.max(0, lines + (after ? 1 : -1));
  return { unplaced: left === 0 ? others : { ...others, [channel]: left } };
}

/** The channel's own share falls with what is available, and a sale adds to what is known of the demand. */
function afterOwnSale(ledger: SkuLedger, { entry, own }: Append): Pick<SkuLedger, 'exposure' | 'demand'> {
  const { exposure, demand, listings } = ledger;
  if (own === undefined) {
    return exposure === undefined ? {} : { exposure: afterNobodysSale(exposure, entry) };
  }
  const listing = listingId(own.listing);
  const { deducted } = own;
  const open = listings.filter(({ managed, shown }) => managed && shown > 0).map(listingId);
  const isSale = deducted > 0 && own.listing.managed && (entry.kind === 'order' || entry.kind === 'sold');
  const sale = { listing, units: deducted, at: entry.occurredAt, open };
  return {
    ...(exposure !== undefined && { exposure: exposureAfterOwnSale(exposure, listing, deducted, entry.postedAt) }),
    ...(isSale && { demand: demandAfterSale(demand, sale) }),
  };
}

/** No listing of the SKU sold anything: a checkout holds units, or a bundle that contains the SKU was sold or put back. */
function afterNobodysSale(exposure: Exposure, { kind, source, changes, postedAt }: LedgerEntry): Exposure {
  return kind === 'held' ? withReserveUsed(exposure, postedAt) : withBundlePutBack(exposure, source.key, changes);
}

/** How many holds have units that an order may take over, where this entry changes it. */
function holdsInEffectAfter(ledger: SkuLedger, remembered: readonly Seen[]): Pick<SkuLedger, 'holdsInEffect'> {
  const change = remembered.reduce((sum, { key, hold }) => {
    const before = ledger.seen.get(key)?.hold;
    return sum + Number(hold !== undefined && isInEffect(hold)) - Number(before !== undefined && isInEffect(before));
  }, 0);
  return change === 0 ? {} : { holdsInEffect: Math.max(0, (ledger.holdsInEffect ?? 0) + change) };
}

function withSeen({ seen }: SkuLedger, facts: readonly Seen[]): SkuLedger['seen'] {
  const after = new Map(seen);
  for (const fact of facts) {
    after.set(fact.key, fact);
  }
  return after;
}

function withShown(listings: readonly Listing[], shown: ShownMove): readonly Listing[] {
  const moved = listingId(shown.listing);
  return listings.map((listing) => (listingId(listing) === moved ? withDeduction(listing, shown) : listing));
}
