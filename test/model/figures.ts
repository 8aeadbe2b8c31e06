/** What a channel that takes absolute figures (Amazon) does by itself in the model, and the checks that read it. */
import { currentExposure, type Exposure } from '../../shared/domain/exposure/exposure.ts';
import { type Listing, listingId } from '../../shared/domain/listing/listing.ts';
import { escrowPositionOf, escrowPositionOfBundle } from '../../shared/domain/pushing/absolute.ts';
import {
  type EscrowPosition,
  isStillOnDisplay,
  judgeExposed,
  needsReading,
} from '../../shared/domain/pushing/absolute-escrow.ts';
import { planPush, waitsForCheck } from '../../shared/domain/pushing/push-plan.ts';
import { later, NOON } from '../fakes/facts.ts';
import { noted, provenBy } from '../fakes/memory/memory-items.ts';
import type { Step } from './search.ts';
import { type Kind, NOW, type Order, rulesOf, SETTLE_MS, SETTLED, type State, skuStateOf, withAt } from './state.ts';

type Steps = readonly Step<State>[];

/** What a channel that only accepts figures (Amazon) does by itself, and the checks that read it. */
export function figuresMove(state: State, kinds: readonly Kind[]): Steps {
  return kinds.flatMap((kind, channel) =>
    kind === 'acceptsFigures' ? [...applies(state, channel), ...(state.isCompared ? [] : checks(state, channel))] : [],
  );
}

/** A figure is applied at any time and in any order, whatever the channel sold meanwhile; or it is lost; 0 may come twice. */
function applies(state: State, channel: number): Steps {
  const { figures, shows, left } = state;
  const pending = figures[channel] ?? [];
  const name = state.listings[channel]?.channel;
  return pending.flatMap((figure, index) => {
    const others = pending.toSpliced(index, 1);
    const applied = { ...state, shows: withAt(shows, channel, figure) };
    const done = { ...applied, figures: withAt(figures, channel, others) };
    const steps: Step<State>[] = [[`${name} applies ${figure}`, done]];
    if (left.faults > 0) {
      const spent = { ...left, faults: left.faults - 1 };
      const lost = { ...state, figures: withAt(figures, channel, others), left: spent };
      steps.push([`${name} loses ${figure}`, lost]);
      if (figure === 0) {
        steps.push([`${name} applies 0 for the first time`, { ...applied, left: spent }]);
      }
    }
    return steps;
  });
}

/** A check reads the channel, and writes what it found unless the listing has moved since it was read. */
function checks(state: State, channel: number): Steps {
  const checker = state.checkers[channel];
  return checker === undefined ? reads(state, channel) : [writes(state, channel, checker)];
}

/**
 * Whether a check can still find something, so that the model is not at rest: one is scheduled, units wait for it, or the
 * comparison with the channel's catalogue finds a difference (compare-catalogue.ts).
 */
export function needsCheck(state: State, channel: number): boolean {
  const listing = state.listings[channel];
  const { exposure } = state.head;
  const position = listing && positionOf(state, listing, exposure);
  if (listing === undefined || position === undefined) {
    return false;
  }
  const isCompared = (state.figures[channel] ?? []).length === 0 && state.shows[channel] !== listing.shown;
  return listing.checkAt !== undefined || needsReading(position) || isCompared;
}

/** As compareFigure (compare-listing.ts): under escrow of its own, or as the listing of a bundle. */
function positionOf({ madeFrom }: State, listing: Listing, exposure: Exposure | undefined): EscrowPosition | undefined {
  return (exposure && escrowPositionOf(listing, exposure)) ?? escrowPositionOfBundle(listing, madeFrom?.components);
}

/** A5, A6: not while a push is on its way, nor before every raise was applied or lost. A pending 0 need not be waited for. */
function reads(state: State, channel: number): Steps {
  const listing = state.listings[channel];
  const isSettled = (state.figures[channel] ?? []).every((figure) => figure === 0);
  if (listing === undefined || !needsCheck(state, channel) || !isSettled) {
    return [];
  }
  const read = skuStateOf(state, channel);
  const plan = planPush(read, listing, currentExposure(read, rulesOf('shared')), NOW);
  if (plan.kind !== 'nothing' && !waitsForCheck(listing, plan)) {
    return plan.kind === 'push' && !state.requests[channel]
      ? [
          [
            `a check finds a push due on ${listing.channel}`,
            { ...state, requests: withAt(state.requests, channel, true) },
          ],
        ]
      : [];
  }
  const actual = state.shows[channel] ?? 0;
  const { exposure } = state.head;
  const unreported = state.orders.map((order) => order.channel === channel && isUnreported(order));
  const checker = { listing, actual, unreported, ...(exposure && { exposure }) };
  return [
    [`a check reads ${actual} on ${listing.channel}`, { ...state, checkers: withAt(state.checkers, channel, checker) }],
  ];
}

