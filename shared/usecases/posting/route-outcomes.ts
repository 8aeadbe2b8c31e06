/** Routes the outcome of each observation: to the log, to the parking lot, or to a request to read the order back. */

import type { AlreadyCounted } from '../../domain/ledger/ledger-entry.ts';
import { needsParking, type Outcome, reasonOf } from '../../domain/ledger/outcome.ts';
import { unitsSold } from '../../domain/ledger/sale.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Decided, Decision } from '../../domain/posting/decision.ts';
import { isOfAnotherListing } from '../../domain/posting/own-listing.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { CountName } from '../../metrics.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { OrderToRead } from '../../ports/channel/channel.ts';
import type { OrdersToRead } from '../../ports/intake/intake-queues.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { ParkingLot } from '../../ports/posting/posting.ts';
import { causeOf } from './cause-of.ts';

export type RoutingPorts = {
  readonly parking: ParkingLot;
  readonly ordersToRead: OrdersToRead;
  readonly journal: Journal;
  readonly clock: Clock;
};

/**
 * Parks what cannot be posted, requests a reading of each order whose channel reported two states under one version,
 * then logs the outcome of each observation. Rejects when parking or the request failed: posting again tries both again.
 */
export async function routeOutcomes(ports: RoutingPorts, decided: readonly Decided[]): Promise<void> {
  const routed = decided.map((each) => ({ ...each, route: routeOf(ports, each) }));
  const parkedAt = ports.clock().toISOString();
  const parked = routed
    .filter(({ route }) => route === 'park')
    .map(({ observation, decision: { outcome } }) => ({ observation, outcome, parkedAt }));
  if (parked.length > 0) {
    await ports.parking.park(parked);
  }
  const unclear = routed.filter(({ route }) => route === 'readBack').flatMap(({ observation }) => orderOf(observation));
  if (unclear.length > 0) {
    await ports.ordersToRead.request(unclear);
  }
  for (const each of routed) {
    logOutcome(ports.journal, each, each.route);
    warnOfAnotherItem(ports.journal, each);
  }
}

/** Where an observation goes from here. */
type Route = 'log' | 'park' | 'readBack';

function routeOf({ ordersToRead }: RoutingPorts, { observation, decision: { outcome }, after }: Decided): Route {
  // Asked for at each message, since the request after the first one may have been lost.
  if (isPlaceUnknown(observation, after) && ordersToRead.canRead(observation.source.channel)) {
    return 'readBack';
  }
  // The caller who asks for a hold, or ends one, gets the outcome as the answer: there is nothing to replay.
  if (!needsParking(outcome) || observation.kind === 'hold' || observation.kind === 'holdEnd') {
    return 'log';
  }
  const isUnclear = outcome.kind === 'conflicting' && orderOf(observation).length > 0;
  return isUnclear && ordersToRead.canRead(observation.source.channel) ? 'readBack' : 'park';
}

/** The channel itself reported a line, and not where it takes the units: only its order says where. */
function isPlaceUnknown(observation: Observation, after: SkuLedger): boolean {
  return (
    observation.kind === 'orderLine' &&
    observation.readAt === undefined &&
    orderOf(observation).length > 0 &&
    after.seen.get(observation.source.key)?.line?.isPlaceAssumed === true
  );
}

/** The order that must be read to know the state of this line of it; none for other kinds of observation. */
function orderOf(observation: Observation): readonly OrderToRead[] {
  const { channel, order } = observation.source;
  if (observation.kind !== 'orderLine' || order === undefined) {
    return [];
  }
  const { version, occurredAt, receivedAt, isPlaceAssumed } = observation;
  const because = isPlaceAssumed ? 'partReported' : 'conflicting';
  return [{ channel, order, because, version, occurredAt, receivedAt }];
}

const METRIC: Record<Outcome['kind'], CountName> = {
  posted: 'Posted',
  duplicate: 'Duplicate',
  stale: 'Stale',
  conflicting: 'Conflicting',
  insufficient: 'Insufficient',
  unknownSku: 'Parked',
  invalid: 'Parked',
};

