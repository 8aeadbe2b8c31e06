/** Decides what follows from the end of a baseline: the units that it made unavailable for open orders are available again. */

import { entriesOf } from '../identifiers.ts';
import type { BaselineEndObservation } from '../stock/observation.ts';
import { type DraftDecision, draftEntry } from './decision.ts';

/** Makes available again what this baseline made unavailable: the orders commit those units now. */
export function decideBaselineEnd({ setAside = {} }: BaselineEndObservation): DraftDecision {
  const changes = entriesOf(setAside).map(([location, units]) => ({ location, unavailable: -units }));
  return draftEntry({ kind: 'adjusted', changes, reason: 'the orders that were open at the cut-over are committed' });
}
