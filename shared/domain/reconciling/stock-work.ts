/** Stock work: what staff did with a SKU's units in a channel's admin, by what its quantities differ from those last posted. */
import type { LocationId } from '../identifiers.ts';
import type { Listing } from '../listing/listing.ts';
import type { MovementCause, MovementObservation } from '../stock/observation.ts';
import {
  isSameOffSale,
  offSaleInWords,
  type StockWorkRecord,
  stockWorkKey,
  type UnitStates,
  unitsOffSale,
} from '../stock/off-sale.ts';

/** What one reading found that no order and no push explains. All units are signed. */
export type StockWork = {
  readonly cause: MovementCause;
  /** Units that entered the location, or left it. */
  readonly onHand: number;
  /** Units taken off sale, or put back. */
  readonly unavailable: number;
  /** Units by which the channel moved its own figure for them (positive: down), beyond what `shown` has followed already. */
  readonly deducted: number;
  readonly reason: string;
};

/** What a reading is compared with. */
export type WorkBasis = {
  readonly listing: Pick<Listing, 'shown' | 'foundMore' | 'agreedStates'>;
  readonly record: StockWorkRecord;
  /** Units of orders that the channel did not count down: they are no stock work. Undefined: that is not known. */
  readonly notCounted: number | undefined;
};

/**
 * The work between the record and a reading of all states at one moment. Units go four ways: from `available` off sale, back
 * from there, out of the location (a transfer that was shipped, damaged units that were thrown away), and in, where they were
 * incoming before. What of the change of `available` none of these explains is left to the rules of drift. Undefined: no work.
 *
 * A draft order that reserved and is paid frees its units as its order takes them: `available` stays, the order's posting
 * lowers `shown`, and what the reading has above it are the units that went back. Each unit counts once.
 */
export function stockWorkBetween(
  { listing, record, notCounted }: WorkBasis,
  actual: number,
  states: UnitStates,
): StockWork | undefined {
  const offSale = unitsOffSale(states.offSale) - unitsOffSale(record.offSale);
  /** What `shown` has followed without an entry, and what it has not followed. */
  const followed = (listing.foundMore ?? 0) - record.foundMore;
  const outstanding = actual - listing.shown;
  const moved = followed + outstanding;
  /** The same without what only looks like more, because the channel did not count an order down. */
  const movedByHand = moved > 0 ? Math.max(0, moved - (notCounted ?? 0)) : moved;
  // All that went off sale; and of what is off sale no more, as many as moved at most: the others left the location.
  const explained = Math.min(-offSale, Math.max(0, movedByHand));
  const left = -offSale - explained;
  const arrived = clamp(movedByHand - explained, 0, incomingLess(listing, states));
  const rest = moved - explained - arrived;
  // What is left of the followed units is a count that a push has lowered since, unless an order was not counted; and of
  // units that a push has raised since, it was an operator's will, or a push that was not applied.
  const restFollowed = clamp(rest, Math.min(0, followed), Math.max(0, followed));
  const counted = notCounted === undefined ? 0 : Math.max(0, restFollowed - notCounted);
  if (followed === 0 && arrived === 0 && isSameOffSale(states.offSale, record.offSale)) {
    return undefined;
  }
  return {
    cause: causeOf({ left, counted, arrived, offSale }, states, record),
    onHand: arrived + counted - left,
    unavailable: offSale,
    // The channel's figure and `shown` differ by the rest from now on: that is left to the rules of drift.
    deducted: rest - restFollowed - outstanding,
    reason: reasonOf(states, record),
  };
}

type Ways = { readonly left: number; readonly counted: number; readonly arrived: number; readonly offSale: number };

function causeOf({ left, counted, arrived, offSale }: Ways, now: UnitStates, before: StockWorkRecord): MovementCause {
  if (left > 0) {
    // A transfer reserves its units until it is shipped; what is damaged or held back leaves when it is thrown away.
    return before.offSale.reserved - now.offSale.reserved >= left ? 'transferred' : 'damaged';
  }
  if (arrived > 0) {
    return 'transferred';
  }
  if (counted > 0) {
    return 'adopted';
  }
  return offSale < 0 ? 'putBackOnSale' : 'takenOffSale';
}

function reasonOf({ offSale }: UnitStates, record: StockWorkRecord): string {
  const what = offSaleInWords(record.offSale, offSale);
  return what === '' ? 'stock work in the channel’s admin' : `stock work in the channel’s admin: ${what}`;
}

/** Units that were on their way to the location when it was last seen to agree, and are not any more. */
function incomingLess({ agreedStates }: WorkBasis['listing'], { incoming }: UnitStates): number {
  return Math.max(0, (agreedStates?.incoming ?? incoming) - incoming);
}

function clamp(units: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, units));
}

/**
 * A record for a location of which none is kept yet: what is off sale there and unavailable in the ledger is one and the same.
 * What the ledger does not have unavailable is taken off sale by the first reading, so that nothing of it is sold.
 */
export function firstRecord(
  { foundMore = 0 }: Pick<Listing, 'foundMore'>,
  states: UnitStates,
  unavailable: number,
): StockWorkRecord {
  let known = Math.max(0, unavailable);
  const take = (units: number) => {
    const taken = Math.min(Math.max(0, units), known);
    known -= taken;
    return taken;
  };
  const { reserved, damaged, qualityControl, safetyStock } = states.offSale;
  const offSale = {
    damaged: take(damaged),
    qualityControl: take(qualityControl),
    safetyStock: take(safetyStock),
    reserved: take(reserved),
  };
  return { offSale, foundMore, readAt: 0 };
}

/**
 * The work as an observation. It says which record it was compared with, and posting takes it only while that is the last one:
 * however often and late a reading is compared, each unit is posted once.
 */
export function stockWorkObservation(
  { listing, location }: WorkPlace,
  work: StockWork,
  { record, states, seenAt, readAt }: ReadingOfWork,
): MovementObservation {
  const { sku, channel, channelLocation, units, foundMore = 0 } = listing;
  const { cause, onHand, unavailable, deducted, reason } = work;
  return {
    kind: 'movement',
    sku,
    cause,
    changes: [{ location, ...(onHand !== 0 && { onHand }), ...(unavailable !== 0 && { unavailable }) }],
    deducted,
    channelLocation,
    ...(units !== undefined && { listingUnits: units }),
    reason,
    work: { now: { offSale: states.offSale, foundMore, readAt: readAt.getTime() }, follows: record.readAt },
    source: { channel, key: stockWorkKey(listing) },
    occurredAt: seenAt,
    receivedAt: readAt.toISOString(),
  };
}

/** Where the work was done: a listing, and the location that it draws on first. */
export type WorkPlace = { readonly listing: Listing; readonly location: LocationId };

export type ReadingOfWork = {
  readonly record: StockWorkRecord;
  readonly states: UnitStates;
  /** When these states were first seen; ISO 8601. */
  readonly seenAt: string;
  readonly readAt: Date;
};
