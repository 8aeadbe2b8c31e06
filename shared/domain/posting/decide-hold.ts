/** Decides whether a hold is granted (the limit is checked here and nowhere else), and what follows from its end. */

import { freeUnitsAt } from '../exposure/share-pools.ts';
import { keysOf, type LocationId } from '../identifiers.ts';
import type { HeldFor, SkuLedger } from '../ledger/sku-ledger.ts';
import { type Hold, heldForKey, holdChange } from '../stock/hold.ts';
import type { HoldEndObservation, HoldObservation } from '../stock/observation.ts';
import { available, NO_STOCK } from '../stock/stock.ts';
import { type DraftDecision, draftEntry, leave } from './decision.ts';
import { heldForOrder, isPostedBy } from './take-over.ts';

/** The part of a SKU's ledger that says how many of its units may be held. */
type HeldLedger = Pick<SkuLedger, 'stock' | 'listings' | 'exposure'>;

/** Grants the hold when the units that may be held at one location cover it. */
export function decideHold(observation: HoldObservation, ledger: HeldLedger, now: string): DraftDecision {
  const { id, quantity, ttlSeconds } = observation;
  const location = observation.location ?? locationWithMost(ledger);
  const free = location === undefined ? 0 : unitsToHoldAt(ledger, location);
  if (location === undefined || free < quantity) {
    return leave({ kind: 'insufficient', available: Math.max(0, free) });
  }
  const expiresAt = new Date(Date.parse(now) + ttlSeconds * 1000).toISOString();
  const hold: Hold = { id, quantity, location, expiresAt, status: 'open' };
  return draftEntry({ kind: 'held', changes: [{ location, held: quantity }], hold });
}

/**
 * Units that may be held at the location; negative when it is oversold. Under escrow a hold takes only units that are in no
 * share: those of a share may be sold already.
 */
export function unitsToHoldAt({ stock, listings, exposure }: HeldLedger, location: LocationId): number {
  return exposure?.shares === undefined
    ? available(stock[location] ?? NO_STOCK)
    : freeUnitsAt(exposure, { stock, listings }, location);
}

function locationWithMost(ledger: HeldLedger): LocationId | undefined {
  return keysOf(ledger.stock).sort(
    (a, b) => unitsToHoldAt(ledger, b) - unitsToHoldAt(ledger, a) || (a < b ? -1 : 1),
  )[0];
}

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
  const heldFor = ledger.seen.get(heldForKey(orderOf(observation)))?.heldFor ?? NOTHING;
  const { order, channel } = observation;
  // The order itself came before its capture, and counts these units already.
  const status = isForOrder && isPostedBy(heldFor, channel) ? 'takenOver' : end;
  const hasLeft = status === 'sold' || status === 'shipped';
  return draftEntry({
    kind: end,
    changes: [holdChange(hold, status)],
    hold: {
      ...hold,
      status,
      ...(hasLeft && { leftAt: occurredAt }),
      ...(order !== undefined && { order }),
      ...(channel !== undefined && { channel }),
    },
    ...(isForOrder && {
      alsoSeen: [heldForOrder(orderOf(observation), { ...heldFor, holds: [...heldFor.holds, id] })],
    }),
  });
}

const NOTHING: HeldFor = { holds: [], isPosted: false };

/** The order that the units are for: the one that was named, otherwise the one that has the hold's own id. */
function orderOf({ id, order = id }: HoldEndObservation): string {
  return order;
}
