/** Checks listings: reads what a channel shows, compares it with `shown`, and corrects what differs for good. */
import { currentExposure } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { type Evidence, type Listing, listingId, type Suspicion } from '../../domain/listing/listing.ts';
import { escrowPositionOf, mustBeSetAgain } from '../../domain/pushing/outright.ts';
import { judgeBound } from '../../domain/pushing/outright-escrow.ts';
import { hasUnplacedLines, planPush, waitsForCheck } from '../../domain/pushing/push-plan.ts';
import {
  adoptionOf,
  hasSettled,
  isCheckAhead,
  judge,
  type OnDrift,
  remedyOf,
  standsForMs,
} from '../../domain/reconciling/drift.ts';
import { messageOf } from '../../message-of.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { Notice } from '../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../ports/channel/credentials-gone.ts';
import { NotListedError } from '../../ports/channel/not-listed.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import type { Check, CheckRequest, CheckStore } from '../../ports/reconciling/checks.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { rebalanceAfterProof } from '../exposure/rebalance-shares.ts';
import { pauseWithoutCredentials } from '../pushing/pause-without-credentials.ts';
import { type Progress, type ReturnedMessage, returned } from '../pushing/progress.ts';
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

export type CheckMessage = { readonly id: string; readonly asked: CheckRequest };

const RETRY_MS = 2_000;
/** A paused channel is not called, not even to read it: its app may be gone. */
const PAUSED_RETRY_MS = 900_000;
/** Never sooner: with clock skew the new check could carry an earlier time than this one, and be skipped. */
const RECHECK_MS_LEAST = 1_000;
/** A difference that may stand for long is checked at least this often: it mostly explains itself before. */
const RECHECK_MS_MOST = 300_000;

/**
 * Compares what the channel shows with what we believe it shows, and corrects what differs for good: as the merchant
 * wishes, by pushing the ledger's figure or by adopting the channel's. Resolves with the messages to be tried again: those
 * of a paused channel, and of a check that cannot be made now.
 */
export async function checkListings(
  ports: CheckPorts,
  messages: readonly CheckMessage[],
): Promise<readonly ReturnedMessage[]> {
  if ((await ports.gates.states.read(ports.client.channel)).paused !== undefined) {
    return messages.map(({ id }) => ({ id, retryAfterMs: PAUSED_RETRY_MS, isExact: true }));
  }
  const groups = [...Map.groupBy(messages, placeOf).values()];
  const results = await Promise.all(
    groups.map(async (group) => {
      const again: ReturnedMessage[] = [];
      // One after the other: what the first one finds mostly answers the others.
      for (const message of group) {
        again.push(...returned([message], await checkAsked(ports, message.asked)));
      }
      return again;
    }),
  );
  return results.flat();
}

const DONE: Progress = { kind: 'done' };
/** A push or another check moved the listing while this one read the channel: nothing was written. */
const OVERTAKEN: Progress = { kind: 'later', retryAfterMs: 1_000 };

function placeOf({ asked }: CheckMessage): string {
  return asked.kind === 'check'
    ? `${asked.check.sku}@${asked.check.channelLocation}`
    : `notice of ${asked.notice.externalId}@${asked.notice.channelLocation}`;
}

async function checkAsked(ports: CheckPorts, asked: CheckRequest): Promise<Progress> {
  try {
    return await (asked.kind === 'check'
      ? checkAsScheduled(ports, asked.check)
      : checkAfterNotice(ports, asked.notice));
  } catch (error) {
    return await failed(ports, error);
  }
}

/** A check that failed is tried again; without credentials it waits as checks of every paused channel do. */
async function failed(ports: CheckPorts, error: unknown): Promise<Progress> {
  const { client, gates, journal } = ports;
  const reason = messageOf(error);
  if (error instanceof CredentialsGoneError) {
    const outcome = await pauseWithoutCredentials({ ...ports, states: gates.states }, client.channel, reason);
    return { kind: 'later', retryAfterMs: outcome === 'paused' ? PAUSED_RETRY_MS : RETRY_MS };
  }
  journal.warn(`${client.channel}: a quantity could not be checked, trying again: ${reason}`, {
    step: 'check',
    channel: client.channel,
    error,
  });
  return { kind: 'later', retryAfterMs: RETRY_MS };
}

function checkAsScheduled(ports: CheckPorts, { sku, channelLocation, at }: Check): Promise<Progress> {
  // Where another check was scheduled since, for later, that one finds what this one would.
  return checkListing(ports, sku, channelLocation, ({ checkAt }) => checkAt === undefined || checkAt <= at);
}

/** A notice that says what we believe asks for no check. */
async function checkAfterNotice(ports: CheckPorts, notice: Notice): Promise<Progress> {
  const sku = await ports.registry.skuOf(notice.channel, notice.externalId);
  if (sku === undefined || notice.quantity === undefined) {
    return DONE;
  }
  return checkListing(
    ports,
    sku,
    notice.channelLocation,
    (listing) => listing.shown !== notice.quantity && !isCheckAhead(listing, ports.clock()),
  );
}

