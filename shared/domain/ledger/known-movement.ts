/** Whether the ledger has a movement, or another fact, already as its source says it now. */

import { canonicalJson } from '../canonical-json.ts';
import type { ListingObservation } from '../stock/multiplied.ts';
import type { MovementObservation } from '../stock/observation.ts';
import type { Seen } from './sku-ledger.ts';

/** False also where its source gave it other contents under the same id since it was posted. */
export function isKnownMovement(recorded: Seen | undefined, movement: MovementObservation): boolean {
  const { changes, deducted = 0, readAt } = movement;
  if (recorded?.moved === undefined || readAt === undefined) {
    return recorded !== undefined;
  }
  const { moved } = recorded;
  const isTheSame =
    canonicalJson({ changes, deducted }) === canonicalJson({ changes: moved.changes, deducted: moved.deducted });
  return isTheSame || readAt <= moved.readAt;
}

/** The same of what a listing reports: what is no movement is known once anything is remembered under its key. */
export function isKnownFact(recorded: Seen | undefined, fact: ListingObservation): boolean {
  return fact.kind === 'movement' ? isKnownMovement(recorded, fact) : recorded !== undefined;
}
