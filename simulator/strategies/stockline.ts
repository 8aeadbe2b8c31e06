/** Stockline's own strategy: the product's rules decide, and differences and figures are pushed. */

import { isDivided } from '../../shared/domain/exposure/exposure.ts';
import { type Listing, nextLagMs } from '../../shared/domain/listing/listing.ts';
import type { AbsoluteIntent, DifferenceIntent, PushIntent } from '../../shared/domain/listing/push-intent.ts';
import {
  escrowPositionOf,
  judgeRaise,
  raisesAbsolutely,
  settleTimeLeftMs,
} from '../../shared/domain/pushing/absolute.ts';
import { isStillOnDisplay, judgeExposed, needsReading } from '../../shared/domain/pushing/absolute-escrow.ts';
import { channelsDue } from '../../shared/domain/pushing/channels-due.ts';
import {
  belowZeroAfter,
  comparedWith,
  needsReadingAfter,
  nextAttempt,
} from '../../shared/domain/pushing/difference.ts';
import { planPush } from '../../shared/domain/pushing/push-plan.ts';
import { hasSettled } from '../../shared/domain/reconciling/drift.ts';
import type { ActiveStrategy, LedgerSale, Market, Storefront, Strategy } from '../market/market.ts';
import { CheckTimes } from './check-times.ts';
import { provenToShow, withFigureAccepted } from './figures.ts';
import { idleTimeout, moment, postSale, revised, type SkuState, withListing } from './sku-state.ts';

/**
 * How a channel takes a difference and proves what it shows: it adds it and answers with the result (Square), or only if it
 * shows what we compare with (Shopify). Under escrow nothing is compared, and Shopify is read after its answer.
 */
export const PROOFS = ['resulting-count', 'compare-and-swap'] as const;
export type Proof = (typeof PROOFS)[number];
/** How a channel takes quantities. `figure`: it accepts a figure, and applies it later (Amazon). */
export type Takes = Proof | 'figure';

/** What the strategy knows of the channels. */
export type Channels = {
  /** In the order of the channels. */
  readonly takes: readonly Takes[];
  /** How long a channel may take to apply a figure, and a sale to be reported. */
  readonly settleSeconds: number;
};

/** A strategy whose state can be seen while it goes on. */
export type StocklineStrategy = Omit<Strategy, 'begin'> & {
  begin(market: Market): ActiveStrategy & { readonly state: SkuState };
};

/**
 * As Stockline does it: after each sale, and after each answer, computes what the listings may show, and
 * pushes the difference, or a figure, to those that are due. One push of a listing is on its way at a time. A channel that only
 * accepts figures is read a settle time later, as a check does it. test/simulator/use-cases.test.ts holds it against the
 * product's use cases.
 */
export function stockline(opened: SkuState, channels: Channels): StocklineStrategy {
  return {
    showsFirst: opened.listings.map(({ shown }) => shown),
    movesUnits: opened.exposure.shares !== undefined,
    begin: (market) => new Stockline(opened, channels, market),
  };
}

/** A check that comes while its listing moves is made again after so many seconds. */
const OVERTAKEN_SECONDS = 1;
/** No check is made again sooner. */
const RECHECK_SECONDS_LEAST = 1;
class Stockline implements ActiveStrategy {
  #state: SkuState;
  /** For each channel: when the first sale was that it does not show yet. */
  readonly #behindSince: number[];
  /** The holder of the last units is checked again after a while, whatever happens until then. */
  #isIdleCheckScheduled = false;
  readonly #channels: Channels;
  readonly #market: Market;
  readonly #checks: CheckTimes;

  constructor(opened: SkuState, channels: Channels, market: Market) {
    this.#state = opened;
    this.#behindSince = opened.listings.map(() => Number.POSITIVE_INFINITY);
    this.#channels = channels;
    this.#market = market;
    this.#checks = new CheckTimes(market, channels.settleSeconds, (channel) => this.#check(channel));
  }