type Checker = NonNullable<State['checkers'][number]>;

function writes(state: State, channel: number, { listing, actual, unreported, exposure }: Checker): Step<State> {
  const done = { ...state, checkers: withAt(state.checkers, channel, undefined) };
  const stored = state.listings[channel];
  const position = positionOf(state, listing, exposure);
  const isMoved = stored?.revision !== listing.revision || stored.checkAt !== listing.checkAt;
  if (stored === undefined || position === undefined || isMoved) {
    return [`the check of ${listing.channel} was overtaken`, done];
  }
  // A8: a settle time after the reading, all that happened before it was reported.
  const areReported = state.orders.every(
    (order) => order.channel !== channel || !order.isBeforeReading || !isUnreported(order),
  );
  const verdict = judgeExposed(listing, position, actual, areReported ? SETTLED : NOW, SETTLE_MS);
  switch (verdict.kind) {
    case 'suspected': {
      const { suspicion } = verdict;
      const again = noted(stored, { kind: 'again', checkAt: later(60), suspicion: { ...suspicion, at: NOON } });
      const orders = state.orders.map((order, index) =>
        order.channel === channel ? { ...order, isBeforeReading: unreported[index] ?? false } : order,
      );
      const listings = withAt(state.listings, channel, again);
      return [`the check of ${listing.channel} keeps its reading of ${actual}`, { ...done, listings, orders }];
    }
    case 'tooSoon':
      return [`the check of ${listing.channel} comes too soon`, done];
    case 'proven': {
      if (stored.shown !== verdict.reading.shown) {
        return [`the check of ${listing.channel} was overtaken by a report`, done];
      }
      const proven = provenBy(stored, verdict.reading, listing);
      const isReadAgain = isStillOnDisplay(listing, verdict.reading.actual);
      const checked = isReadAgain ? { ...proven, checkAt: later(60) } : proven;
      const listings = withAt(state.listings, channel, checked);
      const requests = withAt(state.requests, channel, true);
      return [
        `${listing.channel} is proven to sell ${verdict.reading.actual} at most`,
        { ...done, listings, requests },
      ];
    }
    case 'agrees': {
      const agreed = noted(stored, { kind: 'agrees', evidence: { kind: 'reading', asOf: NOON } });
      const requests = withAt(state.requests, channel, true);
      return [
        `the check of ${listing.channel} agrees`,
        { ...done, listings: withAt(state.listings, channel, agreed), requests },
      ];
    }
    default:
      return verdict satisfies never;
  }
}

/** Something of the order happened that the ledger has not received. */
export function isUnreported({ onTheWay, seen }: Order): boolean {
  const known = seen?.line?.version ?? 0;
  return (onTheWay[0] > 0 && known < 1) || (onTheWay[1] > 0 && known < 2);
}

/** Somebody divides the units otherwise: all of them to one channel. So every way of dividing them is tried. */
export function divisions(state: State): Steps {
  const { left, head, listings } = state;
  const { exposure } = head;
  if (left.divisions <= 0 || exposure?.shares === undefined) {
    return [];
  }
  const { shares } = exposure;
  const pool = Object.values(shares).reduce((sum, { goal }) => sum + Math.max(0, goal), 0);
  return listings.map((listing) => {
    const all = Object.fromEntries(
      Object.entries(shares).map(([id, share]) => [id, { ...share, goal: id === listingId(listing) ? pool : 0 }]),
    );
    const divided = { ...exposure, shares: all, revision: exposure.revision + 1 };
    const after = { ...state, head: { ...head, exposure: divided }, left: { ...left, divisions: left.divisions - 1 } };
    return [`all units are to go to ${listing.channel}`, { ...after, requests: listings.map(() => true) }];
  });
}
