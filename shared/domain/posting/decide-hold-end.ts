/** Decides what follows from the end of a hold: its units become an order's, leave the location, or are free again. */

import type { SkuLedger } from '../ledger/sku-ledger.ts';
import { type Hold, holdEndChange } from '../stock/hold.ts';
import type { HoldEndObservation } from '../stock/observation.ts';
import { type DraftDecision, leave, move } from './decision.ts';

/** Ends the hold as asked. Whether it may still end so was compared before (`compareWithRecorded`). */
export function decideHoldEnd(
  { id, end }: HoldEndObservation,
  ledger: SkuLedger,
  hold: Hold | undefined,
): DraftDecision {
  return hold === undefined
    ? leave({ kind: 'invalid', reason: `There is no hold ${id} of SKU ${ledger.sku}.` })
    : move({ kind: end, changes: [holdEndChange(hold, end)], hold: { ...hold, status: end } });
}
