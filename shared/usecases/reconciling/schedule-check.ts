/** Schedules checks of what a channel shows. */
import type { Listing } from '../../domain/listing/listing.ts';
import { isCheckAhead } from '../../domain/reconciling/drift.ts';
import type { CheckQueue } from '../../ports/reconciling/checks.ts';

/**
 * No check is later than that: SQS delays a message by 900 s at most (SendMessage, AWS API reference 2012-11-05). A check that
 * is early schedules another.
 */
export const CHECK_DELAY_MS_MAX = 900_000;

export type ScheduledChecks = {
  readonly queue: CheckQueue;
  /** How long a channel may take to show a pushed quantity, and a sale to reach us, in milliseconds; whole seconds. */
  readonly settleMs: number;
};

/**
 * Schedules a check of the listing, after the settle time unless said; resolves with its time (ISO 8601), to be noted on
 * the listing.
 */
export async function newCheck(
  { queue, settleMs }: ScheduledChecks,
  listing: Listing,
  now: Date,
  afterMs = settleMs,
): Promise<string> {
  const { sku, channel, channelLocation } = listing;
  const at = new Date(now.getTime() + afterMs).toISOString();
  await queue.schedule({ sku, channel, channelLocation, at }, afterMs / 1_000);
  return at;
}

/** Schedules a check that is due only because time passes, after so many milliseconds; it is not noted on the listing. */
export async function scheduleCheck(
  { queue }: ScheduledChecks,
  { sku, channel, channelLocation }: Listing,
  now: Date,
  afterMs: number,
): Promise<void> {
  const at = new Date(now.getTime() + afterMs).toISOString();
  await queue.schedule({ sku, channel, channelLocation, at }, Math.ceil(afterMs / 1_000));
}

/** The same, unless one is on its way: a listing that is pushed all the time costs one check a settle time. */
export async function checkUnlessAhead(
  checks: ScheduledChecks,
  listing: Listing,
  now: Date,
): Promise<string | undefined> {
  return isCheckAhead(listing, now) ? undefined : newCheck(checks, listing, now);
}
