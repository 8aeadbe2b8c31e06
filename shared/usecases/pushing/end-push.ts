/** Writes down how a push ended, and reports it. */
import { currentExposure } from '../../domain/exposure/exposure.ts';
import { type Listing, listingId, nextLagMs, type SeenQuantity } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import { takenWords } from '../../domain/pushing/answer-words.ts';
import { answeredMore, belowZeroAfter, isAppliedOnce, isProvenByAnswer } from '../../domain/pushing/difference.ts';
import { canBeDropped, withLeaseEnded } from '../../domain/pushing/push.ts';
import { pushInputsOf } from '../../domain/pushing/push-inputs.ts';
import { retryAtOf } from '../../domain/pushing/refusal.ts';
import { suspectedInPassing } from '../../domain/reconciling/drift.ts';
import { isAskedAbout } from '../../domain/reconciling/drift-policy.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { PushRecord, PushStore } from '../../ports/pushing/push-store.ts';
import type { Progress } from '../progress.ts';
import { checkUnlessAhead } from '../reconciling/schedule-check.ts';
import { pauseWithoutCredentials } from './pause-without-credentials.ts';
import { type DuePush, isNew, type PushPorts } from './push-ports.ts';
import type { PushEnding } from './push-step.ts';

export const UNANSWERED_RETRY_MS = 2_000;
/** The next invocation opens the client with the new credentials. */
const REPLACED_RETRY_MS = 1_000;
const UNEXPLAINED_RETRY_MS = 30_000;

type EndingOf<Kind extends PushEnding['kind']> = Extract<PushEnding, { readonly kind: Kind }>;
type Applied = { readonly nowShows?: number; readonly isGuess?: true; readonly replaced?: number };
type KeptInputs = { readonly inputs: Pick<PushRecord, 'inputs'> };
type LogFields = Readonly<Record<string, unknown>>;

/** Writes down how the push ended, counts and logs it; resolves with what is to be done with the listing now. */
export async function endPush(
  ports: PushPorts,
  { skuState, receivedAt, listing: planned }: DuePush,
  listing: Listing,
  intent: PushIntent,
  ending: PushEnding,
): Promise<Progress> {
  const fields = pushFields(listing, intent, receivedAt);
  // What an earlier invocation planned, it planned from what was so then.
  const exposure = currentExposure(skuState, ports.rules);
  const inputs = isNew({ listing: planned }) ? { inputs: pushInputsOf(skuState.stock, planned, exposure) } : {};
  switch (ending.kind) {
    case 'applied': {
      const { nowShows, ...rest }: Applied = ending;
      const more = answeredMore(listing, intent, skuState, nowShows);
      const answered = { ...rest, ...(nowShows !== undefined && { nowShows }), more, inputs };
      return await applied(ports, listing, intent, answered, { ...fields, receivedAt });
    }
    case 'refused':
      return await refused(ports, listing, intent, { ...ending, inputs }, fields);
    case 'credentialsGone':
      return await endWithoutCredentials(ports, listing, intent, ending.reason);
    case 'keyForgotten':
      return await planAnew(ports, listing, intent, fields);
    case 'showsMore':
      return await believeMore(ports, listing, intent, ending, fields);
    case 'unexplained':
      return await withdrawUnexplained(ports, listing, intent, ending.shows, fields);
    case 'throttled':
    case 'unread':
    case 'unanswered':
      return await postpone(ports, listing, intent, ending, fields);
    default:
      return ending satisfies never;
  }
}

async function refused(
  { store, journal, clock, retries }: PushPorts,
  listing: Listing,
  intent: PushIntent,
  { reason, inputs }: EndingOf<'refused'> & KeptInputs,
  fields: LogFields,
): Promise<Progress> {
  const { sku, channel, channelLocation } = listing;
  const now = clock();
  const retryAt = retries && retryAtOf(listing, intent, now);
  if (retryAt !== undefined && retryAt !== listing.retryAt) {
    // Scheduled first: a crash in between leaves a message that fits no listing, never a listing that is not tried again.
    await retries?.schedule({ sku, channel, channelLocation, at: retryAt });
  }
  await store.refuse(listing, { intent, endedAt: now.toISOString(), answer: reason, ...inputs }, retryAt);
  journal.count('PushRefused', channel);
  journal.warn(`${sku}: ${listingId(listing)} refused ${intent.target}: ${reason}`, {
    ...fields,
    ...(retryAt !== undefined && { retryAt }),
  });
  return { kind: 'left' };
}

