/** Judges one listing by what its channel was read to show, and does what follows. */
import type { Exposure } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { type Evidence, type Listing, listingId, type Suspicion } from '../../domain/listing/listing.ts';
import { escrowPositionOf, mustBeSetAgain } from '../../domain/pushing/absolute.ts';
import { judgeExposed } from '../../domain/pushing/absolute-escrow.ts';
import type { PushPlan } from '../../domain/pushing/push-plan.ts';
import { CAUSES, causeOfDifference } from '../../domain/reconciling/difference-cause.ts';
import { adoptionOf, judge, type OnDrift, remedyOf, standsForMs } from '../../domain/reconciling/drift.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { QuantityRead } from '../../ports/channel/channel.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import type { CheckStore } from '../../ports/reconciling/checks.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { rebalanceAfterProof } from '../exposure/rebalance-shares.ts';
import type { Progress } from '../pushing/progress.ts';
import type { PushPorts } from '../pushing/push-ports.ts';
import { pushStock } from '../pushing/push-stock.ts';
import { newCheck, type ScheduledChecks } from './schedule-check.ts';

export type CheckPorts = PushPorts & {
  readonly checks: ScheduledChecks;
  readonly checkStore: CheckStore;
  readonly registry: Pick<ListingRegistry, 'skuOf'>;
  readonly observations: ObservationQueue;
  readonly onDrift: OnDrift;
};

/** A listing that is compared, with all that was known of it before its channel was read. */
export type DueComparison = {
  readonly skuState: SkuState;
  readonly listing: Listing;
  readonly exposure: Exposure;
  readonly plan: PushPlan;
};

/** Never sooner: with clock skew the new check could carry an earlier time than this one, and be skipped. */
const RECHECK_MS_LEAST = 1_000;
/** A difference that may stand for an hour is checked at least this often: it mostly explains itself before. */
const RECHECK_MS_MOST = 300_000;
/** One that may stand for a day, as seldom as SQS can delay a message (900 s, SendMessage API reference 2012-11-05). */
const RECHECK_MS_RARELY = 900_000;
const HOUR_MS = 3_600_000;

export const DONE: Progress = { kind: 'done' };
/** A push or another check moved the listing while this one read the channel: nothing was written. */
export const OVERTAKEN: Progress = { kind: 'later', retryAfterMs: 1_000 };

/** Judges what the channel was read to show. */
export async function compareListing(
  ports: CheckPorts,
  { skuState, listing, exposure, plan }: DueComparison,
  read: QuantityRead,
): Promise<Progress> {
  if (read.kind !== 'shows') {
    if (read.kind === 'notListed') {
      return await notListed(ports, listing, read.reason);
    }
    throw new Error(read.reason);
  }
  const { units: actual } = read;
  const now = ports.clock();
  const { settleMs } = ports.checks;
  const position = escrowPositionOf(listing, exposure);
  const { onDrift } = ports;
  const standsMs = position === undefined ? standsForMs(listing, actual, exposure, { settleMs, onDrift }) : settleMs;
  const verdict =
    position === undefined
      ? judge(listing, actual, now, standsMs)
      : judgeExposed(listing, position, actual, now, settleMs);
  switch (verdict.kind) {
    case 'agrees':
      if (!(await ports.checkStore.note(listing, { kind: 'agrees', evidence: readingAt(now) }))) {
        return OVERTAKEN;
      }
      // A check that agrees proves a lowering where the channel's answer does not.
      await rebalanceAfterProof(ports, skuState);
      return plan.kind === 'nothing' ? DONE : pushNow(ports, listing.sku);
    case 'suspected':
      logSuspected(ports, listing, verdict.suspicion);
      return recheck(ports, listing, verdict.suspicion);
    case 'tooSoon':
      return recheck(ports, listing, listing.suspicion, { since: listing.suspicion?.at, afterMs: standsMs });
    case 'proven':
      return takeReading(ports, skuState, listing, verdict.reading);
    case 'drifted':
      return remedyOf(listing, ports.onDrift) === 'adopt'
        ? adopt(ports, listing, verdict.suspicion, now)
        : overwrite(ports, listing, verdict.suspicion, now);
    default:
      return verdict satisfies never;
  }
}

function readingAt(now: Date): Evidence {
  return { kind: 'reading', asOf: now.toISOString() };
}

/** The channel accepted the figure and shows it nowhere. That stays visible; a check after the next push reads again. */
async function notListed({ checkStore, journal }: CheckPorts, listing: Listing, problem: string): Promise<Progress> {
  if (!(await checkStore.note(listing, { kind: 'notListed', problem }))) {
    return OVERTAKEN;
  }
  if (listing.problem !== problem) {
    journal.count('ListingProblem', listing.channel);
    journal.warn(
      `${listing.sku}: ${listingId(listing)} is not there, whatever was accepted for it. ${problem} Set it right on the channel, or run: ${OPERATOR_COMMANDS.import}`,
      { step: 'catalogue', sku: listing.sku, channel: listing.channel, channelLocation: listing.channelLocation },
    );
  }
  return DONE;
}

