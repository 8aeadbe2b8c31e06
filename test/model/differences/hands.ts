/** What people and apps do to a channel's figure in the model, without a word to the ledger, and the import after it. */
import { later, NOON } from '../../fakes/facts.ts';
import { madeAgain } from '../../fakes/memory/memory-items.ts';
import type { Step } from '../search.ts';
import { type Hand, nameAt, type State, withAt } from '../state.ts';

type Steps = readonly Step<State>[];

/** Edits, orders that are not counted, and items that are made again; then an import. Each as often as the budget says. */
export function handsMove(state: State): Steps {
  return state.isCompared
    ? state.listings.flatMap((_listing, channel) => [
        ...editsByOne(state, channel),
        ...ordersNotCounted(state, channel),
        ...remakings(state, channel),
        ...imports(state, channel),
      ])
    : state.listings.flatMap((_listing, channel) => editsInEscrow(state, channel));
}

/** Under escrow somebody takes the listing off sale, or adds a unit; the comparison with the catalogue has it checked. */
function editsInEscrow(state: State, channel: number): Steps {
  const { head, listings, shows, left } = state;
  const listing = listings[channel];
  if (head.exposure?.shares === undefined || listing === undefined || left.edits <= 0) {
    return [];
  }
  const units = shows[channel] ?? 0;
  const name = nameAt(state, channel);
  const checked = withAt(listings, channel, { ...listing, checkAt: later(60) });
  const spent = { ...state, listings: checked, left: { ...left, edits: left.edits - 1 } };
  const more = { ...spent, shows: withAt(shows, channel, units + 1), hands: withAppeared(state, channel, 1, 1) };
  const raised: Step<State> = [`somebody adds a unit on ${name}`, more];
  return units > 0
    ? [raised, [`somebody sets ${name} to 0`, { ...spent, shows: withAt(shows, channel, 0) }]]
    : [raised];
}

/** A hand that has done nothing yet. */
export function restingHand(item: string): Hand {
  return { raised: 0, appeared: 0, hasLowered: false, isFaulted: false, hasEdited: false, item };
}

/** Units come on display of a listing otherwise than by a push. */
export function withAppeared(state: State, channel: number, units: number, raised = 0): readonly Hand[] {
  return state.hands.map((hand, at) =>
    at === channel ? { ...hand, appeared: hand.appeared + units, raised: hand.raised + raised } : hand,
  );
}

/** A push begins, or reads the channel: what came on display before is no excuse any more. */
export function withNothingAppeared(state: State, channel: number): State {
  return withHand(state, channel, { appeared: 0 });
}

/** Something of a push to the channel was lost. */
export function withFault(state: State, channel: number): State {
  return withHand(state, channel, { isFaulted: true });
}

/** What was off sale on the channel is on sale again. */
export function withNothingLowered(state: State, channel: number): State {
  return withHand(state, channel, { hasLowered: false });
}

function withHand(state: State, channel: number, change: Partial<Hand>): State {
  return { ...state, hands: state.hands.map((hand, at) => (at === channel ? { ...hand, ...change } : hand)) };
}

/** All that happened on the channel so far is in the figure that is believed from now on. */
export function withFigureTaken(state: State, channel: number): State {
  const orders = state.orders.map((order) =>
    order.channel === channel ? { ...order, isInFigure: [true, order.isCancelled] as const } : order,
  );
  return { ...state, orders };
}

function editsByOne(state: State, channel: number): Steps {
  const { left, shows } = state;
  const name = nameAt(state, channel);
  const units = shows[channel] ?? 0;
  if (left.edits <= 0) {
    return [];
  }
  const spent = { ...state, left: { ...left, edits: left.edits - 1 } };
  const edited = (change: 1 | -1): State => ({
    ...spent,
    shows: withAt(shows, channel, units + change),
    hands: withAppeared(state, channel, Math.max(0, change), Math.max(0, change)).map((hand, at) =>
      at === channel ? { ...hand, hasEdited: true, hasLowered: hand.hasLowered || change < 0 } : hand,
    ),
  });
  const raised: Step<State> = [`somebody adds a unit on ${name}`, edited(1)];
  return units > 0 ? [raised, [`somebody takes a unit off sale on ${name}`, edited(-1)]] : [raised];
}

function ordersNotCounted(state: State, channel: number): Steps {
  const { left, shows, orders } = state;
  if (left.notCounted <= 0 || (shows[channel] ?? 0) <= 0) {
    return [];
  }
  const order = { channel, isCancelled: false, onTheWay: [1, 0], isNotCounted: true } as const;
  const placed = {
    ...state,
    left: { ...left, notCounted: left.notCounted - 1 },
    orders: [...orders, order],
    hands: withAppeared(state, channel, 0, 1),
  };
  return [[`an order on ${nameAt(state, channel)} is not counted there`, placed]];
}

/** The new item shows a unit more; pushes of the old one are refused. An item that is set by SKU stays the same for Amazon. */
function remakings(state: State, channel: number): Steps {
  const { left, shows, listings } = state;
  const listing = listings[channel];
  if (left.remakings <= 0 || listing?.push.kind !== 'difference') {
    return [];
  }
  const hands = withAppeared(state, channel, 1, 1).map((hand, at) =>
    at === channel ? { ...hand, item: `${hand.item} again`, hasLowered: false } : hand,
  );
  const made = {
    ...state,
    left: { ...left, remakings: left.remakings - 1 },
    shows: withAt(shows, channel, (shows[channel] ?? 0) + 1),
    applied: withAt(state.applied, channel, undefined),
    hands,
  };
  return [[`the item on ${nameAt(state, channel)} is deleted and made again with a unit more`, made]];
}

/** Whether the channel has another item under the SKU than the listing is of. */
export function isMadeAgain({ hands, listings }: State, channel: number): boolean {
  return hands[channel]?.item !== listings[channel]?.externalId;
}

/** The listing is entered anew with the figure that the catalogue's page says, and reconciled at once. */
function imports(state: State, channel: number): Steps {
  const listing = state.listings[channel];
  const hand = state.hands[channel];
  if (listing === undefined || hand === undefined || !isMadeAgain(state, channel)) {
    return [];
  }
  const known = madeAgain(listing, state.shows[channel] ?? 0, new Date(NOON));
  const entered = { ...known, externalId: hand.item };
  const imported = {
    ...withFigureTaken(state, channel),
    listings: withAt(state.listings, channel, entered),
    requests: withAt(state.requests, channel, true),
  };
  return [[`an import finds the new item on ${nameAt(state, channel)}`, imported]];
}

/** When something happened on a channel, by whether what we believe was read after it. */
export function occurredAt(isInFigure: boolean): string {
  return later(isInFigure ? -60 : 1);
}
