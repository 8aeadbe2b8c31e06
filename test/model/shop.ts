/** What customers, tills and the posting function do in the model. */
import { currentExposure } from '../../shared/domain/exposure/exposure.ts';
import { reviseExposure } from '../../shared/domain/exposure/revise-exposure.ts';
import { holdersOfTheLast } from '../../shared/domain/exposure/share-pools.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import type { Seen } from '../../shared/domain/ledger/sku-ledger.ts';
import { SETTLE_MS_DEFAULT } from '../../shared/domain/listing/deduction.ts';
import { postOne } from '../../shared/domain/posting/post.ts';
import { channelsDue } from '../../shared/domain/pushing/channels-due.ts';
import type { Observation } from '../../shared/domain/stock/observation.ts';
import { available, totalStock } from '../../shared/domain/stock/stock.ts';
import type { Posting } from '../../shared/ports/posting/posting.ts';
import { postingOf } from '../../shared/usecases/posting/posting-of.ts';
import { later, movement, NOON, orderLine } from '../fakes/facts.ts';
import { hold } from '../fakes/holds.ts';
import { conditionsHold, write } from '../fakes/memory/memory-items.ts';
import { occurredAt, withAppeared } from './differences/hands.ts';
import type { Step } from './search.ts';
import {
  itemsOf,
  LONG_AGO,
  ledgerOf,
  type Message,
  NOW,
  nameAt,
  type Poster,
  rulesOf,
  type State,
  withAt,
  withItems,
} from './state.ts';

/** What customers, tills and time do. */
export function happenings(state: State): readonly Step<State>[] {
  const { left, shows, orders, listings } = state;
  const steps: Step<State>[] = [];
  const spend = (what: keyof State['left'], change: Partial<State>): State => ({
    ...state,
    ...change,
    left: { ...left, [what]: left[what] - 1 },
  });
  shows.forEach((units, channel) => {
    if (units > 0 && left.sales > 0) {
      const order = { channel, isCancelled: false, onTheWay: [1, 0] as const };
      const sold = spend('sales', { shows: withAt(shows, channel, units - 1), orders: [...orders, order] });
      steps.push([`a customer buys on ${nameAt(state, channel)}`, sold]);
    }
  });
  orders.forEach((order, index) => {
    if (left.cancels > 0 && !order.isCancelled && !order.isNotCounted) {
      const { channel, onTheWay } = order;
      const cancelled = { ...order, isCancelled: true, onTheWay: [onTheWay[0], 1] as const };
      const back = withAt(shows, channel, (shows[channel] ?? 0) + 1);
      steps.push([
        `a customer cancels on ${nameAt(state, channel)}, the unit is put back on display`,
        spend('cancels', {
          shows: back,
          hands: withAppeared(state, channel, 1),
          orders: withAt(orders, index, cancelled),
        }),
      ]);
    }
  });
  if (left.losses > 0) {
    const changes = [...state.changes, { units: -1, onTheWay: 1 } as const];
    steps.push(['a unit is found broken', spend('losses', { changes })]);
  }
  if (left.receipts > 0) {
    const changes = [...state.changes, { units: 1, onTheWay: 1 } as const];
    steps.push(['a unit comes in', spend('receipts', { changes })]);
  }
  if (left.holds > 0) {
    const changes = [...state.changes, { units: 0, onTheWay: 1 } as const];
    steps.push(['a checkout asks to hold a unit', spend('holds', { changes })]);
  }
  steps.push(...leavings(state));
  if (left.shifts > 0) {
    steps.push(['customers want it elsewhere', spend('shifts', { demand: state.demand + 1 })]);
  }
  const { exposure, stock } = state.head;
  const holders = exposure?.shares === undefined ? [] : holdersOfTheLast(exposure, { stock, listings });
  if (left.idling > 0 && holders.length > 0 && available(totalStock(stock)) > 0) {
    const old = Object.entries(exposure?.shares ?? {}).map(([id, share]) => [id, { ...share, since: LONG_AGO }]);
    const head = { ...state.head, exposure: { ...exposure, shares: Object.fromEntries(old) } } as State['head'];
    // A listing that holds the last units is checked when its idle timeout ends (rebalance-shares.ts).
    const requests = listings.map((each, index) => state.requests[index] === true || holders.includes(each));
    steps.push(['nothing is sold for long', spend('idling', { head, requests })]);
  }
  return steps;
}

