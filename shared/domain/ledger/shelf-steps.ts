import type { OrderLineObservation } from '../stock/observation.ts';
import { lineEffect } from '../stock/order-line.ts';
import type { StockChange } from '../stock/stock.ts';
import type { LinePhase } from './sku-ledger.ts';

/** States kept of a line: an order ships in few parts, and what is older than all of these hardly comes any more. */
const STEPS_KEPT = 8;

export function stepOf({ version, occurredAt, location, state }: OrderLineObservation): LinePhase {
  return { version, occurredAt, location, onHand: lineEffect(state).onHand };
}

/** The steps with one more, by version; of the same version the new one. */
export function withStep(steps: readonly LinePhase[], step: LinePhase): readonly LinePhase[] {
  return [...steps.filter(({ version }) => version !== step.version), step]
    .toSorted((a, b) => a.version - b.version)
    .slice(-STEPS_KEPT);
}

/** Whether the step is news: neither known, nor so old that those around it may have been dropped. */
export function isNews(steps: readonly LinePhase[], step: LinePhase): boolean {
  const isKnown = steps.some(({ version }) => version === step.version);
  const isBeyondMemory = steps.length >= STEPS_KEPT && step.version < (steps[0]?.version ?? 0);
  return !isKnown && !isBeyondMemory;
}

/**
 * What an overtaken state still tells: part of the units that a later state was taken to have moved crossed the shelf
 * at this earlier time, each at the location where the line then was. Per location the changes cancel out, unless a
 * count lies between the two times. Empty when the state tells nothing new.
 */
export function redated(steps: readonly LinePhase[], step: LinePhase): readonly StockChange[] {
  const later = steps.find(({ version }) => version > step.version);
  if (later === undefined || !isNews(steps, step)) {
    return [];
  }
  const earlier = steps.findLast(({ version }) => version < step.version);
  const moved = [
    ...(earlier === undefined ? [] : [{ location: earlier.location, onHand: -earlier.onHand }]),
    { location: step.location, onHand: step.onHand },
  ];
  return [...Map.groupBy(moved, ({ location }) => location)].flatMap(([location, parts]) => {
    const onHand = parts.reduce((sum, part) => sum + part.onHand, 0);
    return onHand === 0
      ? []
      : [
          { location, onHand, occurredAt: step.occurredAt },
          { location, onHand: -onHand, occurredAt: later.occurredAt },
        ];
  });
}
