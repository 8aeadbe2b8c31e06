/** A push that its channel refused for this listing: when it is tried again. */
import type { Listing } from '../listing/listing.ts';
import type { PushIntent } from '../listing/push-intent.ts';

/** What refused it is a person's to mend, on the channel; a day later it may be mended, and nobody has to say so here. */
const RETRY_MS = 24 * 60 * 60_000;
/** A listing that shows units which are not there goes on selling them: it is tried, and rings its alarm, all the time. */
const RETRY_MS_AT_ZERO = 15 * 60_000;

/** When the refused push is tried again; ISO 8601. A retry that is on its way and comes no later stands. */
export function retryAtOf({ retryAt }: Pick<Listing, 'retryAt'>, { delta, target }: PushIntent, now: Date): string {
  const isLoweringToZero = delta < 0 && target <= 0;
  const at = new Date(now.getTime() + (isLoweringToZero ? RETRY_MS_AT_ZERO : RETRY_MS)).toISOString();
  return retryAt !== undefined && retryAt > now.toISOString() && retryAt < at ? retryAt : at;
}
