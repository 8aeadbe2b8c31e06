/** Stockline's own strategy: the product's rules decide, and differences are pushed. */

import { isDivided } from '../../shared/domain/exposure/exposure.ts';
import { type Listing, nextLagMs } from '../../shared/domain/listing/listing.ts';
import type { DifferenceIntent } from '../../shared/domain/listing/push-intent.ts';
import { belowZeroAfter, comparedWith, nextAttempt } from '../../shared/domain/pushing/difference.ts';
import { outstanding } from '../../shared/domain/pushing/push.ts';
import { planPush } from '../../shared/domain/pushing/push-plan.ts';
import type { ActiveStrategy, LedgerSale, Market, Strategy } from '../market/market.ts';
import { idleTimeout, moment, postSale, revised, type SkuState, withListing } from './sku-state.ts';

/**
 * How a channel takes a difference and proves what it shows: it adds it and answers with the result (Square), or only
 * if it shows what we compare with (Shopify).
 */
export const PROOFS = ['resulting-count', 'compare-and-swap'] as const;
export type Proof = (typeof PROOFS)[number];

/**
 * As Stockline does it: after each sale, and after each answer, computes what the listings may show, and
 * pushes every listing the difference. One push of a listing is on its way at a time.
 */
export function stockline(opened: SkuState, proof: Proof): Strategy {
  return {
    showsFirst: opened.listings.map(({ shown }) => shown),
    movesUnits: opened.exposure.shares !== undefined,
    begin: (market) => new Stockline(opened, proof, market),
  };
}

class Stockline implements ActiveStrategy {
  #state: SkuState;
  /** For each channel: when the first sale was that it does not show yet. */
  readonly #behindSince: number[];
  /** The holder of the last units is checked again after a while, whatever happens until then. */
  #isCheckScheduled = false;
  readonly #proof: Proof;
  readonly #market: Market;

  constructor(opened: SkuState, proof: Proof, market: Market) {
    this.#state = opened;
    this.#behindSince = opened.listings.map(() => Number.POSITIVE_INFINITY);
    this.#proof = proof;
    this.#market = market;
  }

  onSale(sale: LedgerSale): void {
    this.#state = postSale(this.#state, sale, this.#market.now());
    this.#reconcile('keep', sale.soldAt);
  }

  /** Computes what the listings may show, and pushes it. `since`: when the sale or the answer was that changed it. */
  #reconcile(release: 'release' | 'keep', since: number): void {
    if (release === 'keep' || isDivided(this.#state.exposure)) {
      this.#state = revised(this.#state, this.#market.now(), release);
    }
    this.#state.listings.forEach((listing, channel) => {
      this.#push(listing, channel, since);
    });
    this.#scheduleCheck();
  }

  #push(listing: Listing, channel: number, since: number): void {
    const { stock, exposure } = this.#state;
    if (outstanding(stock, listing, exposure) === 0) {
      return;
    }
    const behindSince = Math.min(since, this.#behindSince[channel] ?? since);
    // Nothing crashes here: no other push takes over one that is on its way, however long it takes.
    const isBusy = listing.intent !== undefined;
    const plan = isBusy ? undefined : planPush(this.#state, listing, exposure, moment(this.#market.now()));
    this.#behindSince[channel] = plan?.kind === 'push' ? Number.POSITIVE_INFINITY : behindSince;
    if (plan?.kind === 'push' && plan.intent.kind === 'difference') {
      this.#call(channel, plan.intent, behindSince);
    }
  }

  /** One call of a push: written down first, answered later; then the next call, or the end. */
  #call(channel: number, intent: DifferenceIntent, since: number): void {
    const { lag, storefronts } = this.#market;
    this.#change(channel, (listing) => {
      return { ...listing, intent, generation: intent.generation, revision: listing.revision + 1 };
    });
    this.#market.later(lag.push, () => {
      const storefront = storefronts[channel];
      const shows = storefront?.shows ?? 0;
      const isStale = this.#proof === 'compare-and-swap' && intent.changeFrom !== null && intent.changeFrom !== shows;
      const isApplied = !(intent.unread || isStale);
      if (isApplied) {
        storefront?.change(intent.delta);
      }
      this.#market.later(lag.answer, () => {
        if (isApplied) {
          this.#finish(channel, intent, shows + intent.delta, since);
        } else {
          this.#call(channel, intent.unread ? comparedWith(intent, shows) : nextAttempt(intent), since);
        }
      });
    });
  }

  #finish(channel: number, intent: DifferenceIntent, answered: number, since: number): void {
    const now = this.#market.now();
    this.#change(channel, ({ intent: _intent, ...listing }) => ({
      ...listing,
      shown: listing.shown + intent.delta,
      answered,
      pushedBelowZero: belowZeroAfter(listing, intent, answered),
      lagMs: nextLagMs(listing, (now - since) * 1000),
      lastPushedAt: moment(now).toISOString(),
      revision: listing.revision + 1,
    }));
    this.#reconcile('release', now);
  }

  #scheduleCheck(): void {
    const now = this.#market.now();
    const dueAt = now + idleTimeout(this.#state, now);
    if (this.#isCheckScheduled || dueAt > this.#market.endsAt) {
      return;
    }
    this.#isCheckScheduled = true;
    this.#market.later(dueAt - now, () => {
      this.#isCheckScheduled = false;
      this.#reconcile('release', this.#market.now());
    });
  }

  #change(channel: number, change: (listing: Listing) => Listing): void {
    const listing = this.#state.listings[channel];
    if (listing !== undefined) {
      this.#state = withListing(this.#state, channel, change(listing));
    }
  }
}