function logOutcome(journal: Journal, { observation, decision, before, after }: Decided, route: Route): void {
  const { sku, source } = observation;
  const { outcome } = decision;
  const availableBefore = available(totalStock(before.stock));
  const availableAfter = available(totalStock(after.stock));
  const cause = causeOf(source);
  journal.count(METRIC[outcome.kind], source.channel);
  countSale(journal, decision);
  const fields = {
    step: 'posted',
    sku,
    channel: source.channel,
    order: source.order,
    line: source.line,
    outcome: outcome.kind,
    availableBefore,
    availableAfter,
    cause,
    occurredAt: observation.occurredAt,
    receivedAt: observation.receivedAt,
  };
  if (route === 'park') {
    journal.warn(`${sku}: parked (${outcome.kind}) what ${cause} said. ${reasonOf(outcome)}`, fields);
  } else if (route === 'readBack' && outcome.kind === 'conflicting') {
    journal.warn(`${sku}: ${cause} is read back from the channel (${outcome.kind}). ${reasonOf(outcome)}`, fields);
  } else if (outcome.kind === 'posted' && outcome.alreadyCounted !== undefined) {
    const { alreadyCounted, seq } = outcome;
    journal.count('AlreadyCounted', source.channel);
    journal.warn(
      `${sku}: available ${availableBefore} → ${availableAfter} after ${cause}. ${inCounts(alreadyCounted)} If that time is wrong, set the clock of its source right and count again.`,
      { ...fields, seq, alreadyCounted },
    );
  } else if (outcome.kind === 'posted') {
    journal.info(`${sku}: available ${availableBefore} → ${availableAfter} after ${cause}`, {
      ...fields,
      seq: outcome.seq,
    });
  } else if (outcome.kind === 'stale' && outcome.reason !== undefined) {
    journal.warn(`${sku}: ${cause} is stale, nothing moved. ${outcome.reason}`, { ...fields, reason: outcome.reason });
  } else {
    journal.info(`${sku}: ${cause} is ${outcome.kind}, nothing moved`, fields);
  }
}

/** How late its channel reported a sale. A sender whose clock is ahead reports at once. */
function countSale(journal: Journal, { entry }: Decision): void {
  if (entry !== undefined && unitsSold(entry) > 0) {
    const { source, occurredAt, receivedAt } = entry;
    journal.reportDelay(source.channel, Math.max(0, Date.parse(receivedAt) - Date.parse(occurredAt)));
  }
}

/**
 * The order is of an item of the channel that is not our listing, under the same SKU: a copy, or one that was made again.
 * Its units count, but nobody pushes that item.
 */
function warnOfAnotherItem(journal: Journal, { observation, decision, after }: Decided): void {
  if (observation.kind !== 'orderLine' || !observation.soldAs || decision.kind !== 'append') {
    return;
  }
  const { sku, source, soldAs } = observation;
  const own = after.listings.filter(({ channel }) => channel === source.channel);
  if (own.length > 0 && own.every((listing) => isOfAnotherListing(observation, listing))) {
    journal.count('ListingProblem', source.channel);
    journal.warn(
      `${sku}: ${causeOf(source)} is of another item (${soldAs}) than the listing on ${source.channel}: two have this SKU, or it was made again. Give each its own SKU, then run: ${OPERATOR_COMMANDS.import}`,
      { step: 'catalogue', sku, channel: source.channel, order: source.order, soldAs },
    );
  }
}

/** What moved nothing because a count contains it, as sentences. */
function inCounts(alreadyCounted: readonly AlreadyCounted[]): string {
  return alreadyCounted
    .map(
      ({ location, onHand, occurredAt, countedAt }) =>
        `${onHand > 0 ? '+' : '−'}${Math.abs(onHand)} at ${location} of ${occurredAt} moved nothing: on hand is known as of ${countedAt}.`,
    )
    .join(' ');
}