const NOT_STOCKED = { matter: 'place', at: NOON, problem: 'is not stocked there any more', stopped: true } as const;

/** As note-catalogue-changes.ts writes it: the listing is pushed no more. It goes on selling what it shows. */
function leavings(state: State): readonly Step<State>[] {
  const { left, listings, requests } = state;
  return (left.leavings > 0 ? listings : []).flatMap((listing, channel): Step<State>[] => {
    const gone = { ...listing, managed: false, revision: listing.revision + 1, catalogueNotes: [NOT_STOCKED] };
    const after = {
      ...state,
      listings: withAt(listings, channel, gone),
      requests: withAt(requests, channel, true),
      left: { ...left, leavings: left.leavings - 1 },
    };
    return listing.managed ? [[`${nameAt(state, channel)} is pushed no more`, after]] : [];
  });
}

/** The function that posts: it reads and decides; it writes if nothing moved; it notifies the channels that are due. */
export function posts(state: State): readonly Step<State>[] {
  const { poster } = state;
  switch (poster.at) {
    case 'idle':
      return messagesOf(state).map((message) => [
        `posting reads and decides ${nameOf(state, message)}`,
        { ...state, poster: decided(state, message) },
      ]);
    case 'decided': {
      const items = itemsOf(state);
      if (!conditionsHold(items, poster.posting)) {
        return [['posting meets another writer', { ...state, poster: { at: 'idle' } }]];
      }
      write(items, poster.posting);
      const { message, posting, due } = poster;
      const [seen] = posting.seen;
      const written = withSeen(withItems(state, items), message, seen?.now);
      const isLoss = message.of === 'changes' && state.changes[message.index]?.units === -1;
      const isPromised = state.isPromised && !isLoss;
      return [
        [
          `posting writes ${nameOf(state, message)}`,
          { ...written, isPromised, poster: { at: 'posted', message, due } },
        ],
      ];
    }
    case 'posted': {
      const requests = withRequests(state, poster.due);
      const goesOnElsewhere = state.bundles !== undefined;
      const notified = { ...state, requests, ...(goesOnElsewhere && { goesOnElsewhere }) };
      const after = withDelivered({ ...notified, poster: { at: 'idle' } }, poster.message);
      const steps: Step<State>[] = [[`posting notifies ${poster.due.join(', ') || 'nobody'}`, after]];
      if (state.left.faults > 0) {
        const left = { ...state.left, faults: state.left.faults - 1 };
        steps.push(['posting crashes before it notifies', { ...state, left, poster: { at: 'idle' } }]);
        const twice = { ...notified, left, poster: { at: 'idle' } } as const;
        steps.push([`posting notifies ${poster.due.join(', ')}, and its message comes again`, twice]);
      }
      return steps;
    }
    default:
      return poster satisfies never;
  }
}

/** The reconcile requests, with one for each of these channels. */
export function withRequests(state: State, due: readonly ChannelId[]): readonly boolean[] {
  return state.listings.map(({ channel }, index) => (state.requests[index] ?? false) || due.includes(channel));
}

export function messagesOf({ orders, changes }: State): readonly Message[] {
  return [
    ...orders.flatMap(({ onTheWay }, index) =>
      ([0, 1] as const)
        .filter((version) => onTheWay[version] > 0)
        .map((version): Message => ({ of: 'orders', index, version })),
    ),
    ...changes.flatMap(({ onTheWay }, index): Message[] =>
      onTheWay > 0 ? [{ of: 'changes', index, version: 0 }] : [],
    ),
  ];
}

