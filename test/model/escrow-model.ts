/** The model of escrow in small worlds: `search.ts` visits every order of its events and finds a broken promise. */
import type { Exposure } from '../../shared/domain/exposure/exposure.ts';
import { isInForce } from '../../shared/domain/exposure/shares.ts';
import { CHAIN_START } from '../../shared/domain/ledger/ledger-entry.ts';
import { isSeenSincePush, type Listing, listingId } from '../../shared/domain/listing/listing.ts';
import type { PushIntent } from '../../shared/domain/listing/push-intent.ts';
import { standingReading } from '../../shared/domain/pushing/absolute-escrow.ts';
import { pushKey } from '../../shared/domain/pushing/push.ts';
import { mustReadFirst } from '../../shared/domain/pushing/push-plan.ts';
import { available, totalStock } from '../../shared/domain/stock/stock.ts';
import type { SkuState } from '../../shared/ports/sku-state.ts';
import { ABSOLUTE, DIFFERENCE, listing, MAIN, MUG, NOON } from '../fakes/facts.ts';
import { compares } from './differences/comparing.ts';
import { handsMove, isMadeAgain, restingHand } from './differences/hands.ts';
import { divisions, figuresMove } from './figures.ts';
import { timePasses } from './passing-time.ts';
import { brokenBy, isAtRest } from './promises.ts';
import { areOfferedAsRead, pushes, pushesOf } from './pushing.ts';
import { operates } from './rebalancing.ts';
import type { Model, Step } from './search.ts';
import { happenings, posts } from './shop.ts';
import { CHANNELS, LONG_AGO, onHand, type Place, type Setting, type State, skuStateOf, unreportedOn } from './state.ts';

/** Escrow as the product runs it, small enough that everything that can happen in it is visited. */
export function escrowModel(setting: Setting): Model<State> {
  const { kinds, grain } = setting;
  return {
    first: opened(setting),
    steps: (state) => stepsOf(state, kinds, grain),
    keyOf,
    brokenBy,
    describe: described,
    isAtRest,
  };
}

/** All that can happen next around one SKU. */
export function stepsOf(state: State, kinds: Setting['kinds'], grain: Setting['grain']): readonly Step<State>[] {
  const steps = [
    ...happenings(state),
    // A bundle is posted together with what it is made of (bundles/posting-bundles.ts).
    ...(state.madeFrom === undefined ? posts(state) : []),
    ...pushes(state, kinds),
    ...operates(state),
    ...timePasses(state, kinds),
    ...figuresMove(state, kinds),
    ...divisions(state),
    ...handsMove(state),
    ...compares(state),
  ].map(([what, after]): Step<State> => [what, promised(after)]);
  return grain === 'fine' ? steps : steps.flatMap((step) => atOnce(step, kinds));
}

/** All channels show what is there, and nothing is on its way. */
export function opened(setting: Setting): State {
  const { kinds, units, policies, budget, workersPerChannel = 1, isCompared = false } = setting;
  const places: readonly Place[] =
    setting.places ?? CHANNELS.slice(0, kinds.length).map((channel) => ({ channel, location: MAIN }));
  const stock = onHand(
    units,
    places.flatMap(({ location, drawsOn }) => drawsOn ?? [location]),
  );
  const listings = places.map(({ channel, location, drawsOn = [location] }, index) =>
    listing(channel, units * drawsOn.length, {
      push: kinds[index] === 'acceptsFigures' ? ABSOLUTE : DIFFERENCE,
      ...(setting.places && { channelLocation: location, drawsOn }),
    }),
  );
  return {
    head: { sku: MUG, seq: 1, headHash: CHAIN_START, lastPostedAt: NOON, stock, countedAt: {} },
    listings,
    hands: listings.map(({ externalId }) => restingHand(externalId)),
    isCompared,
    shows: listings.map(({ shown }) => shown),
    applied: kinds.map(() => undefined),
    figures: kinds.map(() => []),
    checkers: kinds.map(() => undefined),
    orders: [],
    changes: [],
    requests: kinds.map(() => false),
    poster: { at: 'idle' },
    workers: Array.from({ length: kinds.length * workersPerChannel }, () => ({ at: 'idle' }) as const),
    operator: { at: 'idle' },
    policies,
    left: budget,
    demand: 0,
    isPromised: false,
  };
}

/** Continues with a function that has only read, or has not notified yet, until there is none: no other step comes between. */
function atOnce([what, state]: Step<State>, kinds: Setting['kinds']): readonly Step<State>[] {
  const { poster, operator, workers } = state;
  const isBetween = ({ at }: { readonly at: string }) => BETWEEN.has(at);
  const number = workers.findIndex(isBetween);
  const next = isBetween(poster)
    ? posts(state)
    : isBetween(operator)
      ? operates(state)
      : number >= 0
        ? pushesOf(state, kinds, number)
        : undefined;
  return next === undefined
    ? [[what, state]]
    : next.flatMap(([then, after]) => atOnce([`${what}; ${then}`, promised(after)], kinds));
}

