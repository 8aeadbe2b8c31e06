/** Decides what follows from a movement that a source reports with an id of its own: receipts, till sales, corrections. */

import { type Uncounted, withoutCounted } from '../ledger/counted.ts';
import { isBundle, type SkuLedger } from '../ledger/sku-ledger.ts';
import type { MovementObservation } from '../stock/observation.ts';
import { type DraftDecision, move } from './decision.ts';
import { takeOver, withTakenOver } from './take-over.ts';

/** The movement is posted as it is reported, less the units that a count contains already. */
export function decideMovement(observation: MovementObservation, ledger: SkuLedger): DraftDecision {
  const { cause, deducted = 0, reason } = observation;
  const taken = takeOver(observation, ledger);
  return move({
    kind: cause,
    ...standing({ ...observation, changes: withTakenOver(observation.changes, taken) }, ledger),
    deducted,
    alsoSeen: taken.alsoSeen,
    ...(reason !== undefined && { reason }),
  });
}

function standing(observation: MovementObservation, ledger: SkuLedger): Uncounted {
  if (isBundle(ledger)) {
    return { changes: [] };
  }
  const { cause, changes } = observation;
  // An operator corrects what the ledger says now, counted or not.
  return cause === 'corrected' ? { changes } : withoutCounted(ledger, changes, observation);
}
