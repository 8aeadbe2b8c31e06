import { type Exposure, sellable } from '../exposure/exposure.ts';
import { type Listing, listingId, type PushIntent } from '../listing/listing.ts';
import type { Stock } from '../stock/stock.ts';

/** What to do with one listing now. */
export type PushPlan =
  | { readonly kind: 'nothing' }
  /** Somebody else has a push on its way and looks again after its answer. */
  | { readonly kind: 'busy' }
  /** Claim this intent, then call the channel: a new push, or one whose answer never came, repeated as it was. */
  | { readonly kind: 'push'; readonly intent: PushIntent };

/**
 * How long one invocation has a push for itself: longer than a push function may run (30 s), so that two never work
 * on one listing; not much longer, because a crashed one keeps the listing waiting until then.
 */
export const PUSH_LEASE_MS = 40_000;

/**
 * Units by which the listing differs from what it should show; 0 for listings that the channel itself keeps. A share
 * below nothing is not made up for by a raise: what is missing from it is on the channel already, put back by an order
 * of which we have heard the sale only.
 */
export function outstanding(stock: Stock, listing: Listing, exposure: Exposure): number {
  const should = sellable(stock, listing, exposure);
  const units = exposure.shares?.[listingId(listing)]?.units ?? should;
  return listing.managed ? Math.min(should, units) - listing.shown : 0;
}

/** Whether an absolute figure must be set again, because a push may have overwritten what the channel counted. */
export function isInDoubt(listing: Listing): boolean {
  return listing.managed && listing.doubts > listing.settledDoubts;
}

/**
 * The delta rule: a push carries sellable − shown. For the channel that sold, both fell together and nothing is sent,
 * so there is no echo to suppress; and a sale we have not heard of yet is not overwritten.
 */
export function planPush(
  snapshot: { stock: Stock; seq: number },
  listing: Listing,
  exposure: Exposure,
  now: Date,
): PushPlan {
  const leaseUntil = new Date(now.getTime() + PUSH_LEASE_MS).toISOString();
  if (listing.intent !== undefined) {
    return takeUp(listing.intent, leaseUntil, now);
  }
  const delta = outstanding(snapshot.stock, listing, exposure);
  const isByLook = listing.pushMode === 'absolute' && exposure.shares !== undefined;
  if (delta === 0 && (isByLook || !isInDoubt(listing))) {
    return { kind: 'nothing' };
  }
  return {
    kind: 'push',
    intent: {
      generation: listing.generation + 1,
      attempt: 1,
      seq: snapshot.seq,
      delta,
      target: listing.shown + delta,
      changeFrom: listing.shown,
      doubts: listing.doubts,
      unread: isByLook && delta < 0,
      ...(isByLook && { isByLook }),
      startedAt: now.toISOString(),
      leaseUntil,
      repeated: false,
    },
  };
}

/** Whether the push overtakes others: it lowers, to nothing or to so few units that the next sale may be one too many. */
export function isUrgent(intent: Pick<PushIntent, 'delta' | 'target'>, urgentAt = 0): boolean {
  return intent.delta < 0 && intent.target <= urgentAt;
}

/**
 * Whether the push sets a higher figure outright. That writes over what the channel counted and we have not heard of:
 * Amazon takes an order's units as it is placed (status Pending) and tells of it later, and nothing compares. So such a
 * push is made only where nothing is unheard of: once the last one has settled, right after a look that finds `shown`.
 */
export function needsQuiet(listing: Pick<Listing, 'pushMode'>, intent: Pick<PushIntent, 'delta'>): boolean {
  return listing.pushMode === 'absolute' && intent.delta > 0;
}

/**
 * Whether the push is one that a check must let go: it needs quiet, and was not begun. A check that pushed it at once
 * would find the same difference as the push, for ever; one that looks twice finds out what it is.
 */
export function waitsForCheck(listing: Listing, plan: PushPlan): boolean {
  return plan.kind === 'push' && listing.intent === undefined && needsQuiet(listing, plan.intent);
}

