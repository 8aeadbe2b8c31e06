/** Decides what follows from the state of an order line: what it commits, what left or entered the location, or nothing. */

import { withoutCounted } from '../ledger/counted.ts';
import { isNewPhase, phaseOf, redated, withPhase } from '../ledger/line-phases.ts';
import { isBundle, type RecordedLine, type Seen, type SkuLedger } from '../ledger/sku-ledger.ts';
import type { OrderLineObservation } from '../stock/observation.ts';
import { lineChanges } from '../stock/order-line.ts';
import type { RecordedLineFact } from './compare-with-recorded.ts';
import { type DraftDecision, leave, move } from './decision.ts';

/** A new state moves the difference to the recorded state. A bundle moves nothing itself, only its listing. */
export function decideOrderLine(
  observation: OrderLineObservation,
  ledger: SkuLedger,
  recorded: Seen | undefined,
): DraftDecision {
  const moved = isBundle(ledger) ? [] : lineChanges(recorded?.line, observation);
  return move({
    kind: 'order',
    changes: withoutCounted(ledger, moved, observation),
    deducted: observation.state.deducted - (recorded?.line?.state.deducted ?? 0),
    line: recordOf(observation, recorded?.line),
  });
}

/** The recorded state in a newer version, or read later: nothing moves, and any state in between is stale from now on. */
export function confirmOrderLine(observation: OrderLineObservation, recorded: RecordedLineFact): DraftDecision {
  return {
    kind: 'remember',
    outcome: { kind: 'duplicate', seq: recorded.seq },
    seen: { ...recorded, line: recordOf(observation, recorded.line) },
  };
}

/** An overtaken state moves nothing, but may show that units left or entered the location earlier than we assumed. */
export function decideOvertakenLine(
  observation: OrderLineObservation,
  ledger: SkuLedger,
  recorded: RecordedLineFact,
): DraftDecision {
  const phase = phaseOf(observation);
  const phases = recorded.line.steps;
  if (isBundle(ledger) || !isNewPhase(phases, phase)) {
    return leave({ kind: 'stale', seq: recorded.seq });
  }
  const line: RecordedLine = { ...recorded.line, steps: withPhase(phases, phase) };
  const changes = redated(phases, phase);
  if (changes.length === 0) {
    // It moved nothing, but a state that arrives later and is older still must be compared with it.
    return { kind: 'remember', outcome: { kind: 'stale', seq: recorded.seq }, seen: { ...recorded, line } };
  }
  return move({
    kind: 'order',
    changes: withoutCounted(ledger, changes, observation),
    contentHash: recorded.contentHash,
    line,
  });
}

function recordOf(observation: OrderLineObservation, recorded: RecordedLine | undefined): RecordedLine {
  const { version, readAt, state, location } = observation;
  const steps = withPhase(recorded?.steps ?? [], phaseOf(observation));
  return { version, ...(readAt !== undefined && { readAt }), state, location, steps };
}