const BETWEEN = new Set(['posted', 'decided', 'planned', 'revised', 'notifying', 'notified']);

export function promised(state: State): State {
  const { exposure, stock } = state.head;
  const shares = available(totalStock(stock)) < 0 ? undefined : exposure?.shares;
  const isPromised = shares !== undefined && (state.isPromised || isInForce({ ...exposure }, skuStateOf(state)));
  return isPromised === state.isPromised ? state : { ...state, isPromised };
}

/**
 * What the future depends on, and nothing else: numbers that only grow (entries, revisions, pushes) count as far as what
 * somebody has read of them is still so; orders of a channel are alike.
 */
export function keyOf(state: State): string {
  const { head, listings, poster, operator, left } = state;
  const orders = state.orders.map((order, index) => {
    const { channel, isCancelled, onTheWay, seen, isBeforeReading, isNotCounted, isInFigure = [] } = order;
    const isPosting = poster.at !== 'idle' && poster.message.of === 'orders' && poster.message.index === index;
    const isBefore = isBeforeReading && listings[channel]?.suspicion !== undefined;
    return `${channel}${isCancelled ? 'c' : 's'}${onTheWay.join('')}${seen?.line?.version ?? 0}${isBefore ? 'b' : ''}${isNotCounted ? 'n' : ''}${isInFigure.map(Number).join('')}${isPosting ? `!${poster.message.version}` : ''}`;
  });
  const changes = state.changes.map(({ units, onTheWay, seen }, index) => {
    const isPosting = poster.at !== 'idle' && poster.message.of === 'changes' && poster.message.index === index;
    return `${units}${onTheWay}${seen ? 'h' : ''}${isPosting ? '!' : ''}`;
  });
  const shown = listings.map((each, channel) => {
    const { intent, answered = '', pushedBelowZero = 0, checkAt, agreedRevision = 0, revision } = each;
    const applied = state.applied[channel];
    const replayed = intent && applied?.key === pushKey(each, intent) ? applied.nowShows : '';
    const isCompared = state.madeFrom === undefined || each.comparedAt !== undefined;
    const isAgreed = agreedRevision === revision && isCompared;
    const figures = [...(state.figures[channel] ?? [])].sort().join('+');
    return `${state.shows[channel]},${figures}${keyOfReading(each)}${keyOfChecker(state, channel)},${each.shown},${answered},${pushedBelowZero}${isAgreed ? 'a' : ''}${each.managed ? '' : 'u'}${isSeenSincePush(each) ? 's' : ''}${checkAt ? 'c' : ''}${keyOfIntent(intent)}/${replayed}`;
  });
  const hands = state.hands.map(
    ({ raised, appeared, hasLowered, isFaulted, hasEdited }, channel) =>
      `${raised},${appeared}${hasLowered ? 'l' : ''}${hasLowered && isFaulted ? 'f' : ''}${hasEdited ? 'e' : ''}${isMadeAgain(state, channel) ? 'm' : ''}`,
  );
  const workers = state.workers.map((worker) => {
    switch (worker.at) {
      case 'idle':
      case 'round':
        return worker.at;
      case 'planned':
        return `p${keyOfIntent(worker.intent)}${keyOfRead(state, worker.read)}${areOfferedAsRead(state, worker.read) ? '' : 'x'}`;
      case 'claimed':
        return `c${isCurrent(state, worker.listing) ? '' : 'x'}`;
      case 'answered':
        return `a${isCurrent(state, worker.listing) ? '' : 'x'}${worker.nowShows ?? ''}${worker.isGuess ? 'g' : ''}`;
      default:
        return `${worker.at}${worker.isLast ? 'l' : ''}${keyOfRead(state, worker.read)}${keyOfExposure(worker.exposure)}`;
    }
  });
  const posting =
    poster.at === 'decided'
      ? `f${keyOfRead(state, { ...poster.posting.before, listings: [] })}${keyOfExposure(poster.posting.after.exposure)}${poster.due.join()}`
      : `${poster.at}${poster.at === 'posted' ? poster.due.join() : ''}`;
  const operating = !('read' in operator)
    ? operator.at
    : `${operator.at}${keyOfRead(state, operator.read)}${keyOfExposure(operator.exposure)}`;
  return [
    Object.values(head.stock).map(available).join(),
    keyOfExposure(head.exposure),
    shown.join(';'),
    state.isCompared ? [...hands, ...listings.map(keyOfSuspicion)].join(';') : '',
    state.broken ?? '',
    orders.sort().join(';'),
    changes.sort().join(';'),
    state.requests.map((isRequested) => (isRequested ? 1 : 0)).join(''),
    workers.join(';'),
    posting,
    operating,
    Object.values(left).join(''),
    state.rebalancing === undefined
      ? ''
      : `${state.rebalancing.at}${keyOfRead(state, state.rebalancing.read)}${keyOfExposure(state.rebalancing.exposure)}`,
    `${state.demand}${state.policies.length}${state.isPromised ? 'p' : ''}`,
  ].join('|');
}

