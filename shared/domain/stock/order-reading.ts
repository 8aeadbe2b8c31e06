/** Readings of orders: whether an order that we read back from its channel is good enough to decide. */

import type { OrderLineObservation } from './observation.ts';
import type { OrderLineState } from './order-line.ts';

/**
 * How long after the time of its version another state of the same version may still follow: Shopify's `updated_at` counts
 * whole seconds, and clocks differ a little.
 */
export const VERSION_FINAL_AFTER_MS = 3_000;

/** Whether a reading at that time is final: no other state of its version can follow. In milliseconds since 1970. */
export function isFinalReading(version: number, readAt: number): boolean {
  return readAt >= version + VERSION_FINAL_AFTER_MS;
}

/** What a reading of an order may be used for. */
export type Reading =
  /** It decides: the lines may be posted. */
  | { readonly kind: 'final'; readonly lines: readonly OrderLineObservation[] }
  /** The order changed moments ago, and may have changed again in the same version since: read it again. */
  | { readonly kind: 'notFinal' }
  /** The answer is older than what the channel itself has reported: its API lags behind its messages. Read it again. */
  | { readonly kind: 'behind' };

/**
 * Judges the lines of an order, read back at `readAt` because the channel reported a change of `reportedVersion` (both in
 * milliseconds since 1970). Only a final reading may decide: no later reading of its version can differ from it.
 *
 * A final reading counts as at least the reported version. Amazon gives one change slightly different times in its
 * messages and in its API, which has whole seconds. A reading well after the message contains that change.
 */
export function judgeReading(
  lines: readonly OrderLineObservation[],
  readAt: number,
  reportedVersion: number | undefined,
): Reading {
  const [first] = lines;
  if (first === undefined) {
    return { kind: 'final', lines };
  }
  const reported = reportedVersion ?? first.version;
  if (first.version < reported - VERSION_FINAL_AFTER_MS) {
    return { kind: 'behind' };
  }
  const version = Math.max(first.version, reported);
  return isFinalReading(version, readAt)
    ? { kind: 'final', lines: lines.map((line) => ({ ...line, version, readAt })) }
    : { kind: 'notFinal' };
}

/**
 * The state of a line after its channel deleted the order: shipped units stay shipped, the others are no longer committed.
 * No channel documents whether it adds those back to its quantity. We assume that it does: if it does not, the channel
 * shows too few until the next check, while the opposite error would oversell.
 */
export function deletedLine({ ordered, shipped, returned, deducted }: OrderLineState): OrderLineState {
  const unshipped = Math.max(0, ordered - shipped);
  // A negative number stays: units came back to another location than the one they had left.
  return {
    ordered: ordered - unshipped,
    shipped,
    returned,
    deducted: deducted - Math.min(unshipped, Math.max(0, deducted)),
  };
}
