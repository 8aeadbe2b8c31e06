// Whether a SKU is low or out, by the merchant's own threshold, and when that changed.

import { salesRate } from '../exposure/demand.ts';
import type { Exposure, ExposureInputs, LowRules, StockLevel } from '../exposure/exposure.ts';
import { available, totalStock } from '../stock/stock.ts';

const DAY_SECONDS = 86_400;
/** A level ends only this far above its threshold: one unit that goes and comes again does not cross it each time. */
const REARMED_AT = 1.1;

/** The units at which the SKU is low; undefined where the rules say nothing. The higher of the two counts. */
export function lowThreshold({ lowAt, lowDays }: LowRules, inputs: ExposureInputs, now: Date): number | undefined {
  if (lowAt === undefined && lowDays === undefined) {
    return undefined;
  }
  const ofDays = lowDays === undefined ? 0 : Math.floor(salesRate(inputs.demand, now) * DAY_SECONDS * lowDays);
  return Math.max(lowAt ?? 0, ofDays);
}

/**
 * The exposure with the SKU's level after that entry. It depends on nothing but the entries, the rules and the demand that
 * follows from the entries, so that the same entries give the same levels. A SKU that enters the ledger has its level silently:
 * `seq` is 0 then. A bundle has no stock of its own, and no level.
 */
export function withLevel(
  exposure: Exposure,
  inputs: ExposureInputs,
  entry: { readonly seq: number; readonly postedAt: string; readonly isFirst: boolean },
): Exposure {
  const { level: before, ...others } = exposure;
  const threshold = lowThreshold(exposure.rules, inputs, new Date(entry.postedAt));
  if (threshold === undefined || exposure.madeOf !== undefined) {
    return before === undefined ? exposure : others;
  }
  const left = available(totalStock(inputs.stock));
  const kind = levelAfter(before?.kind ?? 'enough', left, threshold);
  if (kind === before?.kind || (before === undefined && kind === 'enough')) {
    return exposure;
  }
  const seq = entry.isFirst ? 0 : entry.seq;
  return { ...others, level: { kind, seq, at: entry.postedAt, available: left, threshold } };
}

/** What is out is out until it is well above the threshold: a few units that come back are `out` still. */
function levelAfter(before: StockLevel['kind'], left: number, threshold: number): StockLevel['kind'] {
  if (left <= 0) {
    return 'out';
  }
  if (before === 'enough') {
    return left <= threshold ? 'low' : 'enough';
  }
  return left > threshold * REARMED_AT ? 'enough' : before;
}