/**
 * Schedules another check a settle time from now, or when it is `due` if that is sooner. A check that came too soon, by a
 * queue that rounds or a clock that differs, must not cost a settle time more: under escrow units wait for what it proves.
 *
 * It is scheduled before it is noted: a crash in between leaves one check too many, never one too few.
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
  const afterMs = Math.min(atMostMs, Math.max(RECHECK_MS_LEAST, dueInMs));
  const checkAt = await newCheck(ports.checks, listing, now, afterMs);
  return (await ports.checkStore.note(listing, { kind: 'again', checkAt, suspicion })) ? DONE : OVERTAKEN;
}

/** The longest wait before a listing whose difference may stand so long is read again. */
function mostMs(standsMs: number, settleMs: number): number {
  if (standsMs <= settleMs) {
    return settleMs;
  }
  return Math.max(settleMs, standsMs > HOUR_MS ? RECHECK_MS_RARELY : RECHECK_MS_MOST);
}

/**
 * `shown` becomes what the channel shows, and the ordinary push brings that to what it should be: so even a raise goes
 * no further than the ledger's own figure, and once both agree there is nothing left to push.
 */
async function overwrite(ports: CheckPorts, listing: Listing, suspicion: Suspicion, now: Date): Promise<Progress> {
  if (!(await ports.checkStore.takeShown(listing, suspicion, now.toISOString()))) {
    return OVERTAKEN;
  }
  if (mustBeSetAgain(listing)) {
    logOverwritten(ports, listing, suspicion);
  } else {
    logDrift(ports, listing, suspicion, `${CAUSES[causeOfDifference(listing, suspicion)]}. It is set right`);
  }
  return pushNow(ports, listing.sku);
}

/** The reading proves what the channel may still sell: what it frees moves on, and the listing is raised or emptied again. */
async function takeReading(
  ports: CheckPorts,
  skuState: SkuState,
  listing: Listing,
  reading: Suspicion,
): Promise<Progress> {
  if (!(await ports.checkStore.takeReading(listing, reading))) {
    return OVERTAKEN;
  }
  const { sku, channel } = listing;
  ports.journal.info(
    `${sku}: ${listingId(listing)} was seen to show ${reading.actual} at ${reading.at}: it can sell so many, not ${reading.shown}`,
    { step: 'proven', sku, channel, shows: reading.actual, mayStillSell: reading.shown, since: reading.at },
  );
  await rebalanceAfterProof(ports, skuState);
  return pushNow(ports, sku);
}

/**
 * The next check comes first: should this one end here, that one finds the same drift and makes the same movement under
 * the same key.
 */
async function adopt(ports: CheckPorts, listing: Listing, suspicion: Suspicion, now: Date): Promise<Progress> {
  const adoption = adoptionOf(listing, suspicion, now);
  if (adoption === undefined) {
    return overwrite(ports, listing, suspicion, now);
  }
  const checkAt = await newCheck(ports.checks, listing, now);
  const asOf = adoption.occurredAt;
  if (!(await ports.checkStore.note(listing, { kind: 'adopted', checkAt, asOf }))) {
    return OVERTAKEN;
  }
  await ports.observations.send([adoption]);
  logDrift(ports, listing, suspicion, 'someone edited it there. It is adopted as an adjustment of stock');
  return DONE;
}

export async function pushNow(ports: CheckPorts, sku: Sku): Promise<Progress> {
  const receivedAt = ports.clock().toISOString();
  const [later] = await pushStock(ports, [{ id: sku, sku, receivedAt }]);
  return later === undefined ? DONE : { kind: 'later', retryAfterMs: later.retryAfterMs };
}

function logSuspected({ journal, checks }: CheckPorts, listing: Listing, { actual, shown }: Suspicion): void {
  journal.info(
    `${listing.sku}: ${listingId(listing)} shows ${actual}, should show ${shown}: checked again in ${checks.settleMs / 1_000} s`,
    { step: 'check', sku: listing.sku, channel: listing.channel, shows: actual, should: shown },
  );
}

/** No drift: a push possibly overwrote what the channel counted, and now we know which of the two figures it shows. */
function logOverwritten({ journal }: CheckPorts, listing: Listing, { actual, shown }: Suspicion): void {
  journal.info(
    `${listing.sku}: ${listingId(listing)} shows ${actual}, believed ${shown}: the channel’s figure is taken`,
    {
      step: 'check',
      sku: listing.sku,
      channel: listing.channel,
      shows: actual,
      should: shown,
    },
  );
}

function logDrift({ journal }: CheckPorts, listing: Listing, { actual, shown, at }: Suspicion, what: string): void {
  const { sku, channel } = listing;
  journal.count('Drift', channel);
  journal.warn(`${sku}: ${listingId(listing)} shows ${actual} and should show ${shown}: ${what}`, {
    step: 'drift',
    sku,
    channel,
    shows: actual,
    should: shown,
    since: at,
  });
}
