/** Decides what follows when a count is taken back: the ledger ends as if the count had never been reported. */

import { knownAsOf } from '../ledger/counted.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { RecordedCount, SkuLedger } from '../ledger/sku-ledger.ts';
import type { MovementObservation } from '../stock/observation.ts';
import { sumByLocation } from '../stock/stock.ts';
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
  const count = ledger.seen.get(uncounts)?.count;
  if (count === undefined) {
    return leave({
      kind: 'invalid',
      reason: `${sku}: the ledger does not remember the count ${uncounts}: correct it by a new count.`,
    });
  }
  const { location, countedAt, before } = count;
  if (ledger.countedAt[location] !== countedAt) {
    return leave({
      kind: 'invalid',
      reason: `${sku}: ${location} was counted again after ${countedAt}, so the count ${uncounts} cannot be taken back.`,
    });
  }
  return draftEntry({
    kind: 'corrected',
    changes: sumByLocation([...changes, { location, onHand: leftOutBy(count, ledger, history) }]),
    countedAt: { [location]: before },
    ...(reason !== undefined && { reason }),
  });
}

/** What entries report and did not move, because of this count and of nothing else; units, negative: they left. */
function leftOutBy({ location, countedAt, before }: RecordedCount, ledger: SkuLedger, history: readonly LedgerEntry[]) {
  const known = { ...ledger, countedAt: before === undefined ? {} : { [location]: before } };
  return history
    .flatMap(({ alreadyCounted = [], source: { channel } }) => {
      const isListed = ledger.listings.some((listing) => listing.channel === channel);
      const knownBefore = knownAsOf(known, location, isListed) ?? '';
      return alreadyCounted.filter(
        (each) => each.location === location && each.countedAt === countedAt && each.occurredAt > knownBefore,
      );
    })
    .reduce((sum, { onHand }) => sum + onHand, 0);
}