async function applied(
  ports: PushPorts,
  listing: Listing,
  intent: PushIntent,
  { nowShows, isGuess, replaced, more, inputs }: Applied & KeptInputs & { readonly more: number | undefined },
  fields: LogFields & { readonly receivedAt: string },
): Promise<Progress> {
  const endedAt = ports.clock().toISOString();
  // Scheduled first: a crash in between leaves a check too many, never a push that nobody checks.
  // A channel that compares answers what follows from the comparison: only one that counts says what it shows.
  const isProven = !ports.client.comparesPushes && isProvenByAnswer(listing, intent, nowShows);
  const checkAt = isProven ? undefined : ports.checks && (await checkUnlessAhead(ports.checks, listing, ports.clock()));
  const isSeen = nowShows !== undefined && !isGuess && isAppliedOnce(listing, intent, nowShows);
  const lagMs = Date.parse(endedAt) - Date.parse(fields.receivedAt);
  await ports.store.finish(
    listing,
    { intent, endedAt, answer: takenWords(nowShows), ...inputs },
    {
      ...(checkAt !== undefined && { checkAt }),
      ...(nowShows !== undefined && {
        answered: nowShows,
        pushedBelowZero: belowZeroAfter(listing, intent, nowShows),
        evidence: { kind: 'answer', asOf: endedAt } as const,
        ...(isSeen && { comparedAt: endedAt }),
      }),
      ...(isProven && { isProven }),
      ...(more !== undefined && {
        seen: seenNow(ports, listing, { actual: more, shown: listing.shown + intent.delta }, endedAt),
      }),
      ...(replaced !== undefined && { rise: { shows: replaced, believed: listing.shown, at: endedAt } }),
      lagMs: nextLagMs(listing, lagMs),
    },
  );
  ports.journal.lag(listing.channel, lagMs);
  ports.journal.info(`${listing.sku}: ${listingId(listing)} shows ${listing.shown} → ${intent.target}`, {
    ...fields,
    lagMs,
    ...(nowShows !== undefined && { nowShows }),
  });
  if (replaced !== undefined) {
    logMore(ports, listing, listing.shown, replaced, fields);
  }
  if (more !== undefined) {
    logMore(ports, listing, intent.target, more, fields);
    return { kind: 'done' };
  }
  return { kind: 'shown' };
}

/** Nobody knows whether it was lowered already: doing so twice shows too little, until the next check of it. */
async function planAnew(
  { store, journal, clock }: PushPorts,
  listing: Listing,
  intent: PushIntent,
  fields: LogFields,
): Promise<Progress> {
  await store.withdraw(listing, intent, { calledAt: clock().toISOString() });
  journal.warn(
    `${listing.sku}: lowering ${listingId(listing)} to ${intent.target} was begun at ${intent.startedAt}, too long ago to repeat it: it is lowered anew`,
    { ...fields, startedAt: intent.startedAt },
  );
  return { kind: 'done' };
}

/** The channel's figure becomes `shown`, and the push is planned anew from it at once: SKUs are read again after a push. */
async function believeMore(
  ports: PushPorts,
  listing: Listing,
  intent: PushIntent,
  { shows }: EndingOf<'showsMore'>,
  fields: LogFields,
): Promise<Progress> {
  await ports.store.withdraw(listing, intent, {
    seen: seenNow(ports, listing, { actual: shows, shown: listing.shown }, ports.clock().toISOString()),
  });
  if (shows > listing.shown) {
    logMore(ports, listing, listing.shown, shows, fields);
  }
  return { kind: 'done' };
}

/** A large rise that a push met is lowered with it, and stays as a question. */
function seenNow(
  { stockWork }: PushPorts,
  listing: Listing,
  found: { readonly actual: number; readonly shown: number },
  asOf: string,
): SeenQuantity {
  return {
    units: found.actual,
    asOf,
    ...(stockWork !== undefined && { mayBeWork: true as const }),
    ...(isAskedAbout(listing, found) && { isAsked: true as const }),
  };
}

