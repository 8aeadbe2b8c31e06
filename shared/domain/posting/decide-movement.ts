/** Decides what follows from a movement that a source reports with an id of its own: receipts, till sales, corrections. */

import { type Uncounted, withoutCounted } from '../ledger/counted.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { isBundle, type RecordedMovement, type SkuLedger } from '../ledger/sku-ledger.ts';
import type { MovementObservation } from '../stock/observation.ts';
import type { StockWorkRecord } from '../stock/off-sale.ts';
import { changesBetween, isNoChange } from '../stock/stock.ts';
import { decideUncount } from './decide-uncount.ts';
import { type DraftDecision, draftEntry } from './decision.ts';
import { takeOver, withTakenOver } from './take-over.ts';

/**
 * The movement is posted as it is reported, less the units that a count contains already. Of a movement that its source has
 * changed since, only the difference is posted.
 */
export function decideMovement(
  observation: MovementObservation,
  ledger: SkuLedger,
  recorded: RecordedMovement | undefined,
  history: readonly LedgerEntry[],
): DraftDecision {
  if (observation.uncounts !== undefined) {
    return decideUncount(observation, ledger, history);
  }
  const { cause, changes, deducted = 0, reason, readAt, work } = observation;
  const fresh = recorded === undefined ? changes : changesBetween(recorded.changes, changes);
  if (work !== undefined && deducted === 0 && changes.every(isNoChange)) {
    return rememberStates(observation, ledger, work.now);
  }
  const taken = takeOver(observation, ledger);
  return draftEntry({
    kind: cause,
    ...standing({ ...observation, changes: withTakenOver(fresh, taken) }, ledger),
    deducted: deducted - (recorded?.deducted ?? 0),
    alsoSeen: taken.alsoSeen,
    ...(reason !== undefined && { reason }),
    ...(readAt !== undefined && { moved: { changes, deducted, readAt } }),
    ...(work !== undefined && { work: work.now }),
  });
}

/** Staff only gave another reason for units that were off sale, or these states are the first that were read: nothing moves. */
function rememberStates({ source }: MovementObservation, { seq }: SkuLedger, work: StockWorkRecord): DraftDecision {
  return {
    kind: 'remember',
    outcome: { kind: 'duplicate', seq },
    seen: { key: source.key, contentHash: '', seq, work },
  };
}

function standing(observation: MovementObservation, ledger: SkuLedger): Uncounted {
  if (isBundle(ledger)) {
    return { changes: [] };
  }
  const { cause, changes } = observation;
  // An operator corrects what the ledger says now, counted or not.
  return cause === 'corrected' ? { changes } : withoutCounted(ledger, changes, observation);
}
