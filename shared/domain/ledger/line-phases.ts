/** The phases of an order line: when its units left and entered a location, also where that is reported late and in another order. */

import type { OrderLineObservation, PastState } from '../stock/observation.ts';
import { lineEffect } from '../stock/order-line.ts';
import type { StockChange } from '../stock/stock.ts';
import type { LinePhase } from './sku-ledger.ts';

/** Phases kept of a line. An order ships in few parts, so what is older than all of these hardly ever arrives. */
const PHASES_KEPT = 8;

/** The phase that an observed state of a line is. */
export function phaseOf(observation: OrderLineObservation): LinePhase {
  const { version, location, state } = observation;
  return { version, occurredAt: movedAt(observation), location, onHand: lineEffect(state).onHand };
}

/**
 * When the last of the units that left or entered the location for a line did: as far as its source reports the line's
 * past, at its earliest state that is as the present one. Otherwise when the present state was made (ISO 8601).
 */
export function movedAt({ past = [], state, occurredAt }: OrderLineObservation): string {
  const isAsNow = ({ shipped, returned }: PastState) => shipped === state.shipped && returned === state.returned;
  const before = past.findLastIndex((each) => !isAsNow(each));
  return past[before + 1]?.at ?? occurredAt;
}

/** The changes at the line's location, each with the time when its units moved. */
export function atTheirTime(
  changes: readonly StockChange[],
  observation: OrderLineObservation,
): readonly StockChange[] {
  const at = movedAt(observation);
  return at === observation.occurredAt
    ? changes
    : changes.map((change) =>
        change.location === observation.location && change.onHand ? { ...change, occurredAt: at } : change,
      );
}

/** The phases with one more, by version. It replaces a known phase of the same version. */
export function withPhase(phases: readonly LinePhase[], phase: LinePhase): readonly LinePhase[] {
  return [...phases.filter(({ version }) => version !== phase.version), phase]
    .toSorted((a, b) => a.version - b.version)
    .slice(-PHASES_KEPT);
}

/** Whether the phase is new: not known, and not so old that its neighbours may have been dropped. */
export function isNewPhase(phases: readonly LinePhase[], phase: LinePhase): boolean {
  const isKnown = phases.some(({ version }) => version === phase.version);
  const isBeyondMemory = phases.length >= PHASES_KEPT && phase.version < (phases[0]?.version ?? 0);
  return !isKnown && !isBeyondMemory;
}

/**
 * What an overtaken state adds: some of the units that a later state seemed to move had moved at this earlier time, each
 * at the location where the line was then. The changes of one location cancel out, unless a count lies between the two
 * times. Empty when the state adds nothing.
 */
export function redated(phases: readonly LinePhase[], phase: LinePhase): readonly StockChange[] {
  const later = phases.find(({ version }) => version > phase.version);
  if (later === undefined || !isNewPhase(phases, phase)) {
    return [];
  }
  const earlier = phases.findLast(({ version }) => version < phase.version);
  const moved = [
    ...(earlier === undefined ? [] : [{ location: earlier.location, onHand: -earlier.onHand }]),
    { location: phase.location, onHand: phase.onHand },
  ];
  return [...Map.groupBy(moved, ({ location }) => location)].flatMap(([location, parts]) => {
    const onHand = parts.reduce((sum, part) => sum + part.onHand, 0);
    return onHand === 0
      ? []
      : [
          { location, onHand, occurredAt: phase.occurredAt },
          { location, onHand: -onHand, occurredAt: later.occurredAt },
        ];
  });
}
