/** Makes a ledger entry of its draft: numbered, dated, chained to the entry before it, and remembered under its key. */

import { sealEntry } from '../ledger/ledger-entry.ts';
import type { Seen, SkuLedger } from '../ledger/sku-ledger.ts';
import { unitsOf } from '../listing/units.ts';
import { isOfBundle } from '../stock/bundle.ts';
import type { Observation } from '../stock/observation.ts';
import { changeStock, isCountable, isNoChange } from '../stock/stock.ts';
import type { Known } from './compare-with-recorded.ts';
import { type Append, type Decision, type EntryDraft, leave } from './decision.ts';
import { ownListing, shownAfterDeduction } from './own-listing.ts';

/** The decision to append the entry, unless the stock after it could not be counted exactly any more. */
export function appendEntry(
  observation: Observation,
  ledger: SkuLedger,
  draft: EntryDraft,
  { recorded, contentHash, now, digest, settleMs }: Known,
): Decision {
  const seq = ledger.seq + 1;
  const changes = draft.changes.filter((change) => !isNoChange(change));
  const stockAfter = changeStock(ledger.stock, changes);
  if (!isCountable(stockAfter)) {
    const reason = `SKU ${ledger.sku}: with these units its stock would be beyond counting (2^53): correct them at their source.`;
    return leave({ kind: 'invalid', reason });
  }
  const { kind, reason, line, hold, moved, work, count, alsoSeen = [], countedAt, cutOverAt, alreadyCounted } = draft;
  const { source, occurredAt, receivedAt } = observation;
  const entry = sealEntry(
    {
      sku: ledger.sku,
      seq,
      kind,
      changes,
      ...(alreadyCounted !== undefined && { alreadyCounted }),
      stockAfter,
      source,
      ...(reason !== undefined && { reason }),
      occurredAt,
      receivedAt,
      postedAt: now > ledger.lastPostedAt ? now : ledger.lastPostedAt,
      previousHash: ledger.headHash,
    },
    digest,
  );
  const seen: Seen = {
    key: source.key,
    contentHash: draft.contentHash ?? contentHash,
    seq,
    ...(observation.kind === 'movement' && { statedAt: observation.statedAt ?? occurredAt }),
    ...((observation.listingUnits ?? 1) > 1 && { units: observation.listingUnits }),
    ...(line !== undefined && { line }),
    ...(hold !== undefined && { hold }),
    ...(moved !== undefined && { moved }),
    ...(work !== undefined && { work }),
    ...(count !== undefined && { count }),
  };
  return {
    kind: 'append',
    outcome: { kind: 'posted', seq, ...(alreadyCounted !== undefined && { alreadyCounted }) },
    entry,
    seen,
    ...(alsoSeen.length > 0 && { alsoSeen: alsoSeen.map((each) => ({ ...each, seq })) }),
    ...ownDeductionOf(observation, ledger, draft, { recorded, settleMs }),
    ...(countedAt !== undefined && { countedAt }),
    ...(cutOverAt !== undefined && { cutOverAt }),
  };
}

/** What the source channel did to its own listing, and how that listing's `shown` follows. */
function ownDeductionOf(
  observation: Observation,
  ledger: SkuLedger,
  draft: EntryDraft,
  { recorded, settleMs }: Pick<Known, 'recorded' | 'settleMs'>,
): Pick<Append, 'own' | 'shown'> {
  const listing = ownListing(ledger.listings, observation);
  if (listing === undefined) {
    return {};
  }
  // The listing may sell other units now than when the line was first posted: what the channel moves is its own.
  const deducted = ((draft.deducted ?? 0) / (observation.listingUnits ?? 1)) * unitsOf(listing);
  if (deducted === 0 && isOfBundle(observation.source.key)) {
    // The channel counted down the bundle's listing: no push of this one can have overwritten that.
    return {};
  }
  const isFirst = recorded === undefined;
  const isInEscrow = ledger.exposure?.shares !== undefined;
  const shown = shownAfterDeduction(observation, listing, { deducted, isFirst, isInEscrow, settleMs });
  return {
    ...(deducted !== 0 && { own: { listing, deducted } }),
    ...(shown !== undefined && { shown }),
  };
}
