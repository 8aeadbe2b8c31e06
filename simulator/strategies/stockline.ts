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
import { needsReading } from '../../shared/domain/pushing/absolute-escrow.ts';
import { channelsDue } from '../../shared/domain/pushing/channels-due.ts';
import {
  belowZeroAfter,
  comparedWith,
  needsReadingAfter,
  nextAttempt,
} from '../../shared/domain/pushing/difference.ts';
import { planPush } from '../../shared/domain/pushing/push-plan.ts';
import { hasSettled, suspectedInPassing } from '../../shared/domain/reconciling/drift.ts';
import type { Beside } from '../market/happenings.ts';
import type { ActiveStrategy, LedgerSale, Market, Strategy } from '../market/market.ts';
import { besideSale } from './beside-sale.ts';
import type { Relations } from './bundle.ts';
import { reach, readShown } from './calls.ts';
import { CheckTimes } from './check-times.ts';
import { withFigureAccepted } from './figures.ts';
import { afterReading, afterReadingLeft, isWatched } from './readings.ts';
import { idleTimeout, moment, postSale, revised, type SkuState, withListing } from './sku-state.ts';
import type { Channels } from './takes.ts';

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
    movesUnits: opened.exposure.shares !== undefined || channels.willMoveUnits === true,
    begin: (market) => new Stockline(opened, channels, market),
  };
}

/** A check that comes while its listing moves is made again after so many seconds. */
const OVERTAKEN_SECONDS = 1;
/** No check is made again sooner. */
const RECHECK_SECONDS_LEAST = 1;
export class Stockline implements ActiveStrategy {
  #state: SkuState;
  /** For each channel: when the first sale was that it does not show yet. */
  readonly #behindSince: number[];
  /** The holder of the last units is checked again after a while, whatever happens until then. */
  #isIdleCheckScheduled = false;
  readonly #channels: Channels;
  readonly #market: Market;
  readonly #relations: Relations;
  readonly #checks: CheckTimes;
  readonly beside: Beside;

  constructor(opened: SkuState, channels: Channels, market: Market, relations: Relations = {}) {
    this.#state = opened;
    this.#relations = relations;
    this.#behindSince = opened.listings.map(() => Number.POSITIVE_INFINITY);
    this.#channels = channels;
    this.#market = market;
    this.#checks = new CheckTimes(market, channels.settleSeconds, (channel) => this.#check(channel));
    this.beside = besideSale({
      settleMs: this.#settleMs,
      now: () => market.now(),
      state: () => this.#state,
      post: (posted) => this.post(posted, market.now()),
      offer: (state, notified) => this.#offer(state, notified),
      change: (channel, change) => this.#change(channel, change),
      checkAfter: (channel, seconds) => this.#checks.once(channel, seconds),
    });
  }

  onSale(sale: LedgerSale): void {
    this.post(postSale(this.#state, sale, this.#market.now(), this.#settleMs), sale.soldAt);
  }

  /** What a posting leaves: its exposure is revised, and channels are notified. `since`: when what is posted happened. */
  post(posted: SkuState, since: number): void {
    const before = this.#state;
    this.#state = revised(posted, this.#market.now(), { release: 'keep', settleMs: this.#settleMs });
    this.#notify(before, since);
    this.#relations.onChanged?.(since);
    this.#scheduleIdleCheck();
  }

  /** The SKU as it is read now. */
  get state(): SkuState {
    return this.#relations.read?.(this.#state) ?? this.#state;
  }

  /** It is offered in another way, without a posting. */
  #offer(state: SkuState, notified: 'due' | 'all'): void {
    const before = this.#state;
    this.#state = state;
    if (notified === 'due') {
      this.#notifyOffered(before);
    } else {
      this.reconcileAll(this.#market.now());
      this.#relations.onChanged?.(this.#market.now());
    }
  }

  /** Every channel whose listing is pushed reconciles in the next event. */
  reconcileAll(since: number): void {
    this.#state.listings.forEach(({ managed }, channel) => {
      if (managed) {
        this.#market.later(0, () => this.#reconcile(channel, since));
      }
    });
  }

