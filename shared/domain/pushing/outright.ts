/** How a push goes to a channel that sets a figure whatever it shows, and applies it some time later (Amazon). */
import type { Exposure } from '../exposure/exposure.ts';
import type { Listing } from '../listing/listing.ts';
import type { OutrightIntent, PushIntent } from '../listing/push-intent.ts';
import type { NewPush, WhenApplied } from './push.ts';

/** Whether the figure must be set again, because a push may have overwritten what the channel counted. */
export function mustBeSetAgain({ managed, push }: Pick<Listing, 'managed' | 'push'>): boolean {
  return managed && push.kind === 'outright' && push.possiblyOverwritten > push.setAgain;
}

/**
 * The push that sets the figure; undefined when none is needed. Under escrow a lowering is computed from the figure that
 * the channel shows (`afterReading`). A possibly overwritten count needs no push then: the next check finds it.
 */
export function planOutright(listing: Listing, push: NewPush, exposure: Exposure): OutrightIntent | undefined {
  const isInEscrow = exposure.shares !== undefined;
  if (push.delta === 0 && (isInEscrow || !mustBeSetAgain(listing))) {
    return undefined;
  }
  const setsAgain = listing.push.kind === 'outright' ? listing.push.possiblyOverwritten : 0;
  return { ...push, kind: 'outright', setsAgain, basis: basisOf(push, isInEscrow) };
}

function basisOf({ delta }: NewPush, isInEscrow: boolean): OutrightIntent['basis'] {
  if (!isInEscrow) {
    return 'shown';
  }
  return delta < 0 ? 'toRead' : 'share';
}

/**
 * Whether the push sets a higher figure outright. That overwrites what the channel counted and has not reported yet:
 * Amazon takes an order's units as it is placed (status Pending) and reports it later, and it compares nothing. So such a
 * raise is made only once the last push had its settle time, right after the channel was read and showed `shown`.
 */
export function raisesOutright(intent: PushIntent): boolean {
  return intent.kind === 'outright' && intent.delta > 0;
}

/** How long an outright raise must still wait for the settle time of the last push, in milliseconds; 0 for all others. */
export function settleTimeLeftMs(listing: Listing, intent: PushIntent, now: Date, settleMs: number): number {
  if (!raisesOutright(intent) || listing.lastPushedAt === undefined) {
    return 0;
  }
  return Math.max(0, Date.parse(listing.lastPushedAt) + settleMs - now.getTime());
}

/**
 * Judges an outright raise by the channel's figure, read right before it. `asBelieved`: the raise may be made. `applied`:
 * its call was made before and the answer was lost. `unexplained`: neither `shown` nor this push explains the figure.
 */
export function judgeRaise(
  listing: Pick<Listing, 'shown'>,
  intent: OutrightIntent,
  actual: number,
): 'asBelieved' | 'applied' | 'unexplained' {
  if (intent.repeated && actual === intent.target) {
    return 'applied';
  }
  const isAsPlanned = listing.shown === intent.target - intent.delta;
  return isAsPlanned && actual === listing.shown ? 'asBelieved' : 'unexplained';
}

/** A figure made of `shown` becomes `shown`; one made of a share moves it, as the channel's sales did meanwhile. */
export function whenOutrightApplied({ basis, target, delta, setsAgain }: OutrightIntent): WhenApplied {
  const shown: WhenApplied['shown'] =
    basis === 'shown' ? { kind: 'becomes', units: target } : { kind: 'movesBy', units: delta };
  return { shown, setAgain: setsAgain };
}
