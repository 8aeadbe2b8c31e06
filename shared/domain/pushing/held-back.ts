/** Foresees which breakers a change of many listings would trip. */
import type { ChannelId } from '../identifiers.ts';
import type { BreakerLimits, PushSurge } from './surge.ts';

/** So many listings of one channel may go to zero, or be raised, before its breaker holds the others back. */
export type BreakerCounts = Pick<BreakerLimits, 'raiseListings' | 'zeroListings'>;

/** A listing that would show `after` where it shows `shown`. */
export type MovedListing = { readonly channel: ChannelId; readonly shown: number; readonly after: number };

/** A channel at which so many listings would move that its breaker holds some back. */
export type HeldBack = {
  readonly channel: ChannelId;
  readonly surge: PushSurge;
  readonly listings: number;
  readonly most: number;
};

/**
 * The breakers that the moves would trip, where no trade explains them: receipts are trade, counts, adjustments, transfers,
 * corrections and links are not (`isExplained`).
 */
export function heldBackBy(listings: readonly MovedListing[], limits: BreakerCounts): readonly HeldBack[] {
  return [...Map.groupBy(listings, ({ channel }) => channel)].flatMap(([channel, own]) => {
    const zeros = own.filter(({ after, shown }) => after <= 0 && shown > 0).length;
    const raises = own.filter(({ after, shown }) => after > shown).length;
    const all = [
      { channel, surge: 'zeros', listings: zeros, most: limits.zeroListings },
      { channel, surge: 'raises', listings: raises, most: limits.raiseListings },
    ] as const;
    return all.filter((each) => each.listings > each.most);
  });
}
