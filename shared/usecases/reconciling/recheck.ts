/** What follows a check: another one, or a push at once. */
import type { Sku } from '../../domain/identifiers.ts';
import type { Listing, Suspicion } from '../../domain/listing/listing.ts';
import { DONE, type Progress } from '../progress.ts';
import { pushStock } from '../pushing/push-stock.ts';
import type { CheckPorts } from './check-ports.ts';
import { CHECK_DELAY_MS_MAX, newCheck } from './schedule-check.ts';

/** Never sooner: with clock skew the new check could carry an earlier time than this one, and be skipped. */
const RECHECK_MS_LEAST = 1_000;
/** A difference that may stand for an hour is checked at least this often: it mostly explains itself before. */
const RECHECK_MS_MOST = 300_000;
const HOUR_MS = 3_600_000;

/** A push or another check moved the listing while this one read the channel: nothing was written. */
export const OVERTAKEN: Progress = { kind: 'later', retryAfterMs: 1_000 };

/**
 * Schedules another check a settle time from now, or when it is `due` if that is sooner. A check that came too soon, by a
 * queue that rounds or a clock that differs, must not cost a settle time more: under escrow units wait for what it proves.
 */
export async function recheck(
  ports: CheckPorts,
  listing: Listing,
  suspicion: Suspicion | undefined,
  due?: { readonly since: string | undefined; readonly afterMs: number },
): Promise<Progress> {
  const { settleMs } = ports.checks;
  const now = ports.clock();
  const dueInMs = due?.since === undefined ? settleMs : Date.parse(due.since) + due.afterMs - now.getTime();
  const atMostMs = mostMs(due?.afterMs ?? 0, settleMs);
  return recheckAfter(ports, listing, suspicion, Math.min(atMostMs, Math.max(RECHECK_MS_LEAST, dueInMs)));
}

/**
 * Schedules another check after so long. It is scheduled before it is noted: a crash in between leaves one check too many,
 * never one too few.
 */
export async function recheckAfter(
  ports: CheckPorts,
  listing: Listing,
  suspicion: Suspicion | undefined,
  afterMs: number,
): Promise<Progress> {
  const checkAt = await newCheck(ports.checks, listing, ports.clock(), afterMs);
  return (await ports.checkStore.note(listing, { kind: 'again', checkAt, suspicion })) ? DONE : OVERTAKEN;
}

/** A marker comes back within seconds, as long as postings go on. */
const MARKER_LOST_AFTER_MS = 60_000;

/**
 * Schedules another check for when everything that is queued of the SKU now is posted. Should the marker be lost, or wait
 * behind what cannot be posted, a check without it comes later.
 */
export async function recheckOncePosted(
  ports: CheckPorts,
  listing: Listing,
  suspicion: Suspicion,
  reportedUpTo: string,
): Promise<Progress> {
  const { sku, channel, channelLocation } = listing;
  const checkAt = await newCheck(ports.checks, listing, ports.clock(), MARKER_LOST_AFTER_MS);
  const name = ports.client.reportsById ? undefined : listing.name;
  // Sent before it is noted: a marker that is refused is sent again with the next attempt, which a noted later check would end.
  await ports.orders.markers.send({ sku, channel, channelLocation, at: checkAt, reportedUpTo }, name);
  return (await ports.checkStore.note(listing, { kind: 'again', checkAt, suspicion })) ? DONE : OVERTAKEN;
}

/**
 * Whether everything sold before the reading is posted, not only received. Units must not be granted elsewhere on the
 * strength of a reading while sales from before it wait in our own queue, however long the wait: a marker behind them says
 * when none does.
 */
export function isPostedUpTo({ at }: Suspicion, reportedUpTo: string | undefined): boolean {
  return reportedUpTo !== undefined && reportedUpTo >= at;
}

/** What was sold before then has been received by now, as the settle time promises; ISO 8601. */
export function settledBefore(now: Date, settleMs: number): string {
  return new Date(now.getTime() - settleMs).toISOString();
}

/** The longest wait before a listing whose difference may stand so long is read again: one of a day, as seldom as it can be. */
function mostMs(standsMs: number, settleMs: number): number {
  if (standsMs <= settleMs) {
    return settleMs;
  }
  return Math.max(settleMs, standsMs > HOUR_MS ? CHECK_DELAY_MS_MAX : RECHECK_MS_MOST);
}

/** Pushes what is due of the SKU. */
export async function pushNow(ports: CheckPorts, sku: Sku): Promise<Progress> {
  const receivedAt = ports.clock().toISOString();
  const [later] = await pushStock(ports, [{ id: sku, sku, receivedAt }]);
  return later === undefined ? DONE : { kind: 'later', retryAfterMs: later.retryAfterMs };
}
