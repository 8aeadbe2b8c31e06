/** Decides what follows from a count: the difference to what the ledger had on hand at the time of the count. */

import type { LocationId } from '../identifiers.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { meaningOf } from '../ledger/meaning-of-entries.ts';
import type { SkuLedger } from '../ledger/sku-ledger.ts';
import type { CountObservation } from '../stock/observation.ts';
import { NO_STOCK } from '../stock/stock.ts';
import { type DraftDecision, draftEntry } from './decision.ts';

/**
 * A count is compared with what the ledger had on hand as of the time of the count. So what left or entered the location
 * after it still counts, whether the count or that movement is reported first.
 */
export function decideCount(
  { location, counted, occurredAt, deducted = 0 }: CountObservation,
  ledger: SkuLedger,
  history: readonly LedgerEntry[],
): DraftDecision {
  const before = ledger.countedAt[location];
  const then = onHandAsOf(ledger, location, occurredAt, history);
  return draftEntry({
    kind: 'counted',
    changes: [{ location, onHand: counted - then }],
    deducted,
    countedAt: { [location]: occurredAt },
    count: { location, units: counted, countedAt: occurredAt, ...(before !== undefined && { before }) },
  });
}

/**
 * What the ledger had on hand at the location at that time: the present figure less what moved after. What was only
 * stated after that time (a correction, an adopted edit) moved nothing: the present figure knows it, and the count
 * replaces it. A correction that takes back what moved at another time says that time, and cancels it out.
 * `history` must hold every entry that may have happened after that time.
 */
function onHandAsOf(ledger: SkuLedger, location: LocationId, at: string, history: readonly LedgerEntry[]): number {
  const since = history
    .flatMap((entry) =>
      entry.changes
        .filter((change) => meaningOf(entry) === 'movement' || change.occurredAt !== undefined)
        .map((change) => ({ ...change, occurredAt: change.occurredAt ?? entry.occurredAt })),
    )
    .filter((change) => change.location === location && change.occurredAt > at)
    .reduce((sum, change) => sum + (change.onHand ?? 0), 0);
  return (ledger.stock[location] ?? NO_STOCK).onHand - since;
}
