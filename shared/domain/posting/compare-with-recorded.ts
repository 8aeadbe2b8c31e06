/** Decides, for every kind of observation, whether the ledger knows the fact already: duplicate, stale or conflicting. */

import { contentHashOf } from '../ledger/content-hash.ts';
import { knownAsOf } from '../ledger/counted.ts';
import type { Outcome } from '../ledger/outcome.ts';
import type { RecordedLine, RecordedMovement, Seen, SkuLedger } from '../ledger/sku-ledger.ts';
import { contradictionOf } from '../ledger/versions-apart.ts';
import { mayEnd } from '../stock/hold.ts';
import type {
  CountObservation,
  HoldEndObservation,
  HoldObservation,
  MovementObservation,
  Observation,
  OrderLineObservation,
} from '../stock/observation.ts';
import { isNothing, isSameState } from '../stock/order-line.ts';
import { isFinalReading } from '../stock/order-reading.ts';
import { changesBetween, isNoChange } from '../stock/stock.ts';
import type { PostingContext } from './decision.ts';

/** An observation's key and contents, against what the ledger remembers. */
export type Known = PostingContext & {
  /** What is remembered under the observation's key. */
  readonly recorded: Seen | undefined;
  readonly contentHash: string;
};

/** A remembered order line. */
export type RecordedLineFact = Seen & { readonly line: RecordedLine };

export type Comparison =
  /** Nothing is remembered under the key, or an older state of the same fact: the rules of its kind decide. */
  | { readonly kind: 'news' }
  /** The recorded state of an order line, in a newer version or a later reading. */
  | { readonly kind: 'confirmed'; readonly line: OrderLineObservation; readonly recorded: RecordedLineFact }
  /** An older state of an order line. */
  | { readonly kind: 'overtaken'; readonly line: OrderLineObservation; readonly recorded: RecordedLineFact }
  | Extract<Outcome, { readonly kind: 'duplicate' | 'stale' | 'conflicting' }>;

const NEWS: Comparison = { kind: 'news' };

/** Compares what the observation says with what is remembered under its key. */
export function compareWithRecorded(observation: Observation, ledger: SkuLedger, known: Known): Comparison {
  switch (observation.kind) {
    case 'orderLine':
      return compareLine(observation, ledger, known);
    case 'movement':
      return compareMovement(observation, known);
    case 'hold':
      return compareContents(observation, known);
    case 'count':
      return compareCount(observation, ledger, known);
    case 'holdEnd':
      return compareHoldEnd(observation, known);
    case 'baseline':
      // The cut-over of a SKU is the first entry of its ledger.
      return ledger.seq > 0 ? { kind: 'duplicate', seq: 1 } : NEWS;
    case 'baselineEnd': {
      // The end follows this very baseline once. After another run's baseline there is nothing to give back.
      const { recorded, digest } = known;
      const begin = contentHashOf({ ...observation, kind: 'baseline' }, recorded, digest);
      return recorded?.contentHash === begin ? NEWS : { kind: 'duplicate', seq: recorded?.seq ?? 1 };
    }
    default:
      return observation satisfies never;
  }
}

/** Whether it is a further place at which an order line has nothing: where it had nothing before, that is no news. */
export function hasNothing(observation: Observation): boolean {
  return observation.kind === 'orderLine' && observation.isFurtherPlace === true && isNothing(observation.state);
}

/**
 * Versions are compared first, unless the state shows that they went back. Two states of one version with other contents cannot be put in order by what was sent: a
 * reading back from the channel decides, a later reading over an earlier one. Until there is a final reading, the two
 * are conflicting and the order is read back. Where the source cannot be asked, the state that it made later decides
 * (`compareByTime`): some shops edit a line without a new version.
 */
