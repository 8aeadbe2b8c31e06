/** What a difference between a channel and our belief may come from, by the evidence that is kept. */

import { isSeenSincePush, type Listing, type SeenListing, type Suspicion } from '../listing/listing.ts';
import { canBeLoweredThere, type PushMode } from '../listing/listing-push.ts';

export type DifferenceCause = keyof typeof CAUSES;

const CAUSES = {
  notCounted: 'it did not count an order down that was reported to us',
  notApplied: 'a push was never applied',
  raised: 'somebody raised it there',
  lowered: 'stock work in the channel’s admin took units off sale or counted them, or a sale was never reported',
} as const;

/** What may be behind a difference, as the end of a sentence that says both figures. */
export function causeInWords({
  cause,
  pushMode,
}: {
  readonly cause: DifferenceCause;
  readonly pushMode: PushMode;
}): string {
  return cause === 'lowered' && !canBeLoweredThere({ push: { kind: pushMode } })
    ? 'somebody lowered it there, or a sale was never reported'
    : CAUSES[cause];
}

const OF_PEOPLE: ReadonlySet<DifferenceCause> = new Set<DifferenceCause>(['raised', 'lowered']);

/** Whether somebody changed the figure: only that may be truer than the ledger. */
export function isOfPeople(cause: DifferenceCause): boolean {
  return OF_PEOPLE.has(cause);
}

/**
 * The likeliest cause of a confirmed difference. The channel shows more after an order of its own moved our belief: it did
 * not count the order (Shopify: an order made by its API with the behaviour BYPASS). Nothing has shown since the last push
 * that it was applied, and once only: it was not. Otherwise somebody changed the figure: upwards on purpose, downwards most
 * often by taking units off sale (a draft order, damage, quality control, a transfer) or by a recount.
 */
export function causeOfDifference(
  listing: Pick<Listing, 'evidence' | 'shown'> & PushedListing,
  { actual, shown }: Pick<Suspicion, 'actual' | 'shown'>,
): DifferenceCause {
  if (actual > shown && listing.evidence?.kind === 'count') {
    return 'notCounted';
  }
  if (!isLastPushSeen(listing)) {
    return 'notApplied';
  }
  return actual > shown ? 'raised' : 'lowered';
}

type PushedListing = Pick<Listing, 'agreedRevision' | 'revision'> & SeenListing;

/**
 * Whether the last push is known to be applied, and once only: its answer said so, or the channel was seen to agree since; or
 * nothing was ever pushed. An answer below what was meant says so too: the push was applied to less than we believed.
 */
export function isLastPushSeen(listing: PushedListing): boolean {
  const { agreedRevision = 0, revision } = listing;
  return agreedRevision === revision || isSeenSincePush(listing);
}
