/** The push functions of the model, which follow the product's own rules. */
import { currentExposure, isDivided } from '../../shared/domain/exposure/exposure.ts';
import type { Listing, WithdrawNote } from '../../shared/domain/listing/listing.ts';
import type { AbsoluteIntent, DifferenceIntent, PushIntent } from '../../shared/domain/listing/push-intent.ts';
import { judgeRaise, raisesAbsolutely } from '../../shared/domain/pushing/absolute.ts';
import { mayBeCalled } from '../../shared/domain/pushing/absolute-escrow.ts';
import {
  answeredMore,
  believedAtPlan,
  belowZeroAfter,
  comparedWith,
  isAppliedOnce,
  isProvenByAnswer,
  judgeLeftRaise,
  nextAttempt,
  type RaiseProof,
  restsOnOldReading,
  showsMore,
  wasApplied,
} from '../../shared/domain/pushing/difference.ts';
import { canBeDropped, pushKey, withLeaseEnded } from '../../shared/domain/pushing/push.ts';
import { planPush } from '../../shared/domain/pushing/push-plan.ts';
import type { SkuState } from '../../shared/ports/sku-state.ts';
import { later, NOON } from '../fakes/facts.ts';
import type { SkuItems } from '../fakes/memory/memory-items.ts';
import { claimPush, claimRaise, finishPush, withdrawPush } from '../fakes/memory/memory-pushes.ts';
import { isMadeAgain, withFault, withFigureTaken, withNothingAppeared } from './differences/hands.ts';
import { brokenByAnswer, brokenByRaise } from './differences/promises.ts';
import { beginRebalance, type GoOn, rebalances } from './rebalancing.ts';
import type { Step } from './search.ts';
import {
  CHECKED,
  itemsOf,
  type Kind,
  NOW,
  type Rebalancing,
  rulesOf,
  type State,
  skuStateOf,
  type Worker,
  withAt,
  withItems,
} from './state.ts';

type Steps = readonly Step<State>[];

/** One function at work: pushSku (push-stock.ts) and makePush (push-steps.ts), each read, write and call a step. */
class PushFunction {
  readonly #state: State;
  readonly #kind: Kind;
  readonly #channel: number;
  readonly #number: number;
  readonly #name: string;

  constructor(state: State, kinds: readonly Kind[], number: number) {
    this.#state = state;
    this.#channel = number % kinds.length;
    this.#kind = kinds[this.#channel] ?? 'resultingCount';
    this.#number = number;
    this.#name = `push-${state.listings[this.#channel]?.channel}${number < kinds.length ? '' : ' (2nd)'}`;
  }

