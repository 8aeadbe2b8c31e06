import { canonicalJson } from '../canonical-json.ts';
import type { LocationId } from '../identifiers.ts';
import type { CountObservation } from '../stock/observation.ts';
import { NO_STOCK } from '../stock/stock.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { postEntry } from './post-entry.ts';
import type { FoldContext, Folded, SkuLedger } from './sku-ledger.ts';

/**
 * A count is compared with what the ledger had on hand as of the time of the count, so that what crossed the shelf
 * after it stays crossed, whether we hear of the count or of the sale first. A count before the location's last
 * count is stale: the later one has seen more.
 */
export function foldCount(ledger: SkuLedger, observation: CountObservation, context: FoldContext): Folded {
  const { location, counted, occurredAt, source } = observation;
  const contentHash = context.digest(canonicalJson({ location, counted, occurredAt }));
  const seen = ledger.seen.get(source.key);
  if (seen !== undefined) {
    const reason = `Count ${source.key} of ${source.channel} was posted as entry ${seen.seq} with other contents: send a new count under a new id.`;
    return seen.contentHash === contentHash
      ? { outcome: { kind: 'duplicate', seq: seen.seq }, ledger }
      : { outcome: { kind: 'conflicting', reason, seq: seen.seq }, ledger };
  }
  const lastCountedAt = ledger.countedAt[location];
  if (lastCountedAt !== undefined && occurredAt < lastCountedAt) {
    return { outcome: { kind: 'stale', seq: ledger.seq }, ledger };
  }
  const then = onHandAsOf(ledger, location, occurredAt, context.history);
  return postEntry(ledger, observation, context, {
    kind: 'counted',
    changes: [{ location, onHand: counted - then }],
    contentHash,
    counted: location,
  });
}

/**
 * What the ledger had on hand at the location at that time: the present figure less what happened after.
 * `history` must hold every entry that may have happened after that time.
 */
function onHandAsOf(ledger: SkuLedger, location: LocationId, at: string, history: readonly LedgerEntry[]): number {
  const since = history
    .flatMap((entry) =>
      entry.changes.map((change) => ({ ...change, occurredAt: change.occurredAt ?? entry.occurredAt })),
    )
    .filter((change) => change.location === location && change.occurredAt > at)
    .reduce((sum, change) => sum + (change.onHand ?? 0), 0);
  return (ledger.stock[location] ?? NO_STOCK).onHand - since;
}