async function checkListing(
  ports: CheckPorts,
  sku: Sku,
  channelLocation: string,
  isCalledFor: (listing: Listing) => boolean,
): Promise<Progress> {
  const snapshot = await ports.store.read(sku);
  const listing = snapshot?.listings.find((each) => each.channelLocation === channelLocation);
  if (snapshot === undefined || !listing?.managed || !isCalledFor(listing)) {
    return DONE;
  }
  const now = ports.clock();
  const exposure = currentExposure(snapshot, ports.rules);
  const plan = planPush(snapshot, listing, exposure, now);
  if (plan.kind !== 'nothing' && !waitsForCheck(listing, plan)) {
    // What is due is pushed, or its push resumed; that push schedules a check of its own.
    return pushNow(ports, sku);
  }
  const { settleMs } = ports.checks;
  if (hasUnplacedLines(snapshot, listing)) {
    return recheck(ports, listing, undefined);
  }
  if (!hasSettled(listing, now, settleMs)) {
    return recheck(ports, listing, listing.suspicion, { since: listing.lastPushedAt, afterMs: settleMs });
  }
  const actual = await readShown(ports, listing);
  if (typeof actual === 'string') {
    return await notListed(ports, listing, actual);
  }
  const position = escrowPositionOf(listing, exposure);
  const standsMs = position === undefined ? standsForMs(listing, actual, exposure, settleMs) : settleMs;
  const verdict =
    position === undefined
      ? judge(listing, actual, now, standsMs)
      : judgeBound(listing, position, actual, ports.clock(), settleMs);
  switch (verdict.kind) {
    case 'agrees':
      if (!(await ports.checkStore.note(listing, { kind: 'agrees', evidence: readingAt(now) }))) {
        return OVERTAKEN;
      }
      // A check that agrees proves a lowering where the channel's answer does not.
      await rebalanceAfterProof(ports, snapshot);
      return plan.kind === 'nothing' ? DONE : pushNow(ports, sku);
    case 'suspected':
      logSuspected(ports, listing, verdict.suspicion);
      return recheck(ports, listing, verdict.suspicion);
    case 'tooSoon':
      return recheck(ports, listing, listing.suspicion, { since: listing.suspicion?.at, afterMs: standsMs });
    case 'proven':
      return takeReading(ports, snapshot, listing, verdict.reading);
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

/** What the channel shows; or, as a sentence, that it has no such listing. */
async function readShown({ client }: CheckPorts, listing: Listing): Promise<number | string> {
  try {
    return await client.readQuantity(listing);
  } catch (error) {
    if (error instanceof NotListedError) {
      return error.message;
    }
    throw error;
  }
}

/** What the channel accepted for it shows nowhere. That stays visible; a check after the next push reads again. */
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
async function recheck(
  ports: CheckPorts,
  listing: Listing,
  suspicion: Suspicion | undefined,
  due?: { readonly since: string | undefined; readonly afterMs: number },
): Promise<Progress> {
  const { settleMs } = ports.checks;
  const now = ports.clock();
  const dueInMs = due?.since === undefined ? settleMs : Date.parse(due.since) + due.afterMs - now.getTime();
  const atMostMs = due !== undefined && due.afterMs > settleMs ? Math.max(settleMs, RECHECK_MS_MOST) : settleMs;
  const afterMs = Math.min(atMostMs, Math.max(RECHECK_MS_LEAST, dueInMs));
  const checkAt = await newCheck(ports.checks, listing, now, afterMs);
  return (await ports.checkStore.note(listing, { kind: 'again', checkAt, suspicion })) ? DONE : OVERTAKEN;
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
    logDrift(ports, listing, suspicion, 'someone edited it there, or a push was never applied. It is set right');
  }
  return pushNow(ports, listing.sku);
}

/** The reading proves what the channel may still sell: what it frees moves on, and the listing is raised or emptied again. */
async function takeReading(
  ports: CheckPorts,
  snapshot: SkuState,
  listing: Listing,
  reading: Suspicion,
): Promise<Progress> {
  if (!(await ports.checkStore.takeReading(listing, reading))) {
    return OVERTAKEN;
  }
  const { sku, channel } = listing;
  ports.journal.info(
    `${sku}: ${listingId(listing)} was seen to show ${reading.actual} at ${reading.at}: it can sell so many, not ${reading.shown}`,
    { step: 'proven', sku, channel, shows: reading.actual, bound: reading.shown, since: reading.at },
  );
  await rebalanceAfterProof(ports, snapshot);
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

async function pushNow(ports: CheckPorts, sku: Sku): Promise<Progress> {
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

/** No drift: a push possibly overwrote what the channel counted, and now it is known which of both it shows. */
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
