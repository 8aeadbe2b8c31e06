/** What a channel reports of a listing, in units of its SKU. */
import { parseQuantity } from '../identifiers.ts';
import type { CountObservation, MovementObservation, Observation, OrderLineObservation } from './observation.ts';
import type { OrderLineState } from './order-line.ts';

/** Observations whose quantities a channel counts by its own listing. */
export type ListingObservation = OrderLineObservation | MovementObservation | CountObservation;

export function isOfListing(observation: Observation): observation is ListingObservation {
  return observation.kind === 'orderLine' || observation.kind === 'movement' || observation.kind === 'count';
}

/** The same fact in units of the SKU, of which one unit of the listing has so many; it says so, so that it is done once. */
export function multiplied(observation: ListingObservation, units: number): ListingObservation {
  switch (observation.kind) {
    case 'orderLine':
      return multipliedLine(observation, units);
    case 'movement':
      return multipliedMovement(observation, units);
    case 'count':
      return {
        ...observation,
        counted: parseQuantity(observation.counted * units),
        ...deductedTimes(observation, units),
        listingUnits: units,
      };
    default:
      return observation satisfies never;
  }
}

/** An order line in units of the SKU. */
export function multipliedLine(line: OrderLineObservation, units: number): OrderLineObservation {
  const { state, whole, lost, lostHere, past } = line;
  return {
    ...line,
    state: timesState(state, units),
    ...(whole && { whole: timesState(whole, units) }),
    ...(lost && { lost: timesState(lost, units) }),
    ...(lostHere !== undefined && { lostHere: lostHere * units }),
    ...(past && {
      past: past.map(({ at, shipped, returned, deducted }) => ({
        at,
        shipped: shipped * units,
        returned: returned * units,
        deducted: deducted * units,
      })),
    }),
    listingUnits: units,
  };
}

/** A movement in units of the SKU. */
export function multipliedMovement(movement: MovementObservation, units: number): MovementObservation {
  return {
    ...movement,
    changes: movement.changes.map(({ onHand, committed, unavailable, ...change }) => ({
      ...change,
      ...(onHand !== undefined && { onHand: onHand * units }),
      ...(committed !== undefined && { committed: committed * units }),
      ...(unavailable !== undefined && { unavailable: unavailable * units }),
    })),
    ...deductedTimes(movement, units),
    listingUnits: units,
  };
}

function timesState({ ordered, shipped, returned, deducted }: OrderLineState, units: number): OrderLineState {
  return {
    ordered: ordered * units,
    shipped: shipped * units,
    returned: returned * units,
    deducted: deducted * units,
  };
}

function deductedTimes({ deducted }: { readonly deducted?: number }, units: number): { readonly deducted?: number } {
  return deducted === undefined ? {} : { deducted: deducted * units };
}
