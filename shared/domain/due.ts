import { type Exposure, type ExposureRules, exposureOn } from './exposure.ts';
import type { ChannelId } from './identifiers.ts';
import type { Listing } from './listing.ts';
import { isInDoubt, outstanding } from './push-plan.ts';
import type { Stock } from './stock.ts';

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
    const exposure = exposureOn(shelf, rules);
    for (const listing of shelf.listings) {
      if (listing.intent !== undefined || isInDoubt(listing) || outstanding(shelf.stock, listing, exposure) !== 0) {
        due.add(listing.channel);
      }
    }
  }
  return [...due].sort();
}
