// What each setting of the exposure rules may be. Configuration, command line and functions parse with these schemas.
import * as v from 'valibot';
import type { ExposureRules } from './domain/exposure/exposure.ts';

/** Whole units, 0 or more. */
export const units = v.pipe(v.number(), v.integer(), v.minValue(0));
export const policySetting = v.picklist(['shared', 'endgame', 'escrow']);
/** A chance, above 0 and below 1. */
export const riskSetting = v.pipe(v.number(), v.gtValue(0), v.ltValue(1));
/** Days of sales, above 0 and at most a year. */
export const daysSetting = v.pipe(v.number(), v.gtValue(0), v.maxValue(365));
export const bufferSetting = v.union([units, v.literal('auto')]);

/** Complete rules, as the stack passes them to functions. */
export const exposureRulesSchema: v.GenericSchema<unknown, ExposureRules> = v.object({
  policy: policySetting,
  safetyStock: units,
  risk: riskSetting,
  urgentAt: v.optional(units),
  endgameAt: v.optional(units),
  lowAt: v.optional(units),
  lowDays: v.optional(daysSetting),
  channels: v.record(v.string(), v.object({ buffer: bufferSetting, cap: v.optional(units) })),
});
