/** How a push goes to a channel that adds units to what it shows (Shopify, Square). */
import type { Exposure } from '../exposure/exposure.ts';
import { isSeenSincePush, type Listing, type SeenListing } from '../listing/listing.ts';
import type { DifferenceIntent, PushIntent } from '../listing/push-intent.ts';
import type { NewPush, WhenApplied } from './push.ts';
import { hasUnplacedLines, type StateToPush } from './unplaced.ts';

/**
 * What proves to a raise what its channel shows before: the channel compares as it applies the call (Shopify), or its
 * figure is read right before the call (Square).
 */
export type RaiseProof = 'comparison' | 'reading';

/**
 * The push that carries this difference; undefined when nothing is outstanding. A raise never rests on a belief alone:
 * where the channel does not compare, its figure is read first. It does not rest on a belief below 0 either: that only
 * says that the channel sold more than we knew it to show.
 *
 * Under escrow it compares and reads nothing first: in a rush each comparison is stale, and a share that cannot be lowered
 * starves the others. The share covers whatever the channel sold; a reading after the answer proves what it shows.
 */
export function planDifference(
  push: NewPush,
  { shares }: Pick<Exposure, 'shares'>,
  raiseProof: RaiseProof,
): DifferenceIntent | undefined {
  if (push.delta === 0) {
    return undefined;
  }
  const mustBeRead = push.delta > 0 && (raiseProof === 'reading' || push.target - push.delta < 0);
  return shares === undefined
    ? { ...push, kind: 'difference', unread: mustBeRead }
    : { ...push, kind: 'difference', changeFrom: null, unread: false };
}

/**
 * Whether only a reading can prove what the channel shows after this answer: Shopify says nothing of the quantity where it
 * compared nothing (`quantityAfterChange` is null).
 */
export function needsReadingAfter({ changeFrom }: DifferenceIntent, nowShows: number | undefined): boolean {
  return changeFrom === null && nowShows === undefined;
}

/**
 * So long after its push began a call that compares nothing is still repeated. Shopify keeps an idempotency key for 24 hours
 * (https://shopify.dev/docs/api/usage/implementing-idempotency, read 2026-11); Square does not say how long. A repeat after
 * that would move the quantity a second time.
 */
const KEY_KEPT_MS = 23 * 3_600_000;

/**
 * Whether the call may not be repeated any more, and nobody knows whether it was applied. Of the two errors the one that
 * shows too little is chosen, which a later reading corrects: a raise ends as applied, a lowering is planned anew.
 */
export function isKeyForgotten({ repeated, changeFrom, startedAt }: DifferenceIntent, now: Date): boolean {
  return changeFrom === null && repeated && now.getTime() - Date.parse(startedAt) >= KEY_KEPT_MS;
}

/** Comparisons tried before a push gives up comparing: on a listing that sells many times a second each may fail. */
export const COMPARED_ATTEMPTS = 4;

/**
 * The next attempt after one that was not applied: the channel's figure must be read anew, the key is another. Of a lowering
 * that may have been made before, the channel's figure does not say whether it was: it stays known that it may be made twice.
 */
export function nextAttempt(intent: DifferenceIntent): DifferenceIntent {
  const repeated = intent.repeated && intent.delta < 0;
  return { ...intent, attempt: intent.attempt + 1, changeFrom: null, unread: true, repeated };
}

/** The attempt with what the channel shows now to compare with; the last ones compare no more, right after a reading. */
export function comparedWith(intent: DifferenceIntent, actual: number): DifferenceIntent {
  const compares = intent.attempt <= COMPARED_ATTEMPTS;
  return { ...intent, changeFrom: compares ? actual : null, unread: false };
}

/**
 * Whether the channel shows more than we believe, so that a push of the planned difference would leave it above what it was
 * meant to show. Then its figure is believed first, and the push planned anew.
 *
 * Less is a sale that was not reported yet: the difference stays what it was, because such sales are subtracted when they
 * are reported. More is no sale: units were put back, somebody edited the figure, or it never was what we believed.
 * Under escrow the difference stays as well: a share already has the units that an unreported order put back. So it does
 * while units count at this location that may have been sold at another: it then shows them, as it should.
 */
export function showsMore(listing: Pick<Listing, 'shown' | 'channel'>, state: StateOfMore, actual: number): boolean {
  return state.exposure?.shares === undefined && !hasUnplacedLines(state, listing) && actual > listing.shown;
}

/**
 * The listing with what we believed when the push was planned, if that is less than what we believe now. Since then units may have
 * been put back and reported: the difference would count them a second time, and the push end above its target.
 */
