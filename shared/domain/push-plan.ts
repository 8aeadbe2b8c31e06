import { type Exposure, sellable } from './exposure.ts';
import type { Listing, PushIntent } from './listing.ts';
import type { Stock } from './stock.ts';

/** What to do with one listing now. */
export type PushPlan =
  | { readonly kind: 'nothing' }
  /** A push is already on its way (or its answer never came): finish that one first. */
  | { readonly kind: 'resume'; readonly intent: PushIntent }
  | { readonly kind: 'push'; readonly intent: PushIntent };

/** Units by which the listing differs from what it should show; 0 for listings that the channel itself keeps. */
export function outstanding(stock: Stock, listing: Listing, exposure: Exposure): number {
  return listing.managed ? sellable(stock, listing, exposure) - listing.shown : 0;
}

/**
 * The delta rule: a push carries sellable − shown. For the channel that sold, both fell together and nothing is sent,
 * so there is no echo to suppress; and a sale we have not heard of yet is not overwritten.
 */
export function planPush(stock: Stock, seq: number, listing: Listing, exposure: Exposure, now: string): PushPlan {
  if (listing.intent !== undefined) {
    return { kind: 'resume', intent: listing.intent };
  }
  const delta = outstanding(stock, listing, exposure);
  if (delta === 0) {
    return { kind: 'nothing' };
  }
  return {
    kind: 'push',
    intent: {
      generation: listing.generation + 1,
      attempt: 1,
      seq,
      delta,
      target: listing.shown + delta,
      changeFrom: listing.shown,
      startedAt: now,
    },
  };
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