/** How long a push that needs quiet has to wait for the last one to settle, in milliseconds; 0 for all others. */
export function settlesInMs(listing: Listing, intent: PushIntent, now: Date, settleMs: number): number {
  if (!needsQuiet(listing, intent) || listing.lastPushedAt === undefined) {
    return 0;
  }
  return Math.max(0, Date.parse(listing.lastPushedAt) + settleMs - now.getTime());
}

/**
 * What a look at the channel says of a push that needs quiet. `applied`: its call was made before and its answer lost.
 * `unheard`: the channel shows what neither `shown` nor this push explains.
 */
export function proofOf(listing: Listing, intent: PushIntent, actual: number): 'quiet' | 'applied' | 'unheard' {
  if (intent.repeated && actual === intent.target) {
    return 'applied';
  }
  const isAsPlanned = listing.shown === intent.target - intent.delta;
  return isAsPlanned && actual === listing.shown ? 'quiet' : 'unheard';
}

/** Whether a push that ended without being made leaves nothing behind: what is due is planned anew, from the stock then. */
export function leavesNothing(intent: PushIntent): boolean {
  return intent.attempt === 1 && !intent.repeated;
}

/** An intent that nobody gave back was left by a crash: its call may have been made. */
function takeUp(intent: PushIntent, leaseUntil: string, now: Date): PushPlan {
  if (intent.leaseUntil === null) {
    return { kind: 'push', intent: { ...intent, leaseUntil } };
  }
  return Date.parse(intent.leaseUntil) > now.getTime()
    ? { kind: 'busy' }
    : { kind: 'push', intent: { ...intent, leaseUntil, repeated: !intent.unread } };
}

/** Gives a push back for whoever takes it up next; `unanswered` when its call may have been applied all the same. */
export function giveBackPush(intent: PushIntent, unanswered: boolean): PushIntent {
  return { ...intent, leaseUntil: null, repeated: intent.repeated || unanswered };
}

/** Comparisons tried before a push gives up comparing: on a listing that sells many times a second each may fail. */
export const COMPARED_ATTEMPTS = 4;

/**
 * The next attempt after one that was certainly not applied: the difference stays what it was (sales not heard of yet
 * are subtracted when they are heard of), what we compare with must be read anew, and the key is another.
 */
export function nextAttempt(intent: PushIntent): PushIntent {
  const attempt = intent.attempt + 1;
  const compares = attempt <= COMPARED_ATTEMPTS;
  return { ...intent, attempt, changeFrom: null, unread: compares, repeated: false };
}

/** The attempt with what the channel shows now to compare with. */
export function comparedWith(intent: PushIntent, actual: number): PushIntent {
  return { ...intent, changeFrom: actual, unread: false };
}

/**
 * Whether a stale comparison is taken to mean that the call was applied the first time and its answer lost. A channel
 * should replay the first answer under the same key; Shopify has been seen to compare first instead. What the channel
 * shows then tells little: a unit less may be the call, or a sale of a unit that we have not heard of. So the error that
 * shows too little is taken, which a check finds later: a lowering is made again, and a raise is believed applied, unless
 * the channel shows less than nothing, to which no sale can have brought it from the figure that it was raised to.
 */
export function wasApplied(intent: PushIntent, actual: number): boolean {
  const { repeated, changeFrom, delta } = intent;
  return repeated && changeFrom !== null && delta > 0 && actual >= Math.min(0, changeFrom + delta);
}

/**
 * The idempotency key of one call: channel, listing, ledger seq, push and attempt, never the quantity: a key made of
 * the value would swallow the second of A→B→A (openlinker issue 2285).
 */
export function pushKey(listing: Pick<Listing, 'sku' | 'channel' | 'channelLocation'>, intent: PushIntent): string {
  return [listing.channel, listing.channelLocation, listing.sku, intent.seq, intent.generation, intent.attempt].join(
    '|',
  );
}