  get #settleMs(): number {
    return this.#channels.settleSeconds * 1_000;
  }

  /** The channels that are due since that state, and those of bundles while they may show something. */
  #notifyOffered(before: SkuState): void {
    const { shares, bundled } = this.#state.exposure;
    const isAnyDue = this.#notify(before, this.#market.now());
    if (isAnyDue && !(shares !== undefined && bundled === 0)) {
      this.#relations.onChanged?.(this.#market.now());
    }
  }

  /** The channels that are due since that state reconcile in the next event. `since`: when the sale or the answer was. */
  #notify(before: SkuState, since: number): boolean {
    if (this.#state.exposure.madeOf !== undefined) {
      this.reconcileAll(since);
      return true;
    }
    const due = channelsDue(before, this.#state, this.#state.exposure.rules);
    this.#state.listings.forEach((listing, channel) => {
      if (due.includes(listing.channel)) {
        this.#market.later(0, () => this.#reconcile(channel, since));
      }
    });
    return due.length > 0;
  }

  /** Pushes what is due to the channel; where nothing is, or a push is on its way, units may still be free to move. */
  #reconcile(channel: number, since: number): void {
    if (!this.#push(channel, since)) {
      this.rebalance(channel);
    }
  }

  /** Shares move by what is known now. A channel that must be read for it is checked later. */
  rebalance(channel: number): void {
    const before = this.#state;
    if (this.#relations.rebalance !== undefined || !isDivided(before.exposure)) {
      this.#relations.rebalance?.(channel);
      return;
    }
    const exposure = this.#relations.counted?.(before) ?? before.exposure;
    this.#state = revised({ ...before, exposure }, this.#market.now(), {
      release: 'release',
      settleMs: this.#settleMs,
    });
    if (this.#state.exposure !== before.exposure) {
      this.#notifyOffered(before);
    }
    this.#followUp(channel);
    this.#relations.onRebalanced?.(channel);
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
    this.rebalance(channel);
    this.#push(channel, this.#market.now());
  }

  #planned(listing: Listing, channel: number): PushIntent | undefined {
    const raiseProof = this.#channels.takes[channel] === 'resulting-count' ? 'reading' : 'comparison';
    const now = moment(this.#market.now());
    const plan = planPush(this.state, listing, this.#state.exposure, now, raiseProof);
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
      readShown(this.#market, channel, (shows) => goOn(comparedWith(intent, shows)));
      return;
    }
    reach(this.#market, channel, (storefront) => {
      if (takes === 'compare-and-swap' && intent.changeFrom !== null && intent.changeFrom !== storefront.shows) {
        return () => goOn(nextAttempt(intent));
      }
      storefront.change(intent.delta);
      const answered = takes === 'compare-and-swap' && intent.changeFrom === null ? undefined : storefront.shows;
      return () => {
        if (answered !== undefined) {
          this.#finish(channel, intent, answered, since);
        } else if (needsReadingAfter(intent, answered)) {
          readShown(this.#market, channel, (seen) => this.#finish(channel, intent, seen, since));
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
    if (listing?.suspicion !== undefined && raisesAbsolutely(intent) && this.#checks.isAhead(channel)) {
      // The last raise found a figure that nothing explains: the check finds out what it is.
      return;
    }
    const waitMs = listing && settleTimeLeftMs(listing, intent, moment(this.#market.now()), this.#settleMs);
    if (listing === undefined || (waitMs ?? 0) > 0) {
      this.#checks.after(channel, (waitMs ?? 0) / 1_000);
      return;
    }
    this.#claim(channel, intent);
    const set = () =>
      reach(this.#market, channel, () => {
        this.#market.set(channel, intent.target);
        return () => this.#finishFigure(channel, intent, since);
      });
    if (!raisesAbsolutely(intent)) {
      set();
      return;
    }
    readShown(this.#market, channel, (shows) => {
      if (judgeRaise(listing, intent, shows) === 'asBelieved') {
        set();
        return;
      }
      this.#change(channel, ({ intent: _intent, ...kept }) => ({
        ...kept,
        suspicion: suspectedInPassing(kept, shows, moment(this.#market.now())),
        revision: kept.revision + 1,
      }));
      this.#checkUnlessAhead(channel);
    });
  }

  #finishFigure(channel: number, intent: AbsoluteIntent, since: number): void {
    const now = this.#market.now();
    this.#change(channel, (listing) => ({
      ...withFigureAccepted(listing, intent, moment(now).toISOString()),
      lagMs: nextLagMs(listing, (now - since) * 1000),
    }));
    this.#checkUnlessAhead(channel);
    this.#goOn(channel);
  }

  #checkUnlessAhead(channel: number): void {
    if (!this.#checks.isAhead(channel)) {
      this.#checks.after(channel, this.#channels.settleSeconds);
    }
  }

  /** Only a reading proves what the listing may still sell. */
  checkForProof(channel: number): void {
    this.#checks.followUp(channel, this.#channels.settleSeconds);
  }

  /** A check of a channel whose exposed units only a reading can tell. */
  #followUp(channel: number): void {
    const listing = this.#state.listings[channel];
    const position = listing && escrowPositionOf(listing, this.#state.exposure);
    if (position !== undefined && needsReading(position)) {
      this.checkForProof(channel);
    }
  }

  /** What is due is pushed; otherwise the channel is read, once its last push had its settle time. */
  #check(channel: number): void {
    const now = this.#market.now();
    const listing = this.#state.listings[channel];
    if (listing === undefined || listing.intent !== undefined || !isWatched(listing, this.#state.exposure.shares)) {
      return;
    }
    // A raise that might put unreported sales back on display is judged by what is read now.
    const planned = this.#planned(listing, channel);
    if (!(planned && raisesAbsolutely(planned)) && this.#push(channel, now)) {
      return;
    }
    if (!hasSettled(listing, moment(now), this.#settleMs)) {
      const agoMs = moment(now).getTime() - Date.parse(listing.lastPushedAt ?? '');
      this.#checks.after(channel, Math.max(RECHECK_SECONDS_LEAST, (this.#settleMs - agoMs) / 1_000));
      return;
    }
    readShown(this.#market, channel, (shows) => this.#judge(channel, listing, shows, false));
  }

  /** `isPosted`: a marker has passed what waited in our own queue, in no time here; after it the channel is read once more. */
  #judge(channel: number, read: Listing, actual: number, isPosted: boolean): void {
    const listing = this.#state.listings[channel];
    if (listing?.revision !== read.revision || listing.shown !== read.shown) {
      this.#checks.after(channel, OVERTAKEN_SECONDS);
      return;
    }
    const judge = read.managed ? afterReading : afterReadingLeft;
    const reading = { actual, now: moment(this.#market.now()), settleMs: this.#settleMs };
    const judged = judge(listing, this.state, reading);
    if (judged.isProof && !isPosted) {
      readShown(this.#market, channel, (shows) => this.#judge(channel, listing, shows, true));
      return;
    }
    this.#change(channel, () => judged.listing);
    if (judged.againAfterSeconds !== undefined) {
      this.#checks.after(channel, judged.againAfterSeconds);
    }
    if (judged.goesOn) {
      this.#goOn(channel);
    }
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
