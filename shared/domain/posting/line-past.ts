/** Uses the past states that a source reports with an order line, so that units are not counted twice at a cut-over. */

import type { LocationId } from '../identifiers.ts';
import { lineContentHash } from '../ledger/content-hash.ts';
import { knownAsOf } from '../ledger/counted.ts';
import type { Digest } from '../ledger/ledger-entry.ts';
import type { LinePhase, RecordedLine, Seen, SkuLedger } from '../ledger/sku-ledger.ts';
import type { OrderLineObservation, PastState } from '../stock/observation.ts';
import { isNothing, lineEffect, NO_ORDER_LINE, type OrderLineState } from '../stock/order-line.ts';
import { ownListing } from './own-listing.ts';

/** A source may give times in whole seconds: everything that happened within one second has the same time. */
const SECOND_MS = 1_000;

/**
 * What the ledger remembers of the line, with what the line's past adds.
 *
 * A line may arrive with a past that was never reported: an order that was shipped long before the cut-over arrives when
 * one of its units is returned, or a message between two others was lost. What left or entered the location before it was
 * counted is in the count, and what the channel subtracted before `shown` was read is in `shown`. So where the source
 * says what happened when, the line is compared as if it had been recorded as it was then. What it commits is in no
 * count and stays as it was recorded.
 */
export function recordedWithPast(
  observation: OrderLineObservation,
  ledger: SkuLedger,
  digest: Digest,
): Seen | undefined {
  const { past = [], location, source, version } = observation;
  const seen = ledger.seen.get(source.key);
  const recorded = seen?.line;
  const isNews = recorded === undefined || (version > recorded.version && location === recorded.location);
  if (past.length === 0 || !isNews) {
    return seen;
  }
  const before = recorded?.state ?? NO_ORDER_LINE;
  const countedAt = knownAsOf(ledger, location, true) ?? '';
  // No time is earlier than an absent one.
  const shownAsOf = ownListing(ledger.listings, observation)?.shownAsOf ?? '';
  const counted = past.findLast(({ at }) => at <= countedAt);
  const { shipped, returned } = isLaterThan(recorded, counted) ? counted : before;
  const deducted = before.deducted + deductedMeanwhile(past, recorded, shownAsOf);
  const state: OrderLineState = { ordered: shipped + lineEffect(before).committed, shipped, returned, deducted };
  if (isNothing(state)) {
    return seen;
  }
  return {
    key: source.key,
    contentHash: lineContentHash(state, location, digest),
    seq: seen?.seq ?? ledger.seq,
    line: {
      ...(recorded ?? { version: 0 }),
      state,
      location,
      phases: past.map((each) => pastPhase(each, location)),
    },
  };
}

/** Whether that past state is later than what was recorded of the line. */
function isLaterThan(recorded: RecordedLine | undefined, past: PastState | undefined): past is PastState {
  return past !== undefined && (recorded === undefined || recorded.version < Date.parse(past.at) + SECOND_MS);
}

/**
 * Units that the channel subtracted between the recorded state and the reading of `shown`. Only the difference is taken
 * from the past: the past does not know when an order was edited, the record does.
 */
function deductedMeanwhile(past: readonly PastState[], recorded: RecordedLine | undefined, shownAsOf: string): number {
  const then = past.findLast(({ at }) => at < shownAsOf);
  const asRecorded = past.findLast(({ at }) => recorded !== undefined && Date.parse(at) <= recorded.version);
  const isLater = then !== undefined && (asRecorded === undefined || then.at > asRecorded.at);
  return isLater ? then.deducted - (asRecorded?.deducted ?? 0) : 0;
}

/** The state at the end of its second: every other state that is reported for that second came before it. */
function pastPhase({ at, shipped, returned }: PastState, location: LocationId): LinePhase {
  return { version: Date.parse(at) + SECOND_MS - 1, occurredAt: at, location, onHand: returned - shipped };
}