function compareLine(
  observation: OrderLineObservation,
  ledger: SkuLedger,
  { recorded, contentHash }: Known,
): Comparison {
  if (recorded?.line === undefined) {
    return hasNothing(observation) ? { kind: 'duplicate', seq: ledger.seq } : NEWS;
  }
  const fact: RecordedLineFact = { ...recorded, line: recorded.line };
  const { version, readAt } = fact.line;
  if (observation.version < version) {
    const reason = isAsRecorded(observation, fact, contentHash) ? undefined : contradictionOf(observation, fact.line);
    return reason === undefined
      ? { kind: 'overtaken', line: observation, recorded: fact }
      : { kind: 'conflicting', reason, seq: fact.seq };
  }
  const isLaterReading = observation.readAt !== undefined && observation.readAt > (readAt ?? 0);
  const byTime = observation.version === version ? compareByTime(observation, fact, contentHash) : undefined;
  const isNewer = observation.version > version || isLaterReading || byTime === 'later';
  if (isAsRecorded(observation, fact, contentHash)) {
    return isNewer ? { kind: 'confirmed', line: observation, recorded: fact } : { kind: 'duplicate', seq: fact.seq };
  }
  if (isNewer) {
    return NEWS;
  }
  const isDecided = byTime === 'earlier' || (readAt !== undefined && isFinalReading(version, readAt));
  return isDecided || observation.readAt !== undefined
    ? { kind: 'overtaken', line: observation, recorded: fact }
    : { kind: 'conflicting', reason: conflictReason(observation, fact), seq: fact.seq };
}

/**
 * A message that reports the line's whole state, and not where its units are, says nothing new when the whole is as
 * recorded: the places that were read stand. The place of a line that was assumed is news once it is known.
 */
function isAsRecorded(observation: OrderLineObservation, { line, ...fact }: RecordedLineFact, hash: string): boolean {
  const { whole, readAt, isPlaceAssumed = false } = observation;
  const { isPlaceAssumed: wasAssumed = false } = line;
  if (wasAssumed && !isPlaceAssumed) {
    return false;
  }
  return whole !== undefined && readAt === undefined
    ? isSameState(whole, line.whole ?? line.state)
    : hash === fact.contentHash && wasAssumed === isPlaceAssumed;
}

/**
 * Two states of one version, by when their source made them; undefined where the source does not say. Made at the same
 * time, the one received later counts as later, unless it is one that was replaced already and comes again.
 */
function compareByTime(
  { madeAt }: OrderLineObservation,
  { line, contentHash: recordedHash }: RecordedLineFact,
  contentHash: string,
): 'earlier' | 'same' | 'later' | undefined {
  if (madeAt === undefined) {
    return undefined;
  }
  const recordedAt = line.madeAt ?? '';
  if (madeAt !== recordedAt) {
    return madeAt > recordedAt ? 'later' : 'earlier';
  }
  if (contentHash === recordedHash) {
    return 'same';
  }
  return line.replaced?.includes(contentHash) ? 'earlier' : 'later';
}

/** A fact without versions is posted once under its key. */
function compareContents(
  observation: MovementObservation | CountObservation | HoldObservation,
  { recorded, contentHash }: Known,
): Comparison {
  if (recorded === undefined) {
    return NEWS;
  }
  return recorded.contentHash === contentHash
    ? { kind: 'duplicate', seq: recorded.seq }
    : { kind: 'conflicting', reason: conflictReason(observation, recorded), seq: recorded.seq };
}

/**
 * A sender that makes its message anew for another attempt may date it anew: within this time it is the same fact. A
 * number that is used again belongs to another day, or at least to another shift.
 */
const SAME_FACT_WITHIN_MS = 3_600_000;

/** Stock work is news only to the record that it was compared with: what another reading has posted meanwhile it has not seen. */
function compareWork(
  { now, follows }: NonNullable<MovementObservation['work']>,
  recorded: Seen | undefined,
): Comparison {
  const { readAt = 0 } = recorded?.work ?? {};
  if (readAt === follows) {
    return NEWS;
  }
  return { kind: readAt === now.readAt ? 'duplicate' : 'stale', seq: recorded?.seq ?? 0 };
}

/**
 * A movement's key with equal contents is still another fact where its time is far from the recorded one: tills begin
 * their receipt numbers again, and one sale of one mug is like the next. Taken for a repetition it would be lost.
 */
