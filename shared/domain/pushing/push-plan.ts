/** Plans the push of one listing. The way its channel takes quantities decides what the push is made of. */
import type { Exposure } from '../exposure/exposure.ts';
import { isDoubled } from '../listing/catalogue-note.ts';
import type { Listing } from '../listing/listing.ts';
import type { PushIntent } from '../listing/push-intent.ts';
import { planAbsolute, raisesAbsolutely, whenAbsoluteApplied } from './absolute.ts';
import { planDifference, type RaiseProof, whenDifferenceApplied } from './difference.ts';
import { type NewPush, PUSH_LEASE_MS, type WhenApplied } from './push.ts';
import { dueOn, hasUnplacedLines, type StateToPush } from './unplaced.ts';

/** What to do with one listing now. */
export type PushPlan =
  | { readonly kind: 'nothing' }
  /** Another invocation has a push on its way, and plans again after its answer. */
  | { readonly kind: 'busy' }
  /** Claim this intent, then call the channel: a new push, or one whose answer never came, repeated as it was. */
  | { readonly kind: 'push'; readonly intent: PushIntent };

/**
 * The delta rule: a push carries sellable − shown. On the channel that sold, both fell together and nothing is sent. So
 * there is no echo to suppress, and a sale that was not reported yet is not overwritten. `raiseProof`: what proves to a
 * raise of a difference what its channel shows.
 */
export function planPush(
  skuState: StateToPush & { readonly seq: number },
  listing: Listing,
  exposure: Exposure,
  now: Date,
  raiseProof: RaiseProof = 'comparison',
): PushPlan {
  const leaseUntil = new Date(now.getTime() + PUSH_LEASE_MS).toISOString();
  if (listing.intent !== undefined) {
    return resume(listing.intent, leaseUntil, now);
  }
  const delta = dueOn(skuState, listing, exposure);
  if (delta > 0 && (hasUnplacedLines(skuState, listing) || isDoubled(listing))) {
    return { kind: 'nothing' };
  }
  const push: NewPush = {
    generation: listing.generation + 1,
    attempt: 1,
    seq: skuState.seq,
    delta,
    target: listing.shown + delta,
    changeFrom: listing.shown,
    startedAt: now.toISOString(),
    leaseUntil,
    repeated: false,
  };
  const intent =
    listing.push.kind === 'absolute'
      ? planAbsolute(listing, push, exposure)
      : planDifference(push, exposure, raiseProof);
  return intent === undefined ? { kind: 'nothing' } : { kind: 'push', intent };
}

/** An intent that nobody released was left by a crash: its call may have been made. */
function resume(intent: PushIntent, leaseUntil: string, now: Date): PushPlan {
  if (intent.leaseUntil === null) {
    return { kind: 'push', intent: { ...intent, leaseUntil } };
  }
  return Date.parse(intent.leaseUntil) > now.getTime()
    ? { kind: 'busy' }
    : { kind: 'push', intent: { ...intent, leaseUntil, repeated: intent.repeated || !mustReadFirst(intent) } };
}

/** Whether the channel must be read before this push can be called: until then no call of it can have been made. */
export function mustReadFirst(intent: PushIntent): boolean {
  return intent.kind === 'difference' && intent.unread;
}

/** What the listing is once the push was applied. */
export function whenApplied(intent: PushIntent): WhenApplied {
  return intent.kind === 'absolute' ? whenAbsoluteApplied(intent) : whenDifferenceApplied(intent);
}

/**
 * Whether a check must leave this push alone: it is an absolute raise that was not begun. If the check made it at once,
 * both would find the same difference for ever; two checks of it find out what the difference is.
 */
export function waitsForCheck(listing: Listing, plan: PushPlan): boolean {
  return plan.kind === 'push' && listing.intent === undefined && raisesAbsolutely(plan.intent);
}
