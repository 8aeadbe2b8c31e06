/**
 * Escrow on a channel that only accepts figures (Amazon): it applies a figure some time after accepting it, or never, and
 * compares nothing. The rules A1 to A9 below keep, in every order of events,
 *
 *   what it shows + what it sold unreported + every figure claimed or on its way ≤ its exposed units ≤ its share.
 *
 * One push of a listing is open at a time (push-plan.ts): what is said here of a raise or of 0 is asked only when none is.
 * test/model searches small worlds for a counterexample, with each rule and without it.
 */
import { exposedUnits, type Share } from '../exposure/shares.ts';
import type { Listing, Suspicion } from '../listing/listing.ts';
import { isClosed } from '../listing/listing-push.ts';
import type { AbsoluteIntent } from '../listing/push-intent.ts';
import { wholeUnits } from '../listing/units.ts';

/** All that escrow knows of such a listing, in units. */
export type EscrowPosition = {
  /** The most that it may show and have sold unreported, with every figure claimed or on its way. */
  readonly exposed: number;
  /** Its share; at least `exposed`. */
  readonly share: number;
  /** What it should show once its whole share has arrived. */
  readonly goal: number;
  /** A raise was claimed and has not ended. */
  readonly isClaimed: boolean;
  /** It was set to 0, and no figure was claimed since. */
  readonly isClosed: boolean;
  /** The shares of its pool still add up to more than is available. */
  readonly isEntering: boolean;
  /** They were read from the channel since escrow began: before, a figure set earlier may still be on its way. */
  readonly isProven: boolean;
};

export function escrowPosition(listing: Listing, share: Share, cap = Number.POSITIVE_INFINITY): EscrowPosition {
  return {
    exposed: exposedUnits(listing),
    share: share.units,
    goal: Math.max(0, wholeUnits(Math.min(share.goal, cap), listing)),
    isClaimed: listing.intent !== undefined && listing.intent.target > 0,
    isClosed: isClosed(listing),
    isEntering: share.isEntering === true,
    isProven: share.isProven === true,
  };
}

/**
 * A1, charge: the figure to set the listing to, 0 for none. A figure may be claimed only if the share has that many units
 * beyond the exposed units, because what the channel shows until then may be sold as well; the claim adds it to them in the
 * same write. It must also be higher than anything the channel can show now, and made of the whole grant: otherwise the
 * listing would be raised and emptied again for ever.
 */
export function raiseOf({ exposed, share, goal, isEntering, isProven }: EscrowPosition): number {
  const figure = Math.min(goal, share - Math.max(0, exposed));
  const hasWholeGrant = share >= goal || exposed <= 0;
  return isProven && !isEntering && hasWholeGrant && figure > Math.max(0, exposed) ? figure : 0;
}

/**
 * A2, down only to 0: a lower figure above 0 could be applied after a sale, and put it back on display. 0 may be set at any
 * time and any number of times; it changes neither the exposed units nor the share. A listing is also emptied if its share holds
 * units that no raise can bring to it while it shows others.
 */
export function mustClose(position: EscrowPosition): boolean {
  const { exposed, share, goal, isClosed, isEntering, isProven } = position;
  const isStuck = isProven && !isEntering && share >= goal && goal > exposed && raiseOf(position) === 0;
  return !isClosed && exposed > 0 && (exposed > goal || isStuck);
}

/** Whether only a reading at the channel can bring the exposed units to what they should be. A6: not while a raise is claimed. */
export function needsReading(position: EscrowPosition): boolean {
  const { exposed, goal, isClaimed, isClosed, isProven } = position;
  return !isClaimed && (!isProven || exposed > goal || (isClosed && exposed > 0));
}

/**
 * A3, one call for each claim: a raise whose answer is missing ends as if it had been accepted. A second call
 * could be applied after sales, and would put the sold units back on display.
 */
export function mayBeCalled({ target, repeated }: AbsoluteIntent): boolean {
  return target === 0 || !repeated;
}

/**
 * A7: a reading stands while no push of the listing moved and nothing was reported of its sales: posting moves the revision
 * with each report that may hide a cancellation (`deduction.ts`).
 */
export function standingReading({ suspicion, revision, shown }: Listing): Suspicion | undefined {
  return suspicion?.revision === revision && suspicion.shown === shown ? suspicion : undefined;
}

/** What a reading of the channel says of the exposed units. */
export type ExposedVerdict =
  /** The channel shows the exposed units, and nothing waits for a proof. */
  | { readonly kind: 'agrees' }
  /** Keep this reading, and read again one settle time later. */
  | { readonly kind: 'suspected'; readonly suspicion: Suspicion }
  /** The reading that is kept is younger than one settle time. */
  | { readonly kind: 'tooSoon' }
  /** The figure that was seen becomes the exposed units. */
  | { readonly kind: 'proven'; readonly reading: Suspicion };

/**
 * A8: `settleMs` after a reading, everything sold before it was reported, and the figure that was seen becomes the exposed
 * units. A reading is made a settle time after the last push (A6). One made before 0 was applied gives way to one that
 * sees 0. `now` must be taken after the reading.
 */
export function judgeExposed(
  listing: Listing,
  position: EscrowPosition,
  actual: number,
  now: Date,
  settleMs: number,
): ExposedVerdict {
  const reading = standingReading(listing);
  const seesItEmptied = position.isClosed && actual <= 0 && reading !== undefined && reading.actual > 0;
  if (reading !== undefined && !seesItEmptied) {
    const isSettled = now.getTime() - Date.parse(reading.at) >= settleMs;
    return isSettled ? { kind: 'proven', reading } : { kind: 'tooSoon' };
  }
  const { shown, revision } = listing;
  return actual === shown && !needsReading(position)
    ? { kind: 'agrees' }
    : { kind: 'suspected', suspicion: { actual, shown, revision, at: now.toISOString() } };
}

/** Whether a closed listing was seen to show units: the 0 was lost, or units were put back since, and 0 is set again. */
export function isStillOnDisplay(listing: Pick<Listing, 'push'>, actual: number): boolean {
  return isClosed(listing) && actual > 0;
}