export function believedAtPlan<Believed extends Pick<Listing, 'shown'>>(
  listing: Believed,
  { target, delta }: DifferenceIntent,
): Believed {
  return { ...listing, shown: Math.min(listing.shown, target - delta) };
}

/**
 * Whether a push that an earlier invocation left must be read again before its call: it is a raise that no comparison
 * protects, and what was read for it may be minutes old. Under escrow the share covers it.
 */
export function restsOnOldReading(
  { delta, changeFrom }: DifferenceIntent,
  raiseProof: RaiseProof,
  { exposure }: StateOfMore,
): boolean {
  const isCompared = raiseProof === 'comparison' && changeFrom !== null;
  return delta > 0 && !isCompared && exposure?.shares === undefined;
}

/**
 * What to do with such a raise, now that its channel shows `actual`:
 *
 * - `call`: it shows no more than the push was planned from. If the call was made before, its key moves nothing again: Square
 *   repeats the first answer (https://developer.squareup.com/docs/working-with-apis/idempotency, read 2026-11).
 * - `applied`: it shows more, though no more than the raise explains, and the call may have been made. If it was not, somebody
 *   has added units, and a call would end above what was meant. We err towards showing too little, which a check finds later.
 * - `planAnew`: it shows more than the raise explains, or the call was certainly not made.
 */
export function judgeLeftRaise(
  listing: Pick<Listing, 'shown' | 'channel'>,
  intent: DifferenceIntent,
  state: StateOfMore,
  actual: number,
): 'call' | 'applied' | 'planAnew' {
  if (!showsMore(believedAtPlan(listing, intent), state, actual)) {
    return 'call';
  }
  return intent.repeated && !showsMore(atMostAfter(listing, intent), state, actual) ? 'applied' : 'planAnew';
}

/** The listing with the most that it may be believed to show, if nobody knows whether this call was made. */
export function atMostAfter<Believed extends Pick<Listing, 'shown'>>(
  listing: Believed,
  { delta }: DifferenceIntent,
): Believed {
  return { ...listing, shown: listing.shown + Math.max(0, delta) };
}

/** The part of the SKU state by which more than we believe means that we believed too little. */
export type StateOfMore = Pick<StateToPush, 'unplaced'> & {
  readonly exposure?: Pick<Exposure, 'shares'> | undefined;
};

/**
 * The figure in an answer, where it is more than the push was meant to leave. `listing` is as it was when the push was
 * claimed. The answer to a repeated call may be older than the listing, and proves nothing.
 */
export function answeredMore(
  listing: Pick<Listing, 'shown' | 'channel'>,
  { kind, delta, repeated }: PushIntent,
  state: StateOfMore,
  answered: number | undefined,
): number | undefined {
  const isProof = kind === 'difference' && !repeated && answered !== undefined;
  return isProof && showsMore({ ...listing, shown: listing.shown + delta }, state, answered) ? answered : undefined;
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

/**
 * Whether the answer proves what the channel shows, so that nobody need read it: it shows exactly what the push was meant to
 * leave. The answer to a repeated call may be that to the first, and proves nothing of now.
 */
export function isProvenByAnswer(
  { shown }: Pick<Listing, 'shown'>,
  { kind, delta, repeated }: PushIntent,
  answered: number | undefined,
): boolean {
  return kind === 'difference' && !repeated && answered === shown + delta;
}

/**
 * Whether the answer says that the push was applied, and once only; then less than was meant is no fault of the push. After
 * an earlier attempt that may have been applied nobody knows, nor where an earlier push was not seen and this one does not
 * show as much as was meant.
 */
export function isAppliedOnce(
  listing: Pick<Listing, 'shown'> & SeenListing,
  { delta, repeated, attempt }: PushIntent,
  answered: number,
): boolean {
  const mayBeTwice = repeated && attempt > 1;
  return answered >= listing.shown + delta || (isSeenSincePush(listing) && !mayBeTwice);
}

/**
 * Units by which our own pushes took the channel below 0, after one more was answered with what it shows now. A lowering that
 * crosses sales which were not reported yet takes as many units twice; they are given back once the sales are reported.
 */
export function belowZeroAfter(
  { pushedBelowZero = 0 }: Pick<Listing, 'pushedBelowZero'>,
  { delta }: Pick<PushIntent, 'delta'>,
  nowShows: number,
): number {
  const below = (units: number) => Math.max(0, -units);
  return Math.min(below(nowShows), Math.max(0, pushedBelowZero + below(nowShows) - below(nowShows - delta)));
}

/** `shown` moves by the difference: sales reported meanwhile have moved it too. */
export function whenDifferenceApplied({ delta }: DifferenceIntent): WhenApplied {
  return { shown: { kind: 'movesBy', units: delta } };
}
