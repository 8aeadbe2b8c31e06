// What a channel's notice of a quantity says against what we believe.
import type { Listing } from './listing.ts';
import { locationAt } from './place.ts';
import { unitsOf } from './units.ts';

/** A quantity as a channel says it, in units of its listing; absent where the notice does not say it. */
type Noticed = { readonly channelLocation: string; readonly quantity?: number };

/** The one of these listings of an item that the notice is of. */
export function listingNoticed(listings: readonly Listing[], { channelLocation }: Noticed): Listing | undefined {
  return listings.find((each) => locationAt(each.channelLocation) === channelLocation);
}

/**
 * Whether the notice says what we believe: mostly the channel reports a push of ours. A change that nobody reported makes the
 * channel's last notice say something else.
 */
export function saysWhatWeBelieve(listings: readonly Listing[], notice: Noticed): boolean {
  const listing = listingNoticed(listings, notice);
  return listing !== undefined && notice.quantity !== undefined && listing.shown === notice.quantity * unitsOf(listing);
}
