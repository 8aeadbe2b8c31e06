import { canonicalJson } from '../canonical-json.ts';
import type { LocationId } from '../identifiers.ts';
import type { OrderLineObservation, PastState } from '../stock/observation.ts';
import { isNothing, lineEffect, NO_ORDER_LINE, type OrderLineState } from '../stock/order-line.ts';
import { knownAsOf, listingOf } from './post-entry.ts';
import type { FoldContext, LinePhase, RecordedLine, Seen, SkuLedger } from './sku-ledger.ts';

/** A source may tell times in whole seconds: all that happened within one is told under one time. */
const SECOND_MS = 1_000;

/**
 * A line may come with a past that we were never told: an order that was shipped long before the cut-over comes when one
 * of its units is sent back, or a message between two others was lost. What crossed the shelf before the location was
 * counted is in the count, and what the channel counted before `shown` was read is in `shown`; so where the source
 * tells when what happened, the line is folded as if it had been recorded as it was then. What it commits is not in any
 * count and stays as it was recorded.
 */
export function withPast(ledger: SkuLedger, observation: OrderLineObservation, { digest }: FoldContext): SkuLedger {
  const { past = [], location, source, version } = observation;
  const seen = ledger.seen.get(source.key);
  const recorded = seen?.line;
  const isNews = recorded === undefined || (version > recorded.version && location === recorded.location);
  if (past.length === 0 || !isNews) {
    return ledger;
  }
  const before = recorded?.state ?? NO_ORDER_LINE;
  const countedAt = knownAsOf(ledger, location, true);
  const shownAsOf = listingOf(ledger.listings, observation)?.shownAsOf;
  const onShelf = past.findLast(({ at }) => countedAt !== undefined && at <= countedAt);
  const { shipped, returned } = isUnheardOf(onShelf, recorded) ? onShelf : before;
  const deducted = before.deducted + countedMeanwhile(past, recorded, shownAsOf);
  const state: OrderLineState = { ordered: shipped + lineEffect(before).committed, shipped, returned, deducted };
  if (isNothing(state)) {
    return ledger;
  }
  const steps = past.map((each) => pastStep(each, location));
  const asOfThen: Seen = {
    key: source.key,
    contentHash: digest(canonicalJson({ state, location })),
    seq: seen?.seq ?? ledger.seq,
    line: { ...(recorded ?? { version: 0 }), state, location, steps },
  };
  return { ...ledger, seen: new Map(ledger.seen).set(source.key, asOfThen) };
}

/** Whether that state is later than what was recorded of the line. */
function isUnheardOf(past: PastState | undefined, recorded: RecordedLine | undefined): past is PastState {
  return past !== undefined && (recorded === undefined || recorded.version < Date.parse(past.at) + SECOND_MS);
}

/**
 * Units that the channel counted between the recorded state and the reading of `shown`. Only their difference is taken
 * from the past: it does not know when an order was edited, what was recorded does.
 */
function countedMeanwhile(
  past: readonly PastState[],
  recorded: RecordedLine | undefined,
  shownAsOf: string | undefined,
): number {
  const then = past.findLast(({ at }) => shownAsOf !== undefined && at < shownAsOf);
  const asRecorded = past.findLast(({ at }) => recorded !== undefined && Date.parse(at) <= recorded.version);
  const isLater = then !== undefined && (asRecorded === undefined || then.at > asRecorded.at);
  return isLater ? then.deducted - (asRecorded?.deducted ?? 0) : 0;
}

/** What stood at the end of its second: whatever else was told of that second came before. */
function pastStep({ at, shipped, returned }: PastState, location: LocationId): LinePhase {
  return { version: Date.parse(at) + SECOND_MS - 1, occurredAt: at, location, onHand: returned - shipped };
}