function keyOfExposure(exposure: Exposure | undefined): string {
  const { rules, shares = {}, toNotify = [], bundled = '' } = exposure ?? {};
  const parts = Object.values(shares).map(
    ({ units, goal, since, isEntering, isProven, leftAt }) =>
      `${units}/${goal}${since === LONG_AGO ? 'o' : ''}${isEntering ? 'e' : ''}${isProven ? 'p' : ''}${leftAt ? 'l' : ''}`,
  );
  return `${rules?.policy ?? ''}${parts.join()}[${toNotify.join()}]${bundled}`;
}

/** A reading counts only while the listing has not moved since (`standingReading`). */
function keyOfReading(listing: Listing): string {
  const { push, intent } = listing;
  if (push.kind !== 'absolute') {
    return `${standingReading(listing)?.actual ?? ''}`;
  }
  const closed = push.closedAt === undefined ? '' : 'z';
  const setAgain = [push.setAgain, intent?.kind === 'absolute' ? intent.setsAgain : push.setAgain];
  const notSetAgain = setAgain.map((counts) => push.possiblyOverwritten - counts).join('');
  return `${closed}${notSetAgain}${standingReading(listing)?.actual ?? ''}`;
}

/** Under policy shared a suspicion counts again where what we believe comes back to what it was. */
function keyOfSuspicion({ suspicion, revision, shownAsOf }: Listing): string {
  const isOfNow = suspicion !== undefined && suspicion.revision === revision;
  return `${isOfNow ? `${suspicion.actual}/${suspicion.shown}` : ''}${shownAsOf ? 'f' : ''}`;
}

function keyOfChecker({ checkers, listings }: State, channel: number): string {
  const checker = checkers[channel];
  if (checker === undefined) {
    return '';
  }
  const isMoved = !isSameRevision(listings, checker.listing);
  return isMoved
    ? '?x'
    : `?${checker.actual}${checker.unreported.map(Number).join('')}${keyOfExposure(checker.exposure)}`;
}

function keyOfIntent(intent: PushIntent | undefined): string {
  if (intent === undefined) {
    return '';
  }
  const { delta, target, changeFrom, attempt, repeated, leaseUntil } = intent;
  const lease = leaseUntil === null ? 'n' : leaseUntil === LONG_AGO ? 'o' : 'l';
  const figure = intent.kind === 'absolute' ? `=${target}${intent.basis}` : '';
  return `{${delta}${figure},${changeFrom},${attempt}${mustReadFirst(intent) ? 'u' : ''}${repeated ? 'r' : ''}${lease}}`;
}

/** Of what was read only this matters any more: what of it is still so. */
function keyOfRead({ head, listings }: State, read: Pick<SkuState, 'seq' | 'exposure' | 'listings'>): string {
  const same = [
    read.seq === head.seq,
    read.exposure?.revision === head.exposure?.revision,
    ...read.listings.map((each) => isSameRevision(listings, each)),
  ];
  return same.map((each) => (each ? '=' : 'x')).join('');
}

function isSameRevision(listings: readonly Listing[], read: Listing): boolean {
  return listings.find((each) => listingId(each) === listingId(read))?.revision === read.revision;
}

function isCurrent({ listings }: State, claimed: Listing): boolean {
  return isSameRevision(listings, claimed);
}

export function described(state: State): string {
  const { shares, toNotify = [] } = state.head.exposure ?? {};
  const channels = state.listings.map((each, channel) => {
    const { intent, shown } = each;
    const share = shares?.[listingId(each)];
    const parts = [
      `${listingId(each)} shows ${state.shows[channel]}`,
      `believed ${shown}`,
      ...(unreportedOn(state, channel) === 0 ? [] : [`unreported ${unreportedOn(state, channel)}`]),
      ...(share === undefined ? [] : [`share ${share.units}${share.goal === share.units ? '' : ` → ${share.goal}`}`]),
      ...(intent === undefined ? [] : [`push ${intent.delta}${intent.repeated ? ' repeated' : ''}`]),
      ...(state.figures[channel]?.length ? [`accepted ${state.figures[channel]?.join(', ')}`] : []),
      ...(state.requests[channel] ? ['to reconcile'] : []),
    ];
    return parts.join(', ');
  });
  const left = `${available(totalStock(state.head.stock))} available`;
  return [left, ...channels, ...(toNotify.length > 0 ? [`to notify ${toNotify.join(', ')}`] : [])].join(' | ');
}
