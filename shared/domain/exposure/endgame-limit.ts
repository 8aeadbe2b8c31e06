// The fastest sale-out that a SKU's endgame limits: a faster one is over before enough of its sales are reported.
import { UNITS_UNTIL_RUSH_KNOWN } from './demand.ts';
import type { Exposure, ExposureInputs } from './exposure.ts';
import { unitsAtRisk } from './poisson.ts';
import { endgameThreshold } from './revise-exposure.ts';
import { poolOf } from './share-pools.ts';

/** Up to which demand an endgame keeps to its risk. */
export type EndgameLimit = {
  /** Units a second over all listings. */
  readonly unitsPerSecond: number;
  /** The longest lag of the SKU's listings, which the figure holds for. */
  readonly lagSeconds: number;
};

/**
 * The fastest rush, begun without notice, that the endgame limits at its risk. While its first sales are reported and the
 * others lowered, all listings sell for one lag and the finisher for another: those units, and the ones that make the rate known,
 * must be available. Undefined where nothing can be oversold so: on one listing, or where the endgame begins at once.
 */
export function endgameLimit(exposure: Exposure, inputs: ExposureInputs, now: Date): EndgameLimit | undefined {
  const { risk, endgameAt, safetyStock } = exposure.rules;
  const listings = inputs.listings.filter(({ managed }) => managed);
  const pool = Math.max(0, poolOf(inputs.stock, listings) - safetyStock);
  const { lagSeconds, finisherPart } = endgameThreshold(exposure, inputs, now);
  if (listings.length < 2 || lagSeconds === 0 || (endgameAt ?? 0) >= pool) {
    return undefined;
  }
  const units = endgameAt ?? Math.max(0, pool - UNITS_UNTIL_RUSH_KNOWN);
  return { unitsPerSecond: greatestMean(units, risk) / ((1 + finisherPart) * lagSeconds), lagSeconds };
}

/** The greatest mean demand that exceeds so many units with at most this chance, to a thousandth of the units. */
function greatestMean(units: number, risk: number): number {
  let [least, most] = [0, units];
  while (most - least > units / 1_000) {
    const mean = (least + most) / 2;
    [least, most] = unitsAtRisk(mean, risk) <= units ? [mean, most] : [least, mean];
  }
  return least;
}