  onSale(sale: LedgerSale): void {
    const now = this.#market.now();
    const before = this.#state;
    this.#state = revised(postSale(before, sale, now, this.#settleMs), now, {
      release: 'keep',
      settleMs: this.#settleMs,
    });
    this.#notify(before, sale.soldAt);
    this.#scheduleIdleCheck();
  }

  get state(): SkuState {
    return this.#state;
  }

  get #settleMs(): number {
    return this.#channels.settleSeconds * 1_000;
  }

  /** The channels that are due since that state reconcile in the next event. `since`: when the sale or the answer was. */
  #notify(before: SkuState, since: number): void {
    const due = channelsDue(before, this.#state, this.#state.exposure.rules);
    this.#state.listings.forEach((listing, channel) => {
      if (due.includes(listing.channel)) {
        this.#market.later(0, () => this.#reconcile(channel, since));
      }
    });
  }

  /** Pushes what is due to the channel; where nothing is, or a push is on its way, units may still be free to move. */
  #reconcile(channel: number, since: number): void {
    if (!this.#push(channel, since)) {
      this.#rebalance(channel);
    }
  }

  /** Shares move by what is known now. A channel that must be read for it is checked later. */
  #rebalance(channel: number): void {
    const now = this.#market.now();
    const before = this.#state;
    if (!isDivided(before.exposure)) {
      return;
    }
    this.#state = revised(before, now, { release: 'release', settleMs: this.#settleMs });
    if (this.#state.exposure !== before.exposure) {
      this.#notify(before, now);
    }
    this.#followUp(channel);
    this.#scheduleIdleCheck();
  }

  /** Begins the push that is due to the channel; false where none is, or one is on its way. */
  #push(channel: number, since: number): boolean {
    const listing = this.#state.listings[channel];
    const behindSince = Math.min(since, this.#behindSince[channel] ?? since);
    if (listing?.intent !== undefined) {
      // Nothing crashes here: no other push takes over one that is on its way, however long it takes.
      this.#behindSince[channel] = behindSince;
      return false;
    }
    this.#behindSince[channel] = Number.POSITIVE_INFINITY;
    const intent = listing && this.#planned(listing, channel);
    if (intent?.kind === 'difference') {
      this.#claim(channel, intent);
      this.#call(channel, intent, behindSince);
    } else if (intent?.kind === 'absolute') {
      this.#setFigure(channel, intent, behindSince);
    }
    return intent !== undefined;
  }

  /** After an answer or a reading: shares move, and the SKU is read again for what is due to the same channel. */
  #goOn(channel: number): void {
    this.#rebalance(channel);
    this.#push(channel, this.#market.now());
  }

  #planned(listing: Listing, channel: number): PushIntent | undefined {
    const raiseProof = this.#channels.takes[channel] === 'resulting-count' ? 'reading' : 'comparison';
    const now = moment(this.#market.now());
    const plan = planPush(this.#state, listing, this.#state.exposure, now, raiseProof);
    return plan.kind === 'push' ? plan.intent : undefined;
  }

  /** One call of a push, or a reading: answered later; then the next call, or the end. */
  #call(channel: number, intent: DifferenceIntent, since: number): void {
    const takes = this.#channels.takes[channel];
    const goOn = (next: DifferenceIntent) => {
      this.#claim(channel, next);
      this.#call(channel, next, since);
    };
    if (intent.unread) {
      this.#read(channel, (shows) => goOn(comparedWith(intent, shows)));
      return;
    }
    this.#reach(channel, (storefront) => {
      if (takes === 'compare-and-swap' && intent.changeFrom !== null && intent.changeFrom !== storefront.shows) {
        return () => goOn(nextAttempt(intent));
      }
      storefront.change(intent.delta);
      const answered = takes === 'compare-and-swap' && intent.changeFrom === null ? undefined : storefront.shows;
      return () => {
        if (answered !== undefined) {
          this.#finish(channel, intent, answered, since);
        } else if (needsReadingAfter(intent, answered)) {
          this.#read(channel, (seen) => this.#finish(channel, intent, seen, since));
        }
      };
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
    this.#goOn(channel);
  }

  /** A figure without escrow is raised only once the last one had its settle time, right after a reading that agrees. */
  #setFigure(channel: number, intent: AbsoluteIntent, since: number): void {
    const listing = this.#state.listings[channel];
    const waitMs = listing && settleTimeLeftMs(listing, intent, moment(this.#market.now()), this.#settleMs);
    if (listing === undefined || (waitMs ?? 0) > 0) {
      this.#checks.after(channel, (waitMs ?? 0) / 1_000);
      return;
    }
    this.#claim(channel, intent);
    const set = () =>
      this.#reach(channel, () => {
        this.#market.set(channel, intent.target);
        return () => this.#finishFigure(channel, intent, since);
      });
    if (!raisesAbsolutely(intent)) {
      set();
      return;
    }
    this.#read(channel, (shows) => {
      if (judgeRaise(listing, intent, shows) === 'asBelieved') {
        set();
        return;
      }
      this.#change(channel, ({ intent: _intent, ...kept }) => ({ ...kept, revision: kept.revision + 1 }));
      this.#checks.after(channel, this.#channels.settleSeconds);
    });
  }

  #finishFigure(channel: number, intent: AbsoluteIntent, since: number): void {
    const now = this.#market.now();
    this.#change(channel, (listing) => ({
      ...withFigureAccepted(listing, intent, moment(now).toISOString()),
      lagMs: nextLagMs(listing, (now - since) * 1000),
    }));
    if (!this.#checks.isAhead(channel)) {
      this.#checks.after(channel, this.#channels.settleSeconds);
    }
    this.#goOn(channel);
  }

  /** A check of a channel whose exposed units only a reading can tell. */
  #followUp(channel: number): void {
    const listing = this.#state.listings[channel];
    const position = listing && escrowPositionOf(listing, this.#state.exposure);
    if (position !== undefined && needsReading(position)) {
      this.#checks.followUp(channel, this.#channels.settleSeconds);
    }
  }

  /** What is due is pushed; otherwise the channel is read, once its last push had its settle time. */
  #check(channel: number): void {
    const now = this.#market.now();
    const listing = this.#state.listings[channel];
    if (listing === undefined || listing.intent !== undefined) {
      return;
    }
    if (this.#push(channel, now)) {
      return;
    }
    if (!hasSettled(listing, moment(now), this.#settleMs)) {
      this.#checks.after(channel, Math.max(RECHECK_SECONDS_LEAST, this.#settledAt(listing.lastPushedAt) - now));
      return;
    }
    this.#read(channel, (shows) => this.#judge(channel, listing, shows, false));
  }

  /** `isPosted`: a marker has passed what waited in our own queue, in no time here; after it the channel is read once more. */
  #judge(channel: number, read: Listing, actual: number, isPosted: boolean): void {
    const now = this.#market.now();
    const listing = this.#state.listings[channel];
    if (listing?.revision !== read.revision || listing.shown !== read.shown) {
      this.#checks.after(channel, OVERTAKEN_SECONDS);
      return;
    }
    const position = escrowPositionOf(listing, this.#state.exposure);
    const verdict = position && judgeExposed(listing, position, actual, moment(now), this.#settleMs);
    switch (verdict?.kind) {
      case 'suspected':
        this.#change(channel, (each) => ({ ...each, suspicion: verdict.suspicion }));
        this.#checks.after(channel, this.#channels.settleSeconds);
        return;
      case 'tooSoon':
        this.#checks.after(channel, Math.max(RECHECK_SECONDS_LEAST, this.#settledAt(listing.suspicion?.at) - now));
        return;
      case 'proven':
        if (!isPosted) {
          this.#read(channel, (shows) => this.#judge(channel, listing, shows, true));
          return;
        }
        this.#change(channel, (each) => provenToShow(each, verdict.reading.actual));
        if (isStillOnDisplay(listing, verdict.reading.actual)) {
          this.#checks.after(channel, this.#channels.settleSeconds);
        }
        break;
      case 'agrees':
      case undefined:
        this.#change(channel, (each) => ({ ...each, agreedRevision: each.revision }));
        break;
      default:
        verdict satisfies never;
    }
    this.#goOn(channel);
  }

  /** When the settle time after that moment is over, in seconds after the beginning. */
  #settledAt(time: string | undefined): number {
    const at = time === undefined ? 0 : (Date.parse(time) - moment(0).getTime()) / 1_000;
    return at + this.#channels.settleSeconds;
  }

  #scheduleIdleCheck(): void {
    const now = this.#market.now();
    const dueAt = now + idleTimeout(this.#state, now);
    if (this.#isIdleCheckScheduled || dueAt > this.#market.endsAt) {
      return;
    }
    this.#isIdleCheckScheduled = true;
    this.#market.later(dueAt - now, () => {
      this.#isIdleCheckScheduled = false;
      this.#state.listings.forEach((_listing, channel) => {
        this.#goOn(channel);
      });
    });
  }

  /** Calls the channel; what `call` returns happens once its answer is known. */
  #reach(channel: number, call: (storefront: Storefront) => () => void, seconds = this.#market.lag.push): void {
    const { lag, storefronts } = this.#market;
    this.#market.later(seconds, () => {
      const storefront = storefronts[channel];
      const answered = storefront && call(storefront);
      if (answered !== undefined) {
        this.#market.later(lag.answer, answered);
      }
    });
  }

  /** Reads what the channel shows; `then` happens once that is known. */
  #read(channel: number, then: (shows: number) => void): void {
    const { read, push } = this.#market.lag;
    this.#reach(
      channel,
      ({ shows }) =>
        () =>
          then(shows),
      read ?? push,
    );
  }

  /** A push, or its next call, is written down before it is made. */
  #claim(channel: number, intent: PushIntent): void {
    this.#change(channel, (listing) => {
      return { ...listing, intent, generation: intent.generation, revision: listing.revision + 1 };
    });
  }

  #change(channel: number, change: (listing: Listing) => Listing): void {
    const listing = this.#state.listings[channel];
    if (listing !== undefined) {
      this.#state = withListing(this.#state, channel, change(listing));
    }
  }
}
