/** Decides what follows from the end of a hold: its units become an order's, leave, come back, or are free again. */

import type { SkuLedger } from '../ledger/sku-ledger.ts';
import { type Hold, heldForKey, holdChange } from '../stock/hold.ts';
import type { HoldEndObservation } from '../stock/observation.ts';
import { type DraftDecision, leave, move } from './decision.ts';
import { heldForOrder } from './take-over.ts';

/** Ends the hold as asked. Whether it may still end so was compared before (`compareWithRecorded`). */
export function decideHoldEnd(
  observation: HoldEndObservation,
  ledger: SkuLedger,
  hold: Hold | undefined,
): DraftDecision {
  const { id, end, occurredAt } = observation;
  if (hold === undefined) {
    return leave({ kind: 'invalid', reason: `There is no hold ${id} of SKU ${ledger.sku}.` });
  }
  const isForOrder = end === 'captured' || end === 'sold';
  const { holds, isPosted } = ledger.seen.get(heldForKey(orderOf(observation)))?.heldFor ?? NOTHING;
  // The order itself came before its capture, and counts these units already.
  const status = isForOrder && isPosted ? 'takenOver' : end;
  const hasLeft = status === 'sold' || status === 'shipped';
  const { order, channel } = observation;
  return move({
    kind: end,
    changes: [holdChange(hold, status)],
    hold: {
      ...hold,
      status,
      ...(hasLeft && { leftAt: occurredAt }),
      ...(order !== undefined && { order }),
      ...(channel !== undefined && { channel }),
    },
    ...(isForOrder && { alsoSeen: [heldForOrder(orderOf(observation), { holds: [...holds, id], isPosted })] }),
  });
}

const NOTHING = { holds: [], isPosted: false };

/** The order that the units are for: the one that was named, otherwise the one that has the hold's own id. */
function orderOf({ id, order = id }: HoldEndObservation): string {
  return order;
}
