import { currentExposure, type Exposure, type ExposureRules } from '../exposure/exposure.ts';
import { hasEmptyShare } from '../exposure/shares.ts';
import type { ChannelId } from '../identifiers.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import type { Stock } from '../stock/stock.ts';
import { mustBeSetAgain } from './outright.ts';
import { isUrgent, outstanding } from './push.ts';

type Shelf = {
  readonly stock: Stock;
  readonly listings: readonly Listing[];
  readonly exposure?: Exposure | undefined;
};

/**
 * The channels that must look at the SKU after a posting.
 *
 * A channel may be left out only when nothing was outstanding before, nothing is after, and no push is on its way:
 * then no push can have begun in between, because only an outstanding difference begins one. Leaving out on "nothing
 * outstanding after" alone would lose a change that meets a push of the figure before it.
 */
export function channelsDue(before: Shelf, after: Shelf, rules: ExposureRules): readonly ChannelId[] {
  const due = new Set<ChannelId>();
  for (const shelf of [before, after]) {
    const exposure = currentExposure(shelf, rules);
    for (const listing of shelf.listings) {
      if (isDue(shelf.stock, listing, exposure)) {
        due.add(listing.channel);
      }
    }
  }
  for (const channel of holdersOfTheLast(before, after)) {
    due.add(channel);
  }
  return [...due].sort();
}

function isDue(stock: Stock, listing: Listing, exposure: Exposure): boolean {
  return listing.intent !== undefined || mustBeSetAgain(listing) || outstanding(stock, listing, exposure) !== 0;
}

/** Once one listing has no units left, the listings that still have some are checked, so that they pass on what they do not sell. */
function holdersOfTheLast(before: Shelf, after: Shelf): readonly ChannelId[] {
  const shares = after.exposure?.shares;
  if (shares === undefined || hasEmptyShare(before.exposure?.shares) || !hasEmptyShare(shares)) {
    return [];
  }
  return after.listings
    .filter((listing) => listing.managed && (shares[listingId(listing)]?.units ?? 0) > 0)
    .map(({ channel }) => channel);
}

/** The channels that must look, in turn or first; no channel is in both: a look finds all that is due of its SKU. */
export type ChannelsToNotify = { readonly due: readonly ChannelId[]; readonly urgent: readonly ChannelId[] };

/** The same channels, told apart: those first where a listing goes to nothing, or to as few as the merchant says. */
export function channelsToNotify(before: Shelf, after: Shelf, rules: ExposureRules): ChannelsToNotify {
  const exposure = currentExposure(after, rules);
  const goesLow = (listing: Listing): boolean => {
    const delta = outstanding(after.stock, listing, exposure);
    return isUrgent({ delta, target: listing.shown + delta }, rules.urgentAt);
  };
  const low = new Set(after.listings.filter(goesLow).map(({ channel }) => channel));
  const { urgent = [], due = [] } = Object.groupBy(channelsDue(before, after, rules), (channel) =>
    low.has(channel) ? 'urgent' : 'due',
  );
  return { due, urgent };
}
