/** Order lines: the state of one, and what a change of that state does to the stock. */

import type { ChannelId, LocationId } from '../identifiers.ts';
import type { LocationStock, StockChange } from './stock.ts';

/**
 * The whole present state of one order line on its channel, in units. Because it is state and not a difference, the last
 * state alone says where the stock must be, even when webhooks were lost, repeated or overtaken.
 */
export type OrderLineState = {
  /** Units that the customer has on order or has received. Cancelled and removed units do not count. */
  readonly ordered: number;
  /** Units that left the location for this line. */
  readonly shipped: number;
  /** Units that came back and are on hand again. */
  readonly returned: number;
  /** Units that the channel itself has subtracted for this line and not added back; negative where it added back more. */
  readonly deducted: number;
};

export const NO_ORDER_LINE: OrderLineState = { ordered: 0, shipped: 0, returned: 0, deducted: 0 };

/** A line of no units: cancelled before it shipped and put back, or no longer in its order. */
export function isNothing({ ordered, shipped, returned, deducted }: OrderLineState): boolean {
  return ordered === 0 && shipped === 0 && returned === 0 && deducted === 0;
}

/** Whether two states of a line are the same. */
export function isSameState(one: OrderLineState, other: OrderLineState): boolean {
  return (
    one.ordered === other.ordered &&
    one.shipped === other.shipped &&
    one.returned === other.returned &&
    one.deducted === other.deducted
  );
}

/** What is left of a line without one of its parts. */
export function restOf(whole: OrderLineState, part: OrderLineState): OrderLineState {
  return {
    ordered: whole.ordered - part.ordered,
    shipped: whole.shipped - part.shipped,
    returned: whole.returned - part.returned,
    deducted: whole.deducted - part.deducted,
  };
}

/** Two parts of a line together. */
export function sumOf(one: OrderLineState, other: OrderLineState): OrderLineState {
  return {
    ordered: one.ordered + other.ordered,
    shipped: one.shipped + other.shipped,
    returned: one.returned + other.returned,
    deducted: one.deducted + other.deducted,
  };
}

/**
 * What counts of a line as long as its channel has not said where its units are: all that was known before, and what it
 * has grown by since. Units that left or came back count once their place is known, for on hand falls and rises
 * nowhere else; so what is for sale is never too much meanwhile.
 *
 * | recorded          | now the whole is  | counts as         |
 * |-------------------|-------------------|-------------------|
 * | nothing           | 3, 0, 0, 3        | 3, 0, 0, 3        |
 * | nothing           | 3, 1, 0, 3        | 2, 0, 0, 2        |
 * | 3, 0, 0, 3        | 5, 0, 0, 5        | 5, 0, 0, 5        |
 * | 3, 0, 0, 3        | 3, 1, 0, 3        | 3, 0, 0, 3        |
 * | 3, 0, 0, 3        | 2, 0, 0, 2        | 3, 0, 0, 3        |
 *
 * (ordered, shipped, returned, deducted.)
 */
export function assumedState(
  recorded: { readonly state: OrderLineState; readonly whole?: OrderLineState } | undefined,
  now: OrderLineState,
): OrderLineState {
  if (recorded === undefined) {
    const toShip = Math.max(0, now.ordered - now.shipped);
    return { ordered: toShip, shipped: 0, returned: 0, deducted: Math.max(0, Math.min(toShip, now.deducted)) };
  }
  const { state, whole = state } = recorded;
  const more = Math.max(0, now.ordered - whole.ordered);
  return {
    ...state,
    ordered: state.ordered + more,
    deducted: state.deducted + Math.min(more, Math.max(0, now.deducted - whole.deducted)),
  };
}

/**
 * The key of an order line whose order number is unique on its channel only: two tills may both have an order 42. Colons
 * within an id are escaped, so that no two sets of ids give the same key.
 */
export function orderLineKey(channel: ChannelId, order: string, line: string): string {
  return `order:${channel}:${escapedInKey(order)}:line:${escapedInKey(line)}`;
}

/** Before the place, in the key of a line's part at a further place. */
const FURTHER_PLACE = ':at:';

/** What the key of a line's part at a further place has after the line's own key. */
export function atFurtherPlace(place: string): string {
  return `${FURTHER_PLACE}${place}`;
}

/** The line's own key, of the key of the line or of its part at a further place. */
export function keyOfWholeLine(key: string): string {
  const end = key.indexOf(FURTHER_PLACE);
  return end === -1 ? key : key.slice(0, end);
}

/** The channel and the order of an order line's key; undefined for the key of another fact. */
export function orderOfLineKey(key: string): { readonly channel: string; readonly order: string } | undefined {
  const [kind, channel = '', order = '', line] = key.split(':');
  return kind === 'order' && line === 'line'
    ? { channel, order: order.replaceAll('%3A', ':').replaceAll('%25', '%') }
    : undefined;
}

/** The document of a line's key, as its sender numbers it (`receipt:pos:PO-7:line:1`); undefined for another key. */
export function documentOfLineKey(key: string): string | undefined {
  const [, , document = '', line, , ...more] = key.split(':');
  return line === 'line' && more.length === 0 ? document.replaceAll('%3A', ':').replaceAll('%25', '%') : undefined;
}

/** An id without colons, as a part of a key whose parts are joined by them. */
export function escapedInKey(id: string): string {
  return id.replaceAll('%', '%25').replaceAll(':', '%3A');
}

/** What a line in this state does to the stock at its location. */
export function lineEffect(line: OrderLineState): Pick<LocationStock, 'onHand' | 'committed'> {
  return {
    committed: Math.max(0, line.ordered - line.shipped),
    onHand: line.returned - line.shipped,
  };
}

/** The movement from the recorded state of a line to the present one: at most one change per location. */
export function lineChanges(
  before: { readonly state: OrderLineState; readonly location: LocationId } | undefined,
  after: { readonly state: OrderLineState; readonly location: LocationId },
): readonly StockChange[] {
  const now = lineEffect(after.state);
  if (before === undefined) {
    return [{ location: after.location, ...now }];
  }
  const then = lineEffect(before.state);
  if (before.location === after.location) {
    return [{ location: after.location, onHand: now.onHand - then.onHand, committed: now.committed - then.committed }];
  }
  return [
    { location: before.location, onHand: -then.onHand, committed: -then.committed },
    { location: after.location, ...now },
  ];
}
