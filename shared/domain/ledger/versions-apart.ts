/** Finds an order line's state that cannot be as old as its version says: its sender's versions went back. */

import type { OrderLineObservation } from '../stock/observation.ts';
import { isNewPhase, phaseOf } from './line-phases.ts';
import type { RecordedLine } from './sku-ledger.ts';

/**
 * Why the state of a lower version cannot be older than the recorded one, as a sentence; undefined where it can. Ignored as
 * older it would be lost: its units stay committed for ever. Of a source whose orders can be read back the question does
 * not arise. Versions go back where a clock is put right, and where one sender counts in seconds what another one counts in
 * milliseconds.
 */
export function contradictionOf(observation: OrderLineObservation, recorded: RecordedLine): string | undefined {
  const { version, madeAt, source, state, sku } = observation;
  if (madeAt === undefined || !isNewPhase(recorded.phases, phaseOf(observation))) {
    return undefined;
  }
  const isFurther = state.shipped > recorded.state.shipped || state.returned > recorded.state.returned;
  const isOtherUnit = isInOtherUnit(version, recorded.version);
  if (!isFurther && !isOtherUnit) {
    return undefined;
  }
  const why = isOtherUnit
    ? 'they are the same times in two units'
    : `it has shipped ${state.shipped} and returned ${state.returned}, the recorded one ${recorded.state.shipped} and ${recorded.state.returned}`;
  return `SKU ${sku}, ${source.channel} order ${source.order ?? source.key}: version ${version} is below the recorded ${recorded.version}, but cannot be older (${why}). Send the order again with a version above ${recorded.version}, then discard this one.`;
}

/** Times of about now in seconds, milliseconds and microseconds since 1970 are apart by a thousand or by a million. */
const UNITS_APART = [1e3, 1e6];
/** Smaller numbers count versions (2001-09-09 in seconds). */
const TIME_MIN = 1e9;
/** Within some months the one is the other, times its unit. */
const ABOUT = 0.02;

function isInOtherUnit(version: number, recorded: number): boolean {
  return version >= TIME_MIN && UNITS_APART.some((apart) => Math.abs(recorded / version / apart - 1) < ABOUT);
}
