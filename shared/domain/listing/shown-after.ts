// How late a listing shows what was sold elsewhere.
import { type Listing, lagSeconds } from './listing.ts';
import { isProvenOnlyByReading } from './listing-push.ts';

/**
 * How long after its receipt a sale is subtracted from what the listing shows, in seconds. A channel that only accepts figures
 * (Amazon) answers before it shows them, and no answer says when it does: within `settleMs`, as the merchant configured.
 */
export function shownAfterSeconds(listing: Listing, settleMs: number): number {
  return lagSeconds(listing) + (isProvenOnlyByReading(listing) ? settleMs / 1_000 : 0);
}
