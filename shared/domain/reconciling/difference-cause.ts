/** What a difference between a channel and our belief may come from, by the evidence that is kept. */
import type { Listing, Suspicion } from '../listing/listing.ts';

export type DifferenceCause = keyof typeof CAUSES;

/** What may be behind a difference, as the end of a sentence that says both figures. */
export const CAUSES = {
  notCounted: 'it did not count an order down that was reported to us',
  notApplied: 'a push was never applied',
  raised: 'somebody raised it there',
  lowered: 'stock work in the channel’s admin took units off sale or counted them, or a sale was never reported',
} as const;

const OF_PEOPLE: ReadonlySet<DifferenceCause> = new Set<DifferenceCause>(['raised', 'lowered']);

/** Whether somebody changed the figure: only that may be truer than the ledger. */
export function isOfPeople(cause: DifferenceCause): boolean {
  return OF_PEOPLE.has(cause);
}

/**
 * The likeliest cause of a confirmed difference. The channel shows more after an order of its own moved our belief: it did
 * not count the order (Shopify: an order made by its API with the behaviour BYPASS). Neither the answer to the last push nor
 * a reading since showed what was meant: the push was not applied. Otherwise somebody changed the figure: upwards on purpose, downwards most often by
 * taking units off sale (a draft order, damage, quality control, a transfer) or by a recount.
 */
export function causeOfDifference(
  listing: Pick<Listing, 'evidence' | 'agreedRevision' | 'revision' | 'answered' | 'shown'>,
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

/**
 * Whether the channel answered the last push with no less than we believe, or was seen to agree since; or was never pushed.
 * An answer below that was of a push that crossed unreported sales, or was taken for another's.
 */
export function isLastPushSeen({
  agreedRevision = 0,
  revision,
  answered,
  shown,
}: Pick<Listing, 'agreedRevision' | 'revision' | 'answered' | 'shown'>): boolean {
  return agreedRevision === revision || (answered !== undefined && answered >= shown);
}
