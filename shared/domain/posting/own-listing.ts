/** What a channel does to its own listing as it reports a sale or a return: it subtracts or adds the units itself. */

import type { ShownMove } from '../ledger/sku-ledger.ts';
import { deductionEffect, type ReportedDeduction } from '../listing/deduction.ts';
import type { Listing } from '../listing/listing.ts';
import type { Observation } from '../stock/observation.ts';

/**
 * The listing from which the source channel subtracted, as far as one is known. Two variants may have one SKU, or a
 * variant may have been made again under it: what another than ours sold was subtracted from that other one.
 */
export function ownListing(listings: readonly Listing[], observation: Observation): Listing | undefined {
  if (observation.kind !== 'orderLine' && observation.kind !== 'movement' && observation.kind !== 'count') {
    return undefined;
  }
  const own = listings.filter(
    (listing) => listing.channel === observation.source.channel && !isOfAnotherListing(observation, listing),
  );
  const location = observation.kind === 'movement' ? observation.changes[0]?.location : observation.location;
  return (
    own.find((listing) => listing.channelLocation === observation.channelLocation) ??
    own.find((listing) => location !== undefined && listing.drawsOn.includes(location)) ??
    own[0]
  );
}

/** Whether the channel's order names what it sold by another id than the listing has. */
export function isOfAnotherListing(observation: Observation, { soldAs }: Listing): boolean {
  return (
    observation.kind === 'orderLine' &&
    observation.soldAs !== undefined &&
    soldAs !== undefined &&
    observation.soldAs !== soldAs
  );
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