  get #raiseProof(): RaiseProof {
    return this.#kind === 'compareAndSwap' ? 'comparison' : 'reading';
  }

  steps(): Steps {
    const worker = this.#state.workers[this.#number] ?? { at: 'idle' };
    switch (worker.at) {
      case 'idle':
        return this.#state.requests[this.#channel] ? this.#takeRequest() : [];
      case 'round':
        return this.#reconcile(this.#state, false);
      case 'planned':
        return this.#claims(worker);
      case 'claimed':
        return this.#calls(worker.listing);
      case 'answered':
        return [...this.#finishes(worker), ...this.#crashes(this.#state)];
      default:
        return [
          ...rebalances(this.#state, worker, this.#name, this.#afterRebalance(worker.isLast)),
          ...this.#crashes(this.#state),
        ];
    }
  }

  #takeRequest(): Steps {
    const { requests, left } = this.#state;
    const taken = { ...this.#state, requests: withAt(requests, this.#channel, false) };
    const twice = { ...this.#state, left: { ...left, faults: left.faults - 1 } };
    const isShared = this.#state.workers.length > this.#state.listings.length;
    return [...this.#reconcile(taken, true), ...(isShared && left.faults > 0 ? this.#reconcile(twice, true) : [])];
  }

  #reconcile(state: State, isFirst: boolean): Steps {
    const read = skuStateOf(state, this.#channel);
    const listing = state.listings[this.#channel];
    if (listing === undefined) {
      return [];
    }
    const plan = planPush(read, listing, currentExposure(read, rulesOf('shared')), NOW, this.#raiseProof);
    if (plan.kind === 'push') {
      const planned = { at: 'planned', read, listing, intent: plan.intent } as const;
      const { delta, repeated } = plan.intent;
      return [[`${this.#name} plans ${signed(delta)}${repeated ? ' again' : ''}`, this.#with(state, planned)]];
    }
    const isBusy = plan.kind === 'busy';
    const stays = isBusy ? { ...state, requests: withAt(state.requests, this.#channel, true) } : state;
    const done = isFirst ? this.#rebalance(stays, true) : this.#with(stays, { at: 'idle' });
    return [[`${this.#name} finds ${isBusy ? 'a push on its way' : 'nothing due'}`, done]];
  }

  #rebalance(state: State, isLast: boolean, read = skuStateOf(state, this.#channel)): State {
    const goOn = this.#afterRebalance(isLast);
    if (read.components !== undefined) {
      const goesOnElsewhere = read.components.some((each) => each.isDivided);
      return goOn({ ...state, ...(goesOnElsewhere && { goesOnElsewhere }) }, undefined);
    }
    return isDivided(read.exposure) ? beginRebalance(state, goOn) : goOn(state, undefined);
  }

  #afterRebalance(isLast: boolean): GoOn {
    return (state, at: Rebalancing | undefined) =>
      this.#with(state, at === undefined ? { at: isLast ? 'idle' : 'round' } : { ...at, isLast });
  }

  #claims({ read, listing, intent }: Extract<Worker, { at: 'planned' }>): Steps {
    const items = itemsOf(this.#state);
    const isNewRaise = listing.intent === undefined && intent.delta > 0;
    const claimed = isNewRaise ? this.#claimsRaise(items, read, listing, intent) : claimPush(items, listing, intent);
    if (claimed === undefined) {
      return [[`${this.#name} may not begin it any more`, this.#rebalance(this.#state, false, read)]];
    }
    const begun = withNothingAppeared(withItems(this.#state, items), this.#channel);
    return [[`${this.#name} begins it`, this.#with(begun, { at: 'claimed', listing: claimed })]];
  }

  /** As the push store: a bundle is raised only while its components are offered as they were read. */
  #claimsRaise(items: SkuItems, read: SkuState, listing: Listing, intent: PushIntent): Listing | undefined {
    return areOfferedAsRead(this.#state, read) ? claimRaise(items, read, listing, intent) : undefined;
  }

  #calls(listing: Listing): Steps {
    const state = this.#state;
    const { intent } = listing;
    if (intent === undefined) {
      return [];
    }
    if (isMadeAgain(state, this.#channel) || listing.externalId !== state.hands[this.#channel]?.item) {
      return [[`${this.#name} is refused: its item is gone`, this.#withdrawn(listing, intent, {}, 'idle')]];
    }
    if (intent.kind === 'absolute') {
      return this.#sets(listing, intent);
    }
    const shows = state.shows[this.#channel] ?? 0;
    if (intent.unread) {
      return [[`${this.#name} reads ${shows}`, this.#reads(listing, intent, shows)]];
    }
    const notCalled = this.#beforeLeftRaise(listing, intent, shows);
    if (notCalled !== undefined) {
      return [[`${this.#name} reads ${shows}, and does not call again`, notCalled]];
    }
    const { answer, after } = this.#called(listing, intent);
    const spent = { ...state.left, faults: state.left.faults - 1 };
    const lost = (each: State) => withFault({ ...each, left: spent }, this.#channel);
    const [lostBefore, lostAfter] = [lost(state), lost(after)];
    const call = `${this.#name} calls its channel for ${signed(intent.delta)}`;
    const steps: Step<State>[] = [[`${call}: ${answer.kind}`, this.#ended(after, listing, intent, answer)]];
    if (state.left.faults > 0) {
      steps.push([`${call}, which gets no answer, and gives it back`, this.#givesBack(lostBefore, listing, intent)]);
      steps.push([
        `${call}: ${answer.kind}, but the answer is lost and it is given back`,
        this.#givesBack(lostAfter, listing, intent),
      ]);
      steps.push([`${call}, which is throttled`, this.#throttled(lostBefore, listing, intent)]);
      steps.push([`${this.#name} crashes before its call`, this.#crashed(lostBefore)]);
      steps.push([`${call}: ${answer.kind}, and crashes`, this.#crashed(lostAfter)]);
    }
    return steps;
  }

  /** As stepByDifference (push-by-difference.ts): a channel that shows more is believed, and the push planned anew. */
  #reads(listing: Listing, intent: DifferenceIntent, shows: number): State {
    const state = this.#state;
    if (showsMore(believedAtPlan(listing, intent), state.head, shows)) {
      return this.#believes(listing, intent, shows);
    }
    return this.#claimed(withNothingAppeared(state, this.#channel), listing, comparedWith(intent, shows));
  }

  /** As stepBeforeLeftRaise (push-by-difference.ts), in one step with the call: undefined where the call is made. */
  #beforeLeftRaise(listing: Listing, intent: DifferenceIntent, shows: number): State | undefined {
    const { head } = this.#state;
    if (!intent.repeated || !restsOnOldReading(intent, this.#raiseProof, head)) {
      return undefined;
    }
    switch (judgeLeftRaise(listing, intent, head, shows)) {
      case 'call':
        return undefined;
      case 'applied':
        return this.#with(this.#state, { at: 'answered', listing, nowShows: shows, isGuess: true });
      case 'planAnew':
        return this.#believes(listing, intent, shows);
    }
  }

  #believes(listing: Listing, intent: PushIntent, shows: number): State {
    return this.#withdrawn(listing, intent, { seen: { units: shows, asOf: NOON } }, 'round');
  }

  #withdrawn(listing: Listing, intent: PushIntent, note: WithdrawNote, at: 'idle' | 'round'): State {
    const items = itemsOf(this.#state);
    withdrawPush(items, listing, intent, note);
    const after = withItems(this.#state, items);
    return this.#with(note.seen ? withFigureTaken(after, this.#channel) : after, { at });
  }

  /** As pushAbsolute (push-absolute.ts): the channel accepts the figure, and applies it at some later time. */
  #sets(listing: Listing, intent: AbsoluteIntent): Steps {
    const state = this.#state;
    const ended = (after: State) => this.#with(after, { at: 'answered', listing, isGuess: false });
    if (intent.basis === 'share' && !mayBeCalled(intent)) {
      return [[`${this.#name} does not call for ${intent.target} again`, ended(state)]];
    }
    const pending = state.figures[this.#channel] ?? [];
    if (raisesAbsolutely(intent)) {
      const judged = judgeRaise(listing, intent, state.shows[this.#channel] ?? 0);
      if (pending.length > 0 || judged !== 'asBelieved') {
        const items = itemsOf(state);
        withdrawPush(items, listing, intent, { checkAt: later(60) });
        return [[`${this.#name} withdraws its raise`, this.#crashed(withItems(state, items))]];
      }
    }
    const call = `${this.#name} calls its channel for ${intent.target}`;
    // Of several zeros on their way one is kept: otherwise there would be no end to the states.
    const added = intent.target === 0 && pending.includes(0) ? pending : [...pending, intent.target];
    const accepted = { ...state, figures: withAt(state.figures, this.#channel, added) };
    const steps: Step<State>[] = [[`${call}: accepted`, ended(accepted)]];
    if (state.left.faults > 0) {
      const left = { ...state.left, faults: state.left.faults - 1 };
      for (const [what, after] of [
        [`${call}, which gets no answer`, { ...state, left }],
        [`${call}: accepted, but the answer is lost`, { ...accepted, left }],
      ] as const) {
        const isOver = intent.basis === 'share' && intent.target > 0;
        steps.push([what, isOver ? ended(after) : this.#givesBack(after, listing, intent)]);
        steps.push([`${what}, and crashes`, this.#crashed(after)]);
      }
      steps.push([`${call}, which is throttled`, this.#throttled({ ...state, left }, listing, intent)]);
    }
    return steps;
  }

  /** The channel’s answer, and the state once it has done what it was asked for. */
  #called(listing: Listing, intent: PushIntent): { answer: Answer; after: State } {
    const state = this.#state;
    const key = pushKey(listing, intent);
    const shows = state.shows[this.#channel] ?? 0;
    const earlier = state.applied[this.#channel];
    if (earlier?.key === key) {
      return { answer: { kind: 'applied', nowShows: earlier.nowShows }, after: state };
    }
    if (this.#kind === 'compareAndSwap' && intent.changeFrom !== null && intent.changeFrom !== shows) {
      return { answer: { kind: 'stale' }, after: state };
    }
    const nowShows = shows + intent.delta;
    const compares = this.#kind === 'compareAndSwap' && intent.changeFrom !== null;
    const broken = brokenByRaise(state, this.#channel, { intent, nowShows, compares });
    const after = {
      ...state,
      ...(broken && { broken }),
      shows: withAt(state.shows, this.#channel, nowShows),
      applied: withAt(state.applied, this.#channel, { key, nowShows }),
    };
    return { answer: { kind: 'applied', nowShows }, after };
  }

  #ended(state: State, listing: Listing, intent: DifferenceIntent, answer: Answer): State {
    if (answer.kind === 'applied') {
      return this.#with(state, { at: 'answered', listing, nowShows: answer.nowShows, isGuess: false });
    }
    const actual = state.shows[this.#channel] ?? 0;
    const atMost = listing.shown + Math.max(0, intent.delta);
    if (intent.repeated && showsMore({ ...listing, shown: atMost }, state.head, actual)) {
      return this.#believes(listing, intent, actual);
    }
    return wasApplied(intent, actual)
      ? this.#with(state, { at: 'answered', listing, nowShows: actual, isGuess: true })
      : this.#claimed(state, listing, nextAttempt(intent));
  }

  #claimed(state: State, listing: Listing, intent: PushIntent): State {
    const items = itemsOf(state);
    const claimed = claimPush(items, listing, intent);
    return this.#with(withItems(state, items), claimed ? { at: 'claimed', listing: claimed } : { at: 'round' });
  }

  #givesBack(state: State, listing: Listing, intent: PushIntent): State {
    const items = itemsOf(state);
    claimPush(items, listing, withLeaseEnded(intent, 'unanswered'));
    return this.#crashed(withItems(state, items));
  }

  #throttled(state: State, listing: Listing, intent: PushIntent): State {
    const items = itemsOf(state);
    if (canBeDropped(intent)) {
      withdrawPush(items, listing, intent, {});
    } else {
      claimPush(items, listing, withLeaseEnded(intent, 'notApplied'));
    }
    return this.#crashed(withItems(state, items));
  }

  /** As `applied` in end-push.ts. */
  #finishes({ listing, nowShows, isGuess }: Extract<Worker, { at: 'answered' }>): Steps {
    const { intent } = listing;
    if (intent === undefined) {
      return [];
    }
    const items = itemsOf(this.#state);
    const isSeen = nowShows !== undefined && !isGuess && isAppliedOnce(listing, intent, nowShows);
    const more = isGuess ? undefined : answeredMore(listing, intent, this.#state.head, nowShows);
    const note = {
      ...(nowShows !== undefined && {
        answered: nowShows,
        pushedBelowZero: belowZeroAfter(listing, intent, nowShows),
      }),
      ...(isSeen && { comparedAt: NOON }),
      ...(more !== undefined && { seen: { units: more, asOf: NOON } }),
      ...(this.#isChecked(listing, intent, isGuess ? undefined : nowShows) && { checkAt: later(60) }),
    };
    // What is not seen to be applied ended after all that was seen.
    finishPush(items, listing, { intent, endedAt: isSeen ? NOON : CHECKED, answer: 'applied' }, note);
    const after = withItems(this.#state, items);
    const broken =
      this.#isOfNow(listing) && !isGuess ? brokenByAnswer(after, this.#channel, intent, nowShows) : undefined;
    const figured = more === undefined ? after : withFigureTaken(after, this.#channel);
    return [[`${this.#name} ends it`, this.#rebalance({ ...figured, ...(broken && { broken }) }, false)]];
  }

  /** Every push is checked that its answer does not prove; under escrow, here, those where a check can find anything. */
  #isChecked(listing: Listing, intent: PushIntent, answered: number | undefined): boolean {
    return this.#state.isCompared
      ? this.#kind === 'compareAndSwap' || !isProvenByAnswer(listing, intent, answered)
      : answered === undefined || answered < 0;
  }

  /** Nothing that was reported since the push began has moved what we believe. */
  #isOfNow({ shown }: Listing): boolean {
    return this.#state.isCompared && this.#state.listings[this.#channel]?.shown === shown;
  }

  #crashes(state: State): Steps {
    const { left } = state;
    const spent = { ...left, faults: left.faults - 1 };
    return left.faults > 0
      ? [[`${this.#name} crashes`, this.#crashed(withFault({ ...state, left: spent }, this.#channel))]]
      : [];
  }

  /** Its message comes again. */
  #crashed(state: State): State {
    return this.#with({ ...state, requests: withAt(state.requests, this.#channel, true) }, { at: 'idle' });
  }

  #with(state: State, worker: Worker): State {
    return { ...state, workers: withAt(state.workers, this.#number, worker) };
  }
}

type Answer = { readonly kind: 'applied'; readonly nowShows: number } | { readonly kind: 'stale' };

export function pushes(state: State, kinds: readonly Kind[]): Steps {
  return state.workers.flatMap((_worker, number) => pushesOf(state, kinds, number));
}

export function pushesOf(state: State, kinds: readonly Kind[], number: number): Steps {
  return new PushFunction(state, kinds, number).steps();
}

/** Whether the components of a bundle are offered as they were read. */
export function areOfferedAsRead({ madeFrom }: State, { components = [] }: Pick<SkuState, 'components'>): boolean {
  return components.every(({ exposure }, index) => {
    const present = madeFrom?.components[index];
    return present?.exposure?.revision === exposure?.revision;
  });
}

function signed(units: number): string {
  return units > 0 ? `+${units}` : `${units}`;
}
