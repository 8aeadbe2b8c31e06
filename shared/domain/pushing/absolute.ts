/** How a push goes to a channel that sets a figure whatever it shows, and applies it some time later (Amazon). */
import type { Exposure } from '../exposure/exposure.ts';
import { exposedUnits } from '../exposure/shares.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { isClosed, isProvenOnlyByReading } from '../listing/listing-push.ts';
import type { AbsoluteIntent, PushIntent } from '../listing/push-intent.ts';
import { type EscrowPosition, escrowPosition, mustClose, raiseOf } from './absolute-escrow.ts';
import type { NewPush, WhenApplied } from './push.ts';

/** Whether the figure must be set again, because a push may have overwritten what the channel counted. */
export function mustBeSetAgain({ managed, push }: Pick<Listing, 'managed' | 'push'>): boolean {
  return managed && push.kind === 'absolute' && push.possiblyOverwritten > push.setAgain;
}

/**
 * The push that sets the figure; undefined when none is needed. Under escrow the rules of absolute-escrow.ts say which. A
 * possibly overwritten count needs no push then: a reading finds it.
 */
export function planAbsolute(listing: Listing, push: NewPush, exposure: Exposure): AbsoluteIntent | undefined {
  const setsAgain = listing.push.kind === 'absolute' ? listing.push.possiblyOverwritten : 0;
  const position = escrowPositionOf(listing, exposure);
  if (position !== undefined) {
    const inEscrow = planInEscrow(position);
    return inEscrow && { ...push, ...inEscrow, kind: 'absolute', setsAgain, basis: 'share' };
  }
  return push.delta === 0 && !mustBeSetAgain(listing)
    ? undefined
    : { ...push, kind: 'absolute', setsAgain, basis: 'shown' };
}

/** Where the listing stands under escrow; undefined without escrow, and on a channel that takes differences. */
export function escrowPositionOf(listing: Listing, { shares, rules }: Exposure): EscrowPosition | undefined {
  const share = shares?.[listingId(listing)];
  return share === undefined || !listing.managed || listing.push.kind !== 'absolute'
    ? undefined
    : escrowPosition(listing, share, rules.channels[listing.channel]?.cap);
}

/**
 * The same of a bundle's listing while a component is under escrow: it is to show nothing, and only a reading proves that. It has
 * no share: what it may still sell is withheld from the component's listings (`bundledUnits`).
 */
export function escrowPositionOfBundle(
  listing: Listing,
  components: readonly { readonly isUnderEscrow?: true }[] = [],
): EscrowPosition | undefined {
  if (!isProvenOnlyByReading(listing) || !components.some(({ isUnderEscrow }) => isUnderEscrow)) {
    return undefined;
  }
  const exposed = exposedUnits(listing);
  return {
    ...{ exposed, share: exposed, goal: 0, isEntering: false },
    isClaimed: listing.intent !== undefined && listing.intent.target > 0,
    isClosed: listing.shown <= 0,
    isProven: listing.answered !== undefined,
  };
}

/**
 * The same of a listing that is pushed no more, on such a channel: it keeps what it shows, once a reading has proven that. Until
 * then nobody knows whether a figure set earlier is still on its way.
 */
export function positionOfLeft(listing: Listing): EscrowPosition | undefined {
  if (!isProvenOnlyByReading(listing)) {
    return undefined;
  }
  const exposed = exposedUnits(listing);
  return {
    ...{ exposed, share: exposed, goal: exposed, isClaimed: false, isEntering: false },
    isClosed: isClosed(listing) || listing.shown <= 0,
    isProven: listing.answered !== undefined,
  };
}

/** A raise carries its whole figure, because that is what the channel may sell besides; 0 takes nothing from the exposed units. */
function planInEscrow(position: EscrowPosition): Pick<NewPush, 'delta' | 'target'> | undefined {
  if (mustClose(position)) {
    return { delta: -position.exposed, target: 0 };
  }
  const figure = raiseOf(position);
  return figure > 0 ? { delta: figure, target: figure } : undefined;
}

/**
 * Whether the push sets a higher absolute figure. That overwrites what the channel counted and has not reported yet:
 * Amazon takes an order's units as it is placed (status Pending) and reports it later, and it compares nothing. So such a
 * raise is made only once the last push had its settle time, right after the channel was read and showed `shown`. Under
 * escrow no reading is needed: the exposed units include those.
 */
export function raisesAbsolutely(intent: PushIntent): boolean {
  return intent.kind === 'absolute' && intent.basis === 'shown' && intent.delta > 0;
}

/** How long an absolute raise must still wait for the settle time of the last push, in milliseconds; 0 for all others. */
export function settleTimeLeftMs(listing: Listing, intent: PushIntent, now: Date, settleMs: number): number {
  if (!raisesAbsolutely(intent) || listing.lastPushedAt === undefined) {
    return 0;
  }
  return Math.max(0, Date.parse(listing.lastPushedAt) + settleMs - now.getTime());
}

/**
 * Judges an absolute raise by the channel's figure, read right before it. `asBelieved`: the raise may be made. `applied`:
 * its call was made before and the answer was lost. `unexplained`: neither `shown` nor this push explains the figure.
 */
export function judgeRaise(
  listing: Pick<Listing, 'shown'>,
  intent: AbsoluteIntent,
  actual: number,
): 'asBelieved' | 'applied' | 'unexplained' {
  if (intent.repeated && actual === intent.target) {
    return 'applied';
  }
  const isAsPlanned = listing.shown === intent.target - intent.delta;
  return isAsPlanned && actual === listing.shown ? 'asBelieved' : 'unexplained';
}

/** A check reads a listing about a minute after each of its sales and pushes: one that sells is never unseen for so long. */
const UNSEEN_MS = 10 * 60_000;

/**
 * Whether the push lowers a figure that was seen to be as believed, and not since: somebody may have raised it meanwhile. A push
 * that is made again may have been applied before.
 */
export function mayReplaceUnseen({ comparedAt }: Pick<Listing, 'comparedAt'>, intent: AbsoluteIntent): boolean {
  const unseenMs = comparedAt === undefined ? 0 : Date.parse(intent.startedAt) - Date.parse(comparedAt);
  return intent.delta < 0 && !intent.repeated && unseenMs >= UNSEEN_MS;
}

/** A figure made of `shown` becomes `shown`. Under escrow a raise adds its figure to the exposed units, and 0 closes the listing. */
export function whenAbsoluteApplied({ basis, target, delta, setsAgain }: AbsoluteIntent): WhenApplied {
  return basis === 'shown'
    ? { shown: { kind: 'becomes', units: target }, setAgain: setsAgain, isClosed: false }
    : { shown: { kind: 'movesBy', units: Math.max(0, delta) }, setAgain: setsAgain, isClosed: target === 0 };
}
