/** Judges what a listing that is pushed no more was read to show: its share falls only to what is proven. */
import type { Exposure } from '../exposure/exposure.ts';
import type { Listing } from '../listing/listing.ts';
import { isProvenOnlyByReading } from '../listing/listing-push.ts';
import { positionOfLeft } from '../pushing/absolute.ts';
import { type ExposedVerdict, judgeExposed } from '../pushing/absolute-escrow.ts';
import { judge, standsForMs, type Verdict } from './drift.ts';
import type { DriftPolicy } from './drift-policy.ts';

/**
 * What the reading says, and how long the same figure must stand, in milliseconds: for as long as a sale may stay unreported,
 * because units of a sale that comes later would be granted twice.
 */
export function judgeLeft(
  listing: Listing,
  actual: number,
  exposure: Exposure,
  now: Date,
  { settleMs, onDrift }: { readonly settleMs: number; readonly onDrift: DriftPolicy },
): { readonly verdict: Verdict | ExposedVerdict; readonly standsMs: number } {
  const standsMs = isProvenOnlyByReading(listing)
    ? settleMs
    : standsForMs(listing, actual, exposure, { settleMs, onDrift });
  const position = positionOfLeft(listing);
  const verdict =
    position === undefined
      ? judge(listing, actual, now, standsMs)
      : judgeExposed(listing, position, actual, now, settleMs);
  return { verdict, standsMs };
}
