/** Lets a sale or an order take over the units of the holds that it was made from, so that nothing counts twice. */

import type { ChannelId, LocationId } from '../identifiers.ts';
import type { HeldFor, Seen, SkuLedger } from '../ledger/sku-ledger.ts';
import { heldForKey, holdChange, holdKey, isInEffect } from '../stock/hold.ts';
import type { MovementObservation, Observation, OrderLineObservation } from '../stock/observation.ts';
import { isNoChange, type StockChange, sumByLocation, totalStock } from '../stock/stock.ts';

/** An observation of a customer's purchase: only these take over holds. */
export type Purchase = OrderLineObservation | (MovementObservation & { readonly cause: 'sold' });

export function isPurchase(observation: Observation): observation is Purchase {
  return observation.kind === 'orderLine' || (observation.kind === 'movement' && observation.cause === 'sold');
}

/** What a purchase takes over: changes that undo what its holds did, and what is remembered of them. */
export type TakenOver = {
  readonly changes: readonly StockChange[];
  readonly alsoSeen: readonly Omit<Seen, 'seq'>[];
};

const NOTHING: TakenOver = { changes: [], alsoSeen: [] };

/**
 * The holds that the purchase names, and those that were captured for its order, end: what they did to the stock is
 * undone, because the purchase itself counts from now on. While the SKU has holds, the order is remembered too: its
 * capture may be received after it.
 */
export function takeOver(observation: Observation, ledger: SkuLedger): TakenOver {
  if (!isPurchase(observation)) {
    return NOTHING;
  }
  const { source, hold: named } = observation;
  const heldFor = source.order === undefined ? undefined : ledger.seen.get(heldForKey(source.order))?.heldFor;
  const captured = (heldFor?.holds ?? []).filter((id) => isOfChannel(ledger, id, observation));
  const ids = new Set([...(named === undefined ? [] : [named]), ...captured]);
  const taken = [...ids].flatMap((id) => {
    const fact = ledger.seen.get(holdKey(id));
    return fact?.hold !== undefined && isInEffect(fact.hold) ? [{ ...fact, hold: fact.hold }] : [];
  });
  return {
    changes: taken.map(({ hold }) => holdChange(hold, 'takenOver')),
    alsoSeen: [
      ...taken.map((fact): Omit<Seen, 'seq'> => ({ ...fact, hold: { ...fact.hold, status: 'takenOver' } })),
      ...(source.order === undefined ? [] : postedOrder(source.order, heldFor, ledger, source.channel)),
    ],
  };
}

/** Whether a capture that named a channel named this one. */
function isOfChannel({ seen }: SkuLedger, id: string, { source }: Purchase): boolean {
  const channel = seen.get(holdKey(id))?.hold?.channel;
  return channel === undefined || channel === source.channel;
}

function postedOrder(
  order: string,
  heldFor: HeldFor | undefined,
  ledger: SkuLedger,
  channel: ChannelId,
): readonly Omit<Seen, 'seq'>[] {
  const { holds = [], postedBy = [] } = heldFor ?? {};
  return mayHaveHolds(ledger) && !isPostedBy(heldFor, channel)
    ? [heldForOrder(order, { holds, isPosted: true, postedBy: [...postedBy, channel] })]
    : [];
}

/**
 * Whether the order was posted: by this channel, or by any where none is named. Two channels may use the same number, and
 * the one's order does not count the units of the other's.
 */
export function isPostedBy(heldFor: HeldFor | undefined, channel: ChannelId | undefined): boolean {
  const { isPosted = false, postedBy } = heldFor ?? {};
  return isPosted && (channel === undefined || postedBy === undefined || postedBy.includes(channel));
}

/** What is remembered under an order, so that the order finds its holds, and a late capture its order. */
export function heldForOrder(order: string, heldFor: HeldFor): Omit<Seen, 'seq'> {
  return { key: heldForKey(order), contentHash: '', heldFor };
}

/**
 * The changes of a purchase with those that its holds undo. Units that left for a hold and leave for the purchase are summed, so
 * that what cancels out is none. What the purchase does not take with it never left: it keeps the time at which it was said to,
 * so that a count made since has it already.
 */
export function withTakenOver(changes: readonly StockChange[], taken: TakenOver): readonly StockChange[] {
  if (taken.changes.length === 0) {
    return changes;
  }
  const moved = changes.filter((change) => !isNoChange(change));
  const leaving = new Map<LocationId, number>();
  for (const { location, onHand = 0 } of moved) {
    leaving.set(location, (leaving.get(location) ?? 0) - onHand);
  }
  const stayed: StockChange[] = [];
  const undone = taken.changes.map((change) => {
    const { location, onHand = 0 } = change;
    const leavesNow = Math.min(onHand, Math.max(0, leaving.get(location) ?? 0));
    if (change.occurredAt === undefined || leavesNow === onHand) {
      return change;
    }
    leaving.set(location, (leaving.get(location) ?? 0) - leavesNow);
    stayed.push({ location, onHand: onHand - leavesNow, occurredAt: change.occurredAt });
    return { location, onHand: leavesNow };
  });
  return [...sumByLocation([...moved, ...undone].filter((change) => !isNoChange(change))), ...stayed];
}

/** Holds of the SKU have units that an order may take over. Version 0.1 counted those only that are open. */
function mayHaveHolds({ holdsInEffect = 0, stock }: SkuLedger): boolean {
  return holdsInEffect > 0 || totalStock(stock).held > 0;
}

/** The keys under which the ledger may remember what decides about the observation. */
export function seenKeysOf(observation: Observation): readonly string[] {
  const { kind, source } = observation;
  if (kind === 'holdEnd') {
    return [source.key, heldForKey(observation.order ?? observation.id)];
  }
  const named = isPurchase(observation) && observation.hold !== undefined ? [holdKey(observation.hold)] : [];
  const uncounted = kind === 'movement' && observation.uncounts !== undefined ? [observation.uncounts] : [];
  return [source.key, ...named, ...uncounted];
}

/**
 * The keys that what was loaded points to: the holds captured for an order. A SKU without holds has none, so that its
 * orders cost no second reading.
 */
export function furtherKeysOf(ledger: SkuLedger, observations: readonly Observation[]): readonly string[] {
  const orders = mayHaveHolds(ledger)
    ? observations.filter(isPurchase).flatMap(({ source }) => source.order ?? [])
    : [];
  return [...new Set(orders.flatMap((order) => [heldForKey(order), ...holdsFor(ledger, order)]))].filter(
    (key) => !ledger.seen.has(key),
  );
}

function holdsFor({ seen }: SkuLedger, order: string): readonly string[] {
  return (seen.get(heldForKey(order))?.heldFor?.holds ?? []).map(holdKey);
}