function compareMovement(observation: MovementObservation, known: Known): Comparison {
  if (observation.work !== undefined) {
    return compareWork(observation.work, known.recorded);
  }
  const comparison = compareContents(observation, known);
  if (comparison.kind === 'conflicting' && known.recorded?.moved !== undefined && observation.readAt !== undefined) {
    if (isSameMovement(observation, known.recorded.moved)) {
      return { kind: 'duplicate', seq: comparison.seq };
    }
    // Its source gave it other contents under the same id; of two readings the later one says how it stands.
    return observation.readAt > known.recorded.moved.readAt ? NEWS : { kind: 'stale', seq: comparison.seq };
  }
  const statedAt = observation.statedAt ?? observation.occurredAt;
  const recordedAt = known.recorded?.statedAt;
  // These two are dated by when we look, not by their source, and their keys are ours: they are never used again.
  const isDatedByUs = observation.cause === 'corrected' || observation.cause === 'adopted';
  if (comparison.kind !== 'duplicate' || recordedAt === undefined || isDatedByUs) {
    return comparison;
  }
  const apartMs = Math.abs(Date.parse(statedAt) - Date.parse(recordedAt));
  if (apartMs <= SAME_FACT_WITHIN_MS) {
    return comparison;
  }
  const { channel, key } = observation.source;
  const reason = `Key ${key} of ${channel} was posted as entry ${comparison.seq} of ${recordedAt}, now it came with the same contents and the time ${statedAt}: if it is another fact, send it under a new id.`;
  return { kind: 'conflicting', reason, seq: comparison.seq };
}

/** The same units at the same places, however they are divided by when they moved. */
function isSameMovement({ changes, deducted = 0 }: MovementObservation, recorded: RecordedMovement): boolean {
  return deducted === recorded.deducted && changesBetween(recorded.changes, changes).every(isNoChange);
}

/**
 * A count from before on hand was last known is stale: a later count, or the figure of the cut-over, contains more
 * movements. Which of the two kinds of cut-over it was makes no difference: both are later figures of the same units.
 */
function compareCount(observation: CountObservation, ledger: SkuLedger, known: Known): Comparison {
  const comparison = compareContents(observation, known);
  const { location, occurredAt, source } = observation;
  const knownAt = knownAsOf(ledger, location, true);
  const isBeforeKnown = knownAt !== undefined && occurredAt < knownAt;
  if (comparison.kind !== 'news' || !isBeforeKnown) {
    return comparison;
  }
  const reason = `Count ${source.key} is of ${occurredAt}, but what is on hand at ${location} is known as of ${knownAt}, by a later count or by the import: it changed nothing. Count again if the later figure is wrong.`;
  return { kind: 'stale', seq: ledger.seq, reason };
}

/**
 * The same end again is a duplicate, and so is a capture after the order came itself. An end that comes too late, too
 * early, or after another end is stale. A capture that names another order than the first one is conflicting.
 */
function compareHoldEnd({ id, end, order }: HoldEndObservation, { recorded, now }: Known): Comparison {
  if (recorded?.hold === undefined) {
    return NEWS;
  }
  const { hold, seq } = recorded;
  if (order !== undefined && hold.order !== undefined && order !== hold.order) {
    return { kind: 'conflicting', reason: `Hold ${id} was captured for order ${hold.order}, not for ${order}.`, seq };
  }
  const isWithItsOrder = hold.status === 'takenOver' && (end === 'captured' || end === 'sold');
  if (hold.status === end || isWithItsOrder) {
    return { kind: 'duplicate', seq };
  }
  return mayEnd(hold, end, now) ? NEWS : { kind: 'stale', seq };
}

/** What happened and what to do, for a person. */
function conflictReason(
  observation: OrderLineObservation | MovementObservation | CountObservation | HoldObservation,
  recorded: Seen,
): string {
  const { channel, key, order, line } = observation.source;
  switch (observation.kind) {
    case 'orderLine':
      return `Order ${order} line ${line} on ${channel} came twice with version ${observation.version} and other contents: recorded ${JSON.stringify(recorded.line?.state)}, now ${JSON.stringify(observation.state)}.`;
    case 'movement':
      return `Key ${key} of ${channel} was posted as entry ${recorded.seq} with other contents: send a correction under a new id.`;
    case 'count':
      return `Count ${key} of ${channel} was posted as entry ${recorded.seq} with other contents: send a new count under a new id.`;
    case 'hold':
      return `Hold ${observation.id} was placed as entry ${recorded.seq} with another body: use a new id.`;
    default:
      return observation satisfies never;
  }
}
