import { type Listing, nextLagMs, type PushIntent } from '../../shared/domain/listing/listing.ts';
import { comparedWith, nextAttempt, outstanding, planPush } from '../../shared/domain/pushing/push-plan.ts';
import { isDivided } from '../../shared/usecases/exposure/rebalance-shares.ts';
import type { HeardSale, Keeper, Market, Strategy } from '../market/market.ts';
import { moment, patience, postSale, revised, type Shelf, withListing } from './sku-state.ts';

/**
 * How a channel takes a difference and proves what it shows: it adds it and answers with the result (Square), or only
 * if it shows what we compare with (Shopify).
 */
export const PROOFS = ['resulting-count', 'compare-and-swap'] as const;
export type Proof = (typeof PROOFS)[number];

/**
 * As Stockline keeps the channels: after each sale, and after each answer, what the listings may show is worked out
 * anew, and every listing is pushed the difference to it. One push of a listing is on its way at a time.
 */
export function stockline(opened: Shelf, proof: Proof): Strategy {
  return {
    showsFirst: opened.listings.map(({ shown }) => shown),
    begin: (market) => new Stockline(opened, proof, market),
  };
}

class Stockline implements Keeper {
  #shelf: Shelf;
  /** For each channel: the first sale that it was not told of yet. */
  readonly #untoldSince: number[];
  /** The holder of the last units is looked at again after a while, whatever happens until then. */
  #isLookingAgain = false;
  readonly #proof: Proof;
  readonly #market: Market;

  constructor(opened: Shelf, proof: Proof, market: Market) {
    this.#shelf = opened;
    this.#untoldSince = opened.listings.map(() => Number.POSITIVE_INFINITY);
    this.#proof = proof;
    this.#market = market;
  }

  hear(sale: HeardSale): void {
    this.#shelf = postSale(this.#shelf, sale, this.#market.now());
    this.#offer('keep', sale.soldAt);
  }

  /** Works out what the listings may show, and tells the channels. `since`: when that happened which makes us do so. */
  #offer(release: 'release' | 'keep', since: number): void {
    if (release === 'keep' || isDivided(this.#shelf.exposure)) {
      this.#shelf = revised(this.#shelf, this.#market.now(), release);
    }
    this.#shelf.listings.forEach((listing, channel) => {
      this.#push(listing, channel, since);
    });
    this.#scheduleCheck();
  }

  #push(listing: Listing, channel: number, since: number): void {
    const { stock, exposure } = this.#shelf;
    if (outstanding(stock, listing, exposure) === 0) {
      return;
    }
    const untoldSince = Math.min(since, this.#untoldSince[channel] ?? since);
    // Nobody crashes here: a push on its way is never taken up by another, however long it takes.
    const isBusy = listing.intent !== undefined;
    const plan = isBusy ? undefined : planPush(this.#shelf, listing, exposure, moment(this.#market.now()));
    this.#untoldSince[channel] = plan?.kind === 'push' ? Number.POSITIVE_INFINITY : untoldSince;
    if (plan?.kind === 'push') {
      this.#call(channel, plan.intent, untoldSince);
    }
  }

  /** One call of a push: written down first, answered later; then the next call, or the end. */
  #call(channel: number, intent: PushIntent, since: number): void {
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

  #finish(channel: number, intent: PushIntent, answered: number, since: number): void {
    const now = this.#market.now();
    this.#change(channel, ({ intent: _intent, ...listing }) => ({
      ...listing,
      shown: listing.shown + intent.delta,
      answered,
      lagMs: nextLagMs(listing, (now - since) * 1000),
      lastPushedAt: moment(now).toISOString(),
      settledDoubts: intent.doubts,
      revision: listing.revision + 1,
    }));
    this.#offer('release', now);
  }

  #scheduleCheck(): void {
    const now = this.#market.now();
    const dueAt = now + patience(this.#shelf, now);
    if (this.#isLookingAgain || dueAt > this.#market.endsAt) {
      return;
    }
    this.#isLookingAgain = true;
    this.#market.later(dueAt - now, () => {
      this.#isLookingAgain = false;
      this.#offer('release', this.#market.now());
    });
  }

  #change(channel: number, change: (listing: Listing) => Listing): void {
    const listing = this.#shelf.listings[channel];
    if (listing !== undefined) {
      this.#shelf = withListing(this.#shelf, channel, change(listing));
    }
  }
}
