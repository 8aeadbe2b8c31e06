/** Decides what follows from the state of an order line: what it commits, what left or entered the location, or nothing. */

import { lineContentHash } from '../ledger/content-hash.ts';
import { withoutCounted } from '../ledger/counted.ts';
import { atTheirTime, isNewPhase, phaseOf, redated, withPhase } from '../ledger/line-phases.ts';
import { isBundle, type RecordedLine, type Seen, type SkuLedger } from '../ledger/sku-ledger.ts';
import type { OrderLineObservation } from '../stock/observation.ts';
import { assumedState, isSameState, lineChanges } from '../stock/order-line.ts';
import type { Known, RecordedLineFact } from './compare-with-recorded.ts';
import { type DraftDecision, draftEntry, leave } from './decision.ts';
import { takeOver, withTakenOver } from './take-over.ts';

/** A new state moves the difference to the recorded state. A bundle moves nothing itself, only its listing. */
export function decideOrderLine(reported: OrderLineObservation, ledger: SkuLedger, known: Known): DraftDecision {
  const { recorded } = known;
  const observation = asFarAsKnown(reported, recorded?.line);
  const taken = takeOver(observation, ledger);
  const moved = isBundle(ledger)
    ? []
    : withTakenOver(atTheirTime(lineChanges(recorded?.line, observation), observation), taken);
  return draftEntry({
    kind: 'order',
    ...withoutCounted(ledger, moved, observation),
    deducted: observation.state.deducted - (recorded?.line?.state.deducted ?? 0),
    contentHash: lineContentHash(observation.state, observation.location, known.digest),
    line: recordOf(observation, recorded),
    alsoSeen: taken.alsoSeen,
  });
}

/** A line whose place is assumed counts as `assumedState` says, where it counted before; one that was read, as it was read. */
function asFarAsKnown(reported: OrderLineObservation, recorded: RecordedLine | undefined): OrderLineObservation {
  return reported.isPlaceAssumed && reported.readAt === undefined
    ? {
        ...reported,
        state: assumedState(recorded, reported.whole ?? reported.state),
        location: recorded?.location ?? reported.location,
      }
    : reported;
}

/** The recorded state in a newer version, or read later: nothing moves, and any state in between is stale from now on. */
export function confirmOrderLine(observation: OrderLineObservation, recorded: RecordedLineFact): DraftDecision {
  return {
    kind: 'remember',
    outcome: { kind: 'duplicate', seq: recorded.seq },
    seen: { ...recorded, line: recordOf(asConfirmed(observation, recorded.line), recorded) },
  };
}

/** What a message confirms that reports only the whole line: the recorded parts stay, where they are. */
function asConfirmed(
  { isPlaceAssumed: _assumed, ...observation }: OrderLineObservation,
  { state, location, lostHere, isPlaceAssumed }: RecordedLine,
): OrderLineObservation {
  const reportsWhole = observation.whole !== undefined && observation.readAt === undefined;
  return {
    ...observation,
    ...(reportsWhole && { state, location, ...(lostHere !== undefined && { lostHere }) }),
    ...(isPlaceAssumed && { isPlaceAssumed }),
  };
}

/** An overtaken state moves nothing, but may show that units left or entered the location earlier than we assumed. */
export function decideOvertakenLine(
  observation: OrderLineObservation,
  ledger: SkuLedger,
  recorded: RecordedLineFact,
): DraftDecision {
  const phase = phaseOf(observation);
  const phases = recorded.line.phases;
  if (isBundle(ledger) || observation.isPlaceAssumed || !isNewPhase(phases, phase)) {
    return leave({ kind: 'stale', seq: recorded.seq });
  }
  const line: RecordedLine = { ...recorded.line, phases: withPhase(phases, phase) };
  const changes = redated(phases, phase);
  if (changes.length === 0) {
    // It moved nothing, but a state that arrives later and is older still must be compared with it.
    return { kind: 'remember', outcome: { kind: 'stale', seq: recorded.seq }, seen: { ...recorded, line } };
  }
  return draftEntry({
    kind: 'order',
    ...withoutCounted(ledger, changes, observation),
    contentHash: recorded.contentHash,
    line,
  });
}

function recordOf(observation: OrderLineObservation, recorded: Seen | undefined): RecordedLine {
  const { version, readAt, madeAt, state, location, whole, isPlaceAssumed } = observation;
  const phases = withPhase(recorded?.line?.phases ?? [], phaseOf(observation));
  const replaced = replacedBy(observation, recorded);
  // What is assumed builds on the places that were read last, and on what had been lost there.
  const isBuiltOn = isPlaceAssumed === true && readAt === undefined;
  const lastRead = isBuiltOn ? recorded?.line?.readAt : readAt;
  const assumedHere = isBuiltOn ? assumedSince(recorded?.line, observation) : 0;
  const lostHere = isBuiltOn ? recorded?.line?.lostHere : observation.lostHere;
  return {
    version,
    ...(lastRead !== undefined && { readAt: lastRead }),
    ...(madeAt !== undefined && { madeAt }),
    ...(replaced.length > 0 && { replaced }),
    state,
    location,
    ...(whole !== undefined && !isSameState(whole, state) && { whole }),
    ...(lostHere !== undefined && { lostHere }),
    ...(assumedHere > 0 && { assumedHere }),
    ...(isPlaceAssumed && { isPlaceAssumed }),
    phases,
  };
}

/** Of a line that was never read all is assumed, and its record says so already. */
function assumedSince(recorded: RecordedLine | undefined, { state }: OrderLineObservation): number {
  return recorded?.readAt === undefined
    ? 0
    : (recorded.assumedHere ?? 0) + Math.max(0, state.deducted - recorded.state.deducted);
}

/** States kept of one version and one time: more edits within one millisecond are a sender's mistake. */
const REPLACED_KEPT = 8;

/** The hashes of the states that this one replaces in its version and its time, and of those that were replaced before. */
function replacedBy({ version, madeAt }: OrderLineObservation, recorded: Seen | undefined): readonly string[] {
  const line = recorded?.line;
  const isOfSameTime = madeAt !== undefined && line?.version === version && line.madeAt === madeAt;
  return isOfSameTime && recorded !== undefined
    ? [...(line.replaced ?? []), recorded.contentHash].slice(-REPLACED_KEPT)
    : [];
}
