/** What a difference between a channel and our belief may come from, by the evidence that is kept. */
import type { Listing, Suspicion } from '../listing/listing.ts';

export type DifferenceCause = keyof typeof CAUSES;

/** What may be behind a difference, as the end of a sentence that says both figures. */
export const CAUSES = {
  notCounted: 'it did not count an order down that was reported to us',
  notApplied: 'a push was never applied',
  raised: 'somebody raised it there',
  lowered: 'somebody took units off sale there or counted them, or a sale was never reported',
} as const;

/**
 * The likeliest cause of a confirmed difference. The channel shows more after an order of its own moved our belief: it did
 * not count the order (Shopify: an order made by its API with the behaviour BYPASS). No reading agreed since the last
 * push: the push was not applied. Otherwise somebody changed the figure: upwards on purpose, downwards most often by
 * taking units off sale (a draft order, damage, quality control, a transfer) or by a recount.
 */
export function causeOfDifference(
  { evidence, agreedRevision = 0, revision }: Pick<Listing, 'evidence' | 'agreedRevision' | 'revision'>,
  { actual, shown }: Pick<Suspicion, 'actual' | 'shown'>,
): DifferenceCause {
  if (actual > shown && evidence?.kind === 'count') {
    return 'notCounted';
  }
  if (agreedRevision !== revision) {
    return 'notApplied';
  }
  return actual > shown ? 'raised' : 'lowered';
}
