/** How units are taken, under escrow, from a channel that sets figures outright (Amazon): by reading it first. */
import type { OutrightIntent } from '../listing/push-intent.ts';

/**
 * Amazon cannot compare and set. To lower it under escrow we read its quantity, then set so many less than it shows: a
 * figure made of what we believe would put back on display what it sold and has not reported yet. A sale between the
 * reading and the call is still undone, so this many more units are taken, or all. As long as no more than those are sold
 * in that moment, what it shows and what it sold unreported stay within its share. They return with the next raise.
 */
const TAKEN_BESIDES = 5;

/** What is done about units to be taken once the channel's figure is known. */
export type AfterReading =
  /** Make this call. */
  | { readonly kind: 'call'; readonly intent: OutrightIntent }
  /** The call was made before and its answer lost, or the channel sold as much: it shows no more than was set. */
  | { readonly kind: 'applied' }
  /** The channel shows nothing any more: what we believe it shows is sold, and not reported yet. */
  | { readonly kind: 'allSold' };

/** Whether the channel must be read before this push is called: it takes units, and was not read or may have been made. */
export function needsReading({ basis, delta, repeated }: OutrightIntent): boolean {
  return basis !== 'shown' && delta < 0 && (basis === 'toRead' || repeated);
}

/** What becomes of the push when the channel is seen to show so many. */
export function afterReading(intent: OutrightIntent, actual: number): AfterReading {
  if (intent.basis !== 'toRead') {
    return actual <= intent.target ? { kind: 'applied' } : { kind: 'call', intent };
  }
  if (actual <= 0) {
    return { kind: 'allSold' };
  }
  const taken = Math.min(actual, TAKEN_BESIDES - intent.delta);
  const target = actual - taken;
  return { kind: 'call', intent: { ...intent, delta: -taken, target, changeFrom: actual, basis: 'share' } };
}
