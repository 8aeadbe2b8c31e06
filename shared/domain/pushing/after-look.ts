import type { PushIntent } from '../listing/listing.ts';

/**
 * Under escrow, units are taken from a channel that takes figures outright (Amazon) by looking first and then setting so
 * many less than it shows: a figure made of what we believe would put on display again what it sold and we have not
 * heard of. What it sells between the look and the call is still put back, so this many more are taken, or all: as long
 * as no more than those are sold in that moment, what it shows and has sold unheard of is within its share. They come
 * back to it with the next raise.
 */
const TAKEN_BESIDES = 5;

/** What is done about units to be taken once it is known what the channel shows. */
export type AfterReading =
  /** Make this call. */
  | { readonly kind: 'call'; readonly intent: PushIntent }
  /** Its call was made before and its answer lost, or the channel sold as much meanwhile: it shows no more than was set. */
  | { readonly kind: 'applied' }
  /** The channel shows nothing any more: what we believe it shows is sold, and not heard of yet. */
  | { readonly kind: 'allSold' };

/** Whether the push takes units by looking first, and has not looked, or may have been made before. */
export function needsReading(intent: PushIntent): boolean {
  return intent.isByLook === true && intent.delta < 0 && (intent.unread || intent.repeated);
}

/** What becomes of the push when the channel is seen to show so many. */
export function afterReading(intent: PushIntent, actual: number): AfterReading {
  if (!intent.unread) {
    return actual <= intent.target ? { kind: 'applied' } : { kind: 'call', intent };
  }
  if (actual <= 0) {
    return { kind: 'allSold' };
  }
  const taken = Math.min(actual, TAKEN_BESIDES - intent.delta);
  const target = actual - taken;
  return { kind: 'call', intent: { ...intent, delta: -taken, target, changeFrom: actual, unread: false } };
}
