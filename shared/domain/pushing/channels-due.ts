/** Decides which channels a posting must notify. */
import { currentExposure, type Exposure, type ExposureInputs, type ExposureRules } from '../exposure/exposure.ts';
import { holdersOfTheLast } from '../exposure/share-pools.ts';
import { hasUnitsToRelease } from '../exposure/shares.ts';
import type { ChannelId } from '../identifiers.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { escrowPositionOf, mustBeSetAgain } from './absolute.ts';
import { needsReading } from './absolute-escrow.ts';
import { isUrgent } from './push.ts';
import { dueOn, type StateToPush } from './unplaced.ts';

/** The part of the SKU state that is compared before and after a posting. */
type ComparedState = ExposureInputs &
  StateToPush & {
    readonly exposure?: Exposure | undefined;
    /** 0: the SKU is in no ledger yet. */
    readonly seq?: number;
  };

/**
 * The channels that must reconcile the SKU after a posting.
 *
 * A channel may be left out only when nothing was outstanding before, nothing is after, and no push is on its way:
 * then no push can have begun in between, because only an outstanding difference begins one. Leaving out on "nothing
 * outstanding after" alone would lose a change that meets a push of the figure before it. Of a SKU that was in no ledger before
 * nothing was pushed: an import notifies no channel that shows what it should.
 */
export function channelsDue(before: ComparedState, after: ComparedState, rules: ExposureRules): readonly ChannelId[] {
  const due = new Set<ChannelId>();
  for (const state of before.seq === 0 ? [after] : [before, after]) {
    const exposure = currentExposure(state, rules);
    for (const listing of state.listings) {
      if (isDue(state, listing, exposure)) {
        due.add(listing.channel);
      }
    }
  }
  const present = currentExposure(after, rules);
  for (const { channel } of after.listings.filter((listing) => waitsForRebalance(listing, present))) {
    due.add(channel);
  }
  for (const { channel } of newHoldersOfTheLast(before, after)) {
    due.add(channel);
  }
  return [...due].sort();
}

function isDue(state: StateToPush, listing: Listing, exposure: Exposure): boolean {
  return listing.intent !== undefined || mustBeSetAgain(listing) || dueOn(state, listing, exposure) !== 0;
}

/**
 * Whether only a rebalance has work at the listing: recalled units are proven gone already, or a reading at the channel is
 * needed and no check is scheduled that makes it.
 */
function waitsForRebalance(listing: Listing, exposure: Exposure): boolean {
  const position = escrowPositionOf(listing, exposure);
  const waitsForReading = position !== undefined && needsReading(position) && listing.checkAt === undefined;
  return waitsForReading || hasUnitsToRelease(exposure.shares, listing);
}

/** Once a listing has none of the units that others still have, these are reconciled, so that unsold units move on. */
function newHoldersOfTheLast(before: ComparedState, after: ComparedState): readonly Listing[] {
  const holders = ({ exposure, ...state }: ComparedState) =>
    exposure?.shares === undefined ? [] : holdersOfTheLast(exposure, state);
  const known = new Set(holders(before).map(listingId));
  return holders(after).filter((listing) => !known.has(listingId(listing)));
}

/**
 * The channels to notify: the urgent ones first. No channel is in both lists, because one request reconciles all listings
 * of the SKU.
 */
export type ChannelsToNotify = { readonly due: readonly ChannelId[]; readonly urgent: readonly ChannelId[] };

/** Splits them: urgent are those where a listing falls to zero or to `urgentAt`. */
export function channelsToNotify(before: ComparedState, after: ComparedState, rules: ExposureRules): ChannelsToNotify {
  const exposure = currentExposure(after, rules);
  const goesLow = (listing: Listing): boolean => {
    const delta = dueOn(after, listing, exposure);
    return isUrgent({ delta, target: listing.shown + delta }, rules.urgentAt);
  };
  const low = new Set(after.listings.filter(goesLow).map(({ channel }) => channel));
  const { urgent = [], due = [] } = Object.groupBy(channelsDue(before, after, rules), (channel) =>
    low.has(channel) ? 'urgent' : 'due',
  );
  return { due, urgent };
}
