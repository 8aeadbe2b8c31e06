/** Decides what follows from the end of a baseline: the units that it set aside for open orders are given back. */

import { entriesOf } from '../identifiers.ts';
import type { BaselineEndObservation } from '../stock/observation.ts';
import { type DraftDecision, move } from './decision.ts';

/** Gives back what this baseline set aside: the orders commit those units now. */
export function decideBaselineEnd({ setAside = {} }: BaselineEndObservation): DraftDecision {
  const changes = entriesOf(setAside).map(([location, units]) => ({ location, unavailable: -units }));
  return move({ kind: 'adjusted', changes, reason: 'the orders that were open at the cut-over are committed' });
}