function nameOf(state: State, { of, index, version }: Message): string {
  const { orders, changes } = state;
  return of === 'orders'
    ? `the ${version === 0 ? 'sale' : 'cancellation'} on ${nameAt(state, orders[index]?.channel ?? 0)}`
    : { [-1]: 'the unit that broke', 0: 'the hold', 1: 'the unit that came in' }[changes[index]?.units ?? 1];
}

export function observationOf({ orders, changes, listings }: State, { of, index, version }: Message): Observation {
  if (of === 'changes') {
    const units = changes[index]?.units ?? 0;
    if (units === 0) {
      return hold(1, `${index}`);
    }
    return movement(units < 0 ? 'adjusted' : 'received', units, { id: `${index}` });
  }
  const order = orders[index];
  const { channel, channelLocation, drawsOn } = listings[order?.channel ?? 0] ?? {};
  const [location] = drawsOn ?? [];
  const units = version === 0 ? 1 : 0;
  const at = occurredAt(order?.isInFigure?.[version] ?? false);
  const line = orderLine({
    ...(channel && { channel }),
    ...(location && { location }),
    ...{ order: `${index}`, ordered: units, version: version + 1, at },
  });
  return channelLocation === undefined ? line : { ...line, channelLocation };
}

/** Only what distinguishes two observations matters here, not the strength of the digest. */
const digest = (text: string): string => (text.length > 200 ? 'sealed' : text);

/** As postTransaction (shared/usecases/posting/post-sku.ts): decided, and what follows for the listings with it. */
function decided(state: State, message: Message): Poster {
  const { posting, due } = decidedOf(state, state[message.of][message.index]?.seen, observationOf(state, message));
  return posting === undefined ? { at: 'posted', message, due } : { at: 'decided', message, posting, due };
}

/** What posting an observation writes, unless it is known already, and which channels are due. */
export function decidedOf(
  state: State,
  seen: Seen | undefined,
  observation: Observation,
): { readonly posting?: Posting; readonly due: readonly ChannelId[] } {
  const before = ledgerOf(state, seen);
  const one = postOne(before, observation, { now: NOON, digest, history: [] });
  const { decision, after: evolved } = one;
  const rules = rulesOf('shared');
  const begun = currentExposure(evolved, rules);
  const options = { release: 'keep', settleMs: SETTLE_MS_DEFAULT } as const;
  const { exposure } = decision.kind === 'append' ? reviseExposure(begun, evolved, NOW, options) : { exposure: begun };
  const saysMore = evolved.exposure !== undefined || exposure.revision > 0;
  const after = { ...evolved, ...(saysMore && { exposure }) };
  const due = channelsDue(before, after, rules);
  if (decision.kind === 'leave') {
    return { due };
  }
  const posting = postingOf(before, after, [one]);
  return { posting: state.isCompared || state.madeFrom ? withChecks(posting) : posting, due };
}

/** As withChecks (check-moved.ts): a listing whose channel should have counted an order is checked. */
function withChecks(posting: Posting): Posting {
  return { ...posting, shown: posting.shown.map((move) => (move.by === 0 ? move : { ...move, checkAt: later(60) })) };
}

export function withSeen(state: State, { of, index }: Message, seen: State['orders'][number]['seen']): State {
  return {
    ...state,
    [of]: withAt<State['orders'][number] | State['changes'][number]>(state[of], index, {
      ...state[of][index],
      seen,
    } as never),
  };
}

export function withDelivered(state: State, { of, index, version }: Message): State {
  if (of === 'changes') {
    return {
      ...state,
      changes: state.changes.map((each, at) => (at === index ? { ...each, onTheWay: each.onTheWay - 1 } : each)),
    };
  }
  const orders = state.orders.map((each, at) => {
    const onTheWay = [each.onTheWay[0] - (version === 0 ? 1 : 0), each.onTheWay[1] - version] as const;
    return at === index ? { ...each, onTheWay } : each;
  });
  return { ...state, orders };
}
