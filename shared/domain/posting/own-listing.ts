/** The listing that a channel reports of: in which units it reports, and that it subtracts or adds the units itself. */

import type { ShownMove, SkuLedger } from '../ledger/sku-ledger.ts';
import { deductionEffect, type ReportedDeduction } from '../listing/deduction.ts';
import type { Listing } from '../listing/listing.ts';
import { isLinked, locationAt } from '../listing/place.ts';
import { unitsOf } from '../listing/units.ts';
import { isOfListing, type ListingObservation, multiplied } from '../stock/multiplied.ts';
import type { Observation } from '../stock/observation.ts';

/**
 * The listing from which the source channel subtracted, as far as one is known. Two variants may have one SKU, or a
 * variant may have been made again under it: what another than ours sold was subtracted from that other one.
 */
export function ownListing(listings: readonly Listing[], observation: Observation): Listing | undefined {
  if (!isOfListing(observation)) {
    return undefined;
  }
  const own = listings.filter(
    (listing) =>
      listing.channel === observation.source.channel &&
      !isOfAnotherListing(observation, listing) &&
      isAtPlace(observation, listing),
  );
  const location = observation.kind === 'movement' ? observation.changes[0]?.location : observation.location;
  const at = observation.channelLocation && locationAt(observation.channelLocation);
  return (
    own.find((listing) => listing.channelLocation === observation.channelLocation) ??
    own.find((listing) => locationAt(listing.channelLocation) === at) ??
    own.find((listing) => location !== undefined && listing.drawsOn.includes(location)) ??
    own[0]
  );
}

/**
 * A line that was handed on is of the listing at its place alone, which may have left the SKU since. Otherwise a linked listing
 * is known by the id that the channel names, or by its name.
 */
function isAtPlace({ sku, channelLocation = '', soldAs }: ListingObservation, listing: Listing): boolean {
  if (isLinked({ channelLocation })) {
    return listing.channelLocation === channelLocation;
  }
  return !isLinked(listing) || soldAs !== undefined || listing.name === sku;
}

/**
 * Whether the channel names what it sold by another id than the listing has. A channel that reports its items one by one
 * (Square) names them by the id that is the listing's own.
 */
export function isOfAnotherListing(observation: Observation, { soldAs, externalId }: Listing): boolean {
  const named = observation.kind === 'orderLine' ? soldAs : externalId;
  return (
    isOfListing(observation) && observation.soldAs !== undefined && named !== undefined && observation.soldAs !== named
  );
}

type Known = Pick<SkuLedger, 'seen' | 'listings'>;

/**
 * The observation in units of the SKU. A fact that is known keeps the units under which it was first posted, whatever its
 * listing sells now; so its next state is compared with like, and a new link moves later orders only.
 */
export function inSkuUnits(observation: ListingObservation, ledger: Known): ListingObservation;
export function inSkuUnits(observation: Observation, ledger: Known): Observation;
export function inSkuUnits(observation: Observation, { seen, listings }: Known): Observation {
  if (!isOfListing(observation) || observation.listingUnits !== undefined) {
    return observation;
  }
  const recorded = seen.get(observation.source.key);
  const units = recorded === undefined ? unitsOf(ownListing(listings, observation)) : (recorded.units ?? 1);
  return units === 1 ? observation : multiplied(observation, units);
}

/** How `shown` of the source channel's own listing moves; all other listings wait for their push. */
export function shownAfterDeduction(
  observation: Observation,
  listing: Listing,
  facts: Pick<ReportedDeduction, 'deducted' | 'isFirst' | 'isInEscrow' | 'settleMs'>,
): ShownMove | undefined {
  const count = deductionEffect(listing, {
    ...facts,
    occurredAt: observation.occurredAt,
    isFresh: isFresh(observation),
    isUnsaid: observation.kind === 'count' && observation.deducted === undefined,
  });
  return count.by === 0 && !count.isPossiblyOverwritten && !count.voidsReading ? undefined : { listing, ...count };
}

/** As it was placed: nothing shipped, returned or cancelled yet. Every other movement reports itself alone. */
function isFresh(observation: Observation): boolean {
  if (observation.kind !== 'orderLine') {
    return true;
  }
  const { ordered, shipped, returned, deducted } = observation.state;
  return shipped === 0 && returned === 0 && deducted === ordered && ordered > 0;
}
