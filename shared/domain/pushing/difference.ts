/** How a push goes to a channel that adds units to what it shows (Shopify, Square). */
import type { DifferenceIntent } from '../listing/push-intent.ts';
import type { NewPush, WhenApplied } from './push.ts';

/** The push that carries this difference; undefined when nothing is outstanding. */
export function planDifference(push: NewPush): DifferenceIntent | undefined {
  return push.delta === 0 ? undefined : { ...push, kind: 'difference', unread: false };
}

/** Comparisons tried before a push gives up comparing: on a listing that sells many times a second each may fail. */
export const COMPARED_ATTEMPTS = 4;

/**
 * The next attempt after one that was certainly not applied. The difference stays what it was, because sales that were
 * not reported yet are subtracted when they are reported. The figure to compare with must be read anew, and the key is
 * another.
 */
export function nextAttempt(intent: DifferenceIntent): DifferenceIntent {
  const attempt = intent.attempt + 1;
  const compares = attempt <= COMPARED_ATTEMPTS;
  return { ...intent, attempt, changeFrom: null, unread: compares, repeated: false };
}

/** The attempt with what the channel shows now to compare with. */
export function comparedWith(intent: DifferenceIntent, actual: number): DifferenceIntent {
  return { ...intent, changeFrom: actual, unread: false };
}

/**
 * Whether a stale comparison means that the call was applied the first time and its answer lost. A channel should repeat
 * the first answer under the same key; Shopify has been seen to compare first instead. The figure it shows then proves
 * little: a unit less may be the call, or a sale that was not reported yet. So we err towards showing too little, which a
 * check finds later: a lowering is made again, and a raise is believed applied. A raise was not applied where the channel
 * shows less than nothing, because no sale can have brought it there from the figure that it was raised to.
 */
export function wasApplied(intent: DifferenceIntent, actual: number): boolean {
  const { repeated, changeFrom, delta } = intent;
  return repeated && changeFrom !== null && delta > 0 && actual >= Math.min(0, changeFrom + delta);
}

/** `shown` moves by the difference: sales reported meanwhile have moved it too. */
export function whenDifferenceApplied({ delta }: DifferenceIntent): WhenApplied {
  return { shown: { kind: 'movesBy', units: delta } };
}
