/** What every push has in common, by a difference or by an absolute figure. */
import { type Exposure, sellable } from '../exposure/exposure.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { addsUnits } from '../listing/listing-push.ts';
import type { DifferenceIntent, PushIntent } from '../listing/push-intent.ts';
import { wholeUnits } from '../listing/units.ts';
import type { Stock } from '../stock/stock.ts';

/** A push that is not begun, before its kind adds what it needs. */
export type NewPush = Omit<DifferenceIntent, 'kind' | 'unread'>;

/** What an applied push leaves on its listing. */
export type WhenApplied = {
  readonly shown:
    | { readonly kind: 'movesBy'; readonly units: number }
    | { readonly kind: 'becomes'; readonly units: number };
  /** For how many possibly overwritten counts the figure was set again; absent where a push overwrites none. */
  readonly setAgain?: number;
  /** Whether the channel was set to 0 under escrow; absent where a push adds a difference. */
  readonly isClosed?: boolean;
};

/**
 * How long one invocation alone works on a push. It is longer than a push function may run (30 s), so that two never
 * work on one listing. It is not much longer, because after a crash the listing waits until the lease is over.
 */
export const PUSH_LEASE_MS = 40_000;

/**
 * Units by which the listing differs from what it should show; 0 for listings that the channel itself keeps. A share
 * below 0 asks for no raise: what is missing from it is on the channel already, put back by an order whose sale alone was
 * reported. While escrow is entered nothing is raised, except to fill what a channel sold below 0: a raise would show
 * units that another listing still shows.
 *
 * A channel that sold more than it had shows less than nothing (Shopify, “continue selling when out of stock”). A
 * difference that only brings it back to 0 puts nothing on sale and makes up units on hand there. It is due only for the
 * units that our own pushes took below 0.
 */
export function outstanding(stock: Stock, listing: Listing, exposure: Exposure): number {
  if (!listing.managed) {
    return 0;
  }
  const should = sellable(stock, listing, exposure);
  const share = exposure.shares?.[listingId(listing)];
  const delta = Math.min(should, wholeUnits(share?.units ?? should, listing)) - listing.shown;
  if (share !== undefined) {
    return share.isEntering ? Math.min(delta, Math.max(0, -(listing.answered ?? 0))) : delta;
  }
  const putsNothingOnSale = should <= 0 && addsUnits(listing);
  return putsNothingOnSale ? Math.min(delta, listing.pushedBelowZero ?? 0) : delta;
}

/** Ends the lease of a push, for the next invocation: its call was certainly not applied, or nobody knows (`unanswered`). */
export function withLeaseEnded(intent: PushIntent, because: 'notApplied' | 'unanswered'): PushIntent {
  return { ...intent, leaseUntil: null, repeated: intent.repeated || because === 'unanswered' };
}

/** Whether a push whose call was not applied can be dropped: what is due is planned anew, from the stock then. */
export function canBeDropped(intent: PushIntent): boolean {
  return intent.attempt === 1 && !intent.repeated;
}

/** Whether the push overtakes others: it lowers, to nothing or to so few units that the next sale may be one too many. */
export function isUrgent(intent: Pick<PushIntent, 'delta' | 'target'>, urgentAt = 0): boolean {
  return intent.delta < 0 && intent.target <= urgentAt;
}

/**
 * The idempotency key of one call: channel, listing, ledger seq, push and attempt, never the quantity: a key made of
 * the value would swallow the second of A→B→A (openlinker-project/openlinker issue 2285).
 */
export function pushKey(listing: Pick<Listing, 'sku' | 'channel' | 'channelLocation'>, intent: PushIntent): string {
  return [listing.channel, listing.channelLocation, listing.sku, intent.seq, intent.generation, intent.attempt].join(
    '|',
  );
}