function logMore(
  { journal, stockWork }: PushPorts,
  listing: Listing,
  should: number,
  shows: number,
  fields: LogFields,
): void {
  const { sku, channel } = listing;
  const isAsked = stockWork === undefined && isAskedAbout(listing, { actual: shows, shown: should });
  const asks = isAsked ? `. Say whether the units are there: ${OPERATOR_COMMANDS.drift(channel)}` : '';
  journal.count('ShownMore', channel);
  if (isAsked) {
    journal.count('Drift', channel);
  }
  journal.warn(
    `${sku}: ${listingId(listing)} shows ${shows}, more than the ${should} that it was believed to show: the channel’s figure is taken, and lowered if it is too high${asks}`,
    { ...fields, step: 'shown more', shows, should },
  );
}

/** The push was not applied, or nobody knows: it is dropped, to be planned anew, or its lease ends, to be resumed as it is. */
async function postpone(
  { store, journal }: PushPorts,
  listing: Listing,
  intent: PushIntent,
  ending: EndingOf<'throttled' | 'unread' | 'unanswered'>,
  fields: LogFields,
): Promise<Progress> {
  const isUnanswered = ending.kind === 'unanswered';
  await (isUnanswered ? store.claim(listing, withLeaseEnded(intent, 'unanswered')) : takeBack(store, listing, intent));
  const isThrottled = ending.kind === 'throttled';
  const retryAfterMs = isThrottled ? ending.retryAfterMs : UNANSWERED_RETRY_MS;
  const why = isThrottled ? 'is throttling' : `gave no answer (${ending.reason})`;
  journal.count(isThrottled ? 'PushThrottled' : 'PushUnanswered', listing.channel);
  journal.warn(`${listing.sku}: ${listingId(listing)} ${why}, trying again in ${retryAfterMs} ms`, fields);
  return { kind: 'later', retryAfterMs };
}

/**
 * A raise that would overwrite what was not reported to us ends without a call. A check finds out what it is: a sale on
 * its way to us, which explains itself, or another figure for good, which becomes `shown`.
 */
async function withdrawUnexplained(
  { store, checks, clock, journal }: PushPorts,
  listing: Listing,
  intent: PushIntent,
  shows: number,
  fields: LogFields,
): Promise<Progress> {
  const checkAt = checks && (await checkUnlessAhead(checks, listing, clock()));
  // Its call may have been made before: what the channel counted until now, that call may have overwritten.
  const calledAt = intent.repeated ? clock().toISOString() : undefined;
  await store.withdraw(listing, intent, {
    ...(checkAt && { checkAt }),
    ...(calledAt ? { calledAt } : { suspicion: suspectedInPassing(listing, shows, clock()) }),
  });
  journal.count('RaiseWithdrawn', listing.channel);
  journal.info(
    `${listing.sku}: ${listingId(listing)} shows ${shows}, not ${listing.shown}: setting it to ${intent.target} waits until that is explained`,
    { ...fields, step: 'raise withdrawn', shows },
  );
  return checks === undefined ? { kind: 'later', retryAfterMs: UNEXPLAINED_RETRY_MS } : { kind: 'left' };
}

/**
 * Pauses the channel, then takes the push back. If the function crashes in between, the push stays on the listing, and
 * resuming the channel finds it there.
 */
async function endWithoutCredentials(
  { store, client, gates: { states }, journal, clock, isSecretReplaced }: PushPorts,
  listing: Listing,
  intent: PushIntent,
  reason: string,
): Promise<Progress> {
  const ports = { states, journal, clock, isSecretReplaced };
  const outcome = await pauseWithoutCredentials(ports, client.channel, reason);
  await takeBack(store, listing, intent);
  return outcome === 'paused' ? { kind: 'left' } : { kind: 'later', retryAfterMs: REPLACED_RETRY_MS };
}

/** A push that was not applied is dropped, to be planned anew, or its lease ends, to be resumed as it is. */
async function takeBack(store: PushStore, listing: Listing, intent: PushIntent): Promise<void> {
  await (canBeDropped(intent)
    ? store.withdraw(listing, intent, {})
    : store.claim(listing, withLeaseEnded(intent, 'notApplied')));
}

function pushFields(listing: Listing, intent: PushIntent, receivedAt: string): LogFields {
  return {
    step: 'push',
    sku: listing.sku,
    channel: listing.channel,
    listing: listingId(listing),
    shownBefore: listing.shown,
    shownAfter: intent.target,
    change: intent.delta,
    seq: intent.seq,
    attempt: intent.attempt,
    receivedAt,
  };
}
