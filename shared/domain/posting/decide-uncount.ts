/** Decides what follows when a count or a baseline is taken back: the ledger ends as if it had never been reported. */

import { knownAsOf } from '../ledger/counted.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { RecordedCount, SkuLedger } from '../ledger/sku-ledger.ts';
import type { MovementObservation } from '../stock/observation.ts';
import type { StockChange } from '../stock/stock.ts';
import { undoKey, undoneKey } from '../stock/stock-file.ts';
import { type DraftDecision, draftEntry, leave } from './decision.ts';

/**
 * The correction gives the reverse of what the count changed. Added to it is what was reported since and moved nothing only
 * because of this count. From now on the location was last counted when it was before. Where a later count stands, nothing
 * can be taken back: it says what is there.
 */
export function decideUncount(
  { sku, changes, reason, uncounts = '' }: MovementObservation,
  ledger: SkuLedger,
  history: readonly LedgerEntry[],
): DraftDecision {
  const [first] = history;
  if (first?.kind === 'baseline' && first.source.key === uncounts) {
    return decideUnbaseline(first, { changes, reason }, history);
  }
  const seen = ledger.seen.get(uncounts);
  if (seen?.count === undefined) {
    return leave({
      kind: 'invalid',
      reason: `${sku}: the ledger does not remember the count ${uncounts}: correct it by a new count.`,
    });
  }
  const { count, seq } = seen;
  const { location, countedAt, before } = count;
  if (ledger.countedAt[location] !== countedAt) {
    return leave({
      kind: 'invalid',
      reason: `${sku}: ${location} was counted again after ${countedAt}, so the count ${uncounts} cannot be taken back.`,
    });
  }
  return draftEntry({
    kind: 'corrected',
    changes: [...changes, ...leftOutBy(count, ledger, since(seq, history))],
    countedAt: { [location]: before },
    ...(reason !== undefined && { reason }),
  });
}

/**
 * A baseline is taken back only while nothing stands on it but receipts: an order, a hold or a sale took units of it, and a count
 * says what is there. Of a receipt that the baseline contains, nobody could say where its units are.
 */
function decideUnbaseline(
  { sku, seq, source: { key } }: LedgerEntry,
  { changes, reason }: Pick<MovementObservation, 'changes'> & { readonly reason: string | undefined },
  history: readonly LedgerEntry[],
): DraftDecision {
  const keys = new Set(history.map(({ source }) => source.key));
  const isTakenBack = ({ source }: LedgerEntry) => keys.has(undoKey(source.key)) || undoneKey(source.key) !== undefined;
  const standing = since(seq, history).find(
    (entry) =>
      entry.source.key !== key &&
      !isTakenBack(entry) &&
      (entry.kind !== 'received' || (entry.alreadyCounted ?? []).length > 0),
  );
  return standing === undefined
    ? draftEntry({ kind: 'corrected', changes, ...(reason !== undefined && { reason }) })
    : leave({
        kind: 'invalid',
        reason: `${sku}: entry ${standing.seq} (${standing.kind} by ${standing.source.channel}) stands on what was imported: count the SKU.`,
      });
}

function since(seq: number, history: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return history.filter((entry) => entry.seq > seq);
}

/**
 * What entries after the count report and did not move, because of this count and of nothing else, each at its own time. A
 * later count that was taken back may have been the one that left it out. What was taken back itself does not count any more.
 */
function leftOutBy(
  { location, countedAt, before }: RecordedCount,
  ledger: SkuLedger,
  since: readonly LedgerEntry[],
): readonly StockChange[] {
  const known = { ...ledger, countedAt: { [location]: before ?? '' } };
  const keys = new Set(since.map(({ source }) => source.key));
  return since
    .filter(({ source }) => !keys.has(undoKey(source.key)))
    .flatMap(({ alreadyCounted = [], source: { channel } }) => {
      const isListed = ledger.listings.some((listing) => listing.channel === channel);
      const knownBefore = knownAsOf(known, location, isListed) ?? '';
      return alreadyCounted.filter(
        (each) => each.location === location && each.occurredAt <= countedAt && each.occurredAt > knownBefore,
      );
    })
    .map(({ onHand, occurredAt }) => ({ location, onHand, occurredAt }));
}
