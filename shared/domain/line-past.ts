import type { LocationId } from './identifiers.ts';
import { canonicalJson } from './ledger-entry.ts';
import type { OrderLineObservation, PastState } from './observation.ts';
import { isNothing, type OrderLineState } from './order-line.ts';
import { listingOf } from './post-entry.ts';
import type { FoldContext, Seen, ShelfStep, SkuLedger } from './sku-ledger.ts';

/**
 * A line that is told for the first time may have a past: an order that was shipped long before the cut-over comes when
 * one of its units is sent back. What crossed the shelf before the location was counted is in the count, and what the
 * channel counted before `shown` was read is in `shown`; where the source tells when what happened, the line is folded
 * as if it had been recorded as it was then. It committed nothing then: what is still to ship is committed now.
 */
export function withPast(ledger: SkuLedger, observation: OrderLineObservation, { digest }: FoldContext): SkuLedger {
  const { past = [], location, source } = observation;
  if (past.length === 0 || ledger.seen.has(source.key)) {
    return ledger;
  }
  const countedAt = ledger.countedAt[location];
  const shownAsOf = listingOf(ledger.listings, observation)?.shownAsOf;
  const { shipped = 0, returned = 0 } = past.findLast(({ at }) => countedAt !== undefined && at <= countedAt) ?? {};
  const { deducted = 0 } = past.findLast(({ at }) => shownAsOf !== undefined && at < shownAsOf) ?? {};
  const state: OrderLineState = { ordered: shipped, shipped, returned, deducted };
  if (isNothing(state)) {
    return ledger;
  }
  const seen: Seen = {
    key: source.key,
    contentHash: digest(canonicalJson({ state, location })),
    seq: ledger.seq,
    line: { version: 0, state, location, steps: past.map((each) => pastStep(each, location)) },
  };
  return { ...ledger, seen: new Map(ledger.seen).set(seen.key, seen) };
}

function pastStep({ at, shipped, returned }: PastState, location: LocationId): ShelfStep {
  return { version: Date.parse(at), occurredAt: at, location, onHand: returned - shipped };
}
