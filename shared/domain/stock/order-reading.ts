import type { OrderLineObservation } from './observation.ts';
import type { OrderLineState } from './order-line.ts';

/**
 * How long after the time of its version a state may still be overtaken by another of the same version: Shopify's
 * `updated_at` counts whole seconds, and clocks differ a little.
 */
export const VERSION_SETTLED_MS = 3_000;

/** Whether what was read then is the last of its version. Both in milliseconds since 1970. */
export function isSettled(version: number, readAt: number): boolean {
  return readAt >= version + VERSION_SETTLED_MS;
}

/** What a reading of an order is good for. */
export type Reading =
  | { readonly kind: 'settled'; readonly lines: readonly OrderLineObservation[] }
  /** The order changed moments ago, and may have changed again in the same version since: read it again. */
  | { readonly kind: 'unsettled' }
  /** The answer is older than what the channel itself had told before: it lags behind its messages. Read it again. */
  | { readonly kind: 'behind' };

/**
 * Judges the lines of an order, read back at `readAt` because of what the channel had told in `toldVersion` (both in
 * milliseconds since 1970). Only a settled reading may decide: no later one of its version can differ from it.
 *
 * A settled reading counts for the told version at least. Amazon gives one change slightly different times in its
 * messages and in its API, in whole seconds there, and a reading made well after the message is what became of it.
 */
export function judgeReading(
  lines: readonly OrderLineObservation[],
  readAt: number,
  toldVersion: number | undefined,
): Reading {
  const [first] = lines;
  if (first === undefined) {
    return { kind: 'settled', lines };
  }
  const told = toldVersion ?? first.version;
  if (first.version < told - VERSION_SETTLED_MS) {
    return { kind: 'behind' };
  }
  const version = Math.max(first.version, told);
  return isSettled(version, readAt)
    ? { kind: 'settled', lines: lines.map((line) => ({ ...line, version, readAt })) }
    : { kind: 'unsettled' };
}

/**
 * What is left of a line when its channel deletes the order: units that were shipped stay shipped, those that were not
 * are owed to nobody any more. No channel documents whether it puts those back on display. They are taken as put back:
 * were they not, the channel shows too few until the next comparison, while the other error would oversell.
 */
export function deletedLine({ ordered, shipped, returned, deducted }: OrderLineState): OrderLineState {
  const unshipped = Math.max(0, ordered - shipped);
  // Negative where units came back to another place than they had left from: that stays so.
  return {
    ordered: ordered - unshipped,
    shipped,
    returned,
    deducted: deducted - Math.min(unshipped, Math.max(0, deducted)),
  };
}
