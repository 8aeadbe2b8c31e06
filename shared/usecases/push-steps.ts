import type { PushAnswer } from '../channel-ports.ts';
import { type Listing, listingId, nextLagMs, type PushIntent } from '../domain/listing.ts';
import {
  comparedWith,
  giveBackPush,
  leavesNothing,
  needsQuiet,
  nextAttempt,
  proofOf,
  pushKey,
  wasApplied,
} from '../domain/push-plan.ts';
import type { StockSnapshot } from '../ports.ts';
import type { Gate } from './push-gates.ts';
import type { Later, PushPorts } from './push-ports.ts';
import { checkUnlessAhead } from './schedule-check.ts';

/** `left`: nothing more is done for the listing until something changes its SKU, or a check finds why. */
export type PushedListing = { readonly kind: 'done' } | { readonly kind: 'left' } | Later;

export const UNANSWERED_RETRY_MS = 2_000;

/** Four comparisons, each read first, and the call that compares no more, with room for keys that were spent. */
const STEPS_MAX = 20;
const NO_END: Step = {
  kind: 'answered',
  answer: { kind: 'unread', reason: `it refused ${STEPS_MAX} steps in a row without saying why` },
};

/** Brings one push to its end: each step is written before the next is taken, so that a crash repeats the one it was at. */
export async function makePush(
  ports: PushPorts,
  gate: Gate,
  snapshot: StockSnapshot,
  listing: Listing,
  intent: PushIntent,
  receivedAt: string,
): Promise<PushedListing> {
  const calls = callsOf(ports, gate);
  let claimed = await beginPush(ports, snapshot, listing, intent);
  for (let steps = 1; claimed?.intent !== undefined; steps += 1) {
    const step = steps > STEPS_MAX ? NO_END : await takeStep(ports, calls, claimed, claimed.intent);
    if (step.kind === 'answered') {
      return await endPush(ports, claimed, claimed.intent, step.answer, receivedAt);
    }
    claimed = await ports.store.claim(claimed, step.intent);
  }
  return { kind: 'done' };
}

/** A new raise begins only while the units are still due to the listing; what has begun keeps them until it has ended. */
function beginPush(
  { store }: PushPorts,
  snapshot: StockSnapshot,
  listing: Listing,
  intent: PushIntent,
): Promise<Listing | undefined> {
  const isNew = listing.intent === undefined;
  return isNew && intent.delta > 0 ? store.claimRaise(snapshot, listing, intent) : store.claim(listing, intent);
}

/** One step of a push: it ended, or goes on with another intent. */
type Step =
  | { readonly kind: 'answered'; readonly answer: Ended }
  | { readonly kind: 'goOn'; readonly intent: PushIntent };

/** The figure to compare with could not be read; no call was made meanwhile. */
type NotNow = { readonly kind: 'unread'; readonly reason: string };
type Answer = PushAnswer | { readonly kind: 'unanswered'; readonly reason: string };
type Ended =
  | Exclude<Answer, { kind: 'stale' | 'spent' }>
  | NotNow
  /** The channel shows what we have not heard of: no call was made. */
  | { readonly kind: 'unheard'; readonly shows: number };

type Calls = (listing: Listing, intent: PushIntent) => Promise<Answer>;

/** The calls of one push: the first was admitted, each further one is taken from the budget. */
function callsOf({ outlet }: PushPorts, gate: Gate): Calls {
  let calls = 0;
  return async (listing, intent) => {
    calls += 1;
    const waitMs = calls === 1 ? 0 : await gate.furtherCall(intent);
    if (waitMs > 0) {
      return { kind: 'throttled', retryAfterMs: waitMs };
    }
    const answer = await outlet
      .push({ listing, intent, idempotencyKey: pushKey(listing, intent) })
      .catch((error: unknown): Answer => ({ kind: 'unanswered', reason: reasonOf(error) }));
    await gate.called(answer.kind !== 'unanswered');
    return answer;
  };
}

async function takeStep(ports: PushPorts, call: Calls, listing: Listing, intent: PushIntent): Promise<Step> {
  if (intent.unread) {
    const actual = await readShown(ports, listing);
    return typeof actual === 'number'
      ? { kind: 'goOn', intent: comparedWith(intent, actual) }
      : { kind: 'answered', answer: actual };
  }
  if (needsQuiet(listing, intent)) {
    const actual = await readShown(ports, listing);
    const proof = typeof actual === 'number' ? proofOf(listing, intent, actual) : 'unheard';
    if (proof !== 'quiet') {
      return { kind: 'answered', answer: typeof actual === 'number' ? unproven(proof, actual) : actual };
    }
  }
  const answer = await call(listing, intent);
  if (answer.kind === 'spent') {
    return { kind: 'goOn', intent: nextAttempt(intent) };
  }
  return answer.kind === 'stale' ? await staleStep(ports, listing, intent) : { kind: 'answered', answer };
}

function unproven(proof: 'applied' | 'unheard', shows: number): Ended {
  return proof === 'applied' ? { kind: 'applied', nowShows: shows } : { kind: 'unheard', shows };
}

async function staleStep(ports: PushPorts, listing: Listing, intent: PushIntent): Promise<Step> {
  ports.journal.count('PushStale', listing.channel);
  if (!intent.repeated) {
    return { kind: 'goOn', intent: nextAttempt(intent) };
  }
  const actual = await readShown(ports, listing);
  if (typeof actual !== 'number') {
    return { kind: 'answered', answer: actual };
  }
  return wasApplied(intent, actual)
    ? { kind: 'answered', answer: { kind: 'applied', nowShows: actual } }
    : { kind: 'goOn', intent: nextAttempt(intent) };
}

/** What the channel shows; or why it cannot be told now, which leaves the push as it is. */
async function readShown(ports: PushPorts, listing: Listing): Promise<number | NotNow> {
  try {
    return await ports.outlet.readShown(listing);
  } catch (error) {
    return { kind: 'unread', reason: reasonOf(error) };
  }
}

async function endPush(
  ports: PushPorts,
  listing: Listing,
  intent: PushIntent,
  answer: Ended,
  receivedAt: string,
): Promise<PushedListing> {
  const endedAt = ports.clock().toISOString();
  const fields = pushFields(listing, intent, receivedAt);
  switch (answer.kind) {
    case 'applied': {
      // Scheduled first: a crash in between leaves a check too many, never a push that nobody checks.
      const checkAt = ports.checks && (await checkUnlessAhead(ports.checks, listing, ports.clock()));
      const lagMs = Date.parse(endedAt) - Date.parse(receivedAt);
      await ports.store.finish(
        listing,
        { intent, endedAt, answer: appliedText(answer.nowShows) },
        {
          ...(checkAt !== undefined && { checkAt }),
          ...(answer.nowShows !== undefined && { answered: answer.nowShows }),
          lagMs: nextLagMs(listing, lagMs),
        },
      );
      ports.journal.lag(listing.channel, lagMs);
      ports.journal.info(`${listing.sku}: ${listingId(listing)} shows ${listing.shown} → ${intent.target}`, {
        ...fields,
        lagMs,
        ...(answer.nowShows !== undefined && { nowShows: answer.nowShows }),
      });
      return { kind: 'done' };
    }
    case 'refused': {
      await ports.store.refuse(listing, { intent, endedAt, answer: answer.reason });
      ports.journal.count('PushRefused', listing.channel);
      ports.journal.warn(`${listing.sku}: ${listingId(listing)} refused ${intent.target}: ${answer.reason}`, fields);
      return { kind: 'left' };
    }
    case 'unheard':
      return await withdrawRaise(ports, listing, intent, answer.shows, fields);
    case 'throttled':
    case 'unread':
    case 'unanswered': {
      const retryAfterMs = answer.kind === 'throttled' ? answer.retryAfterMs : UNANSWERED_RETRY_MS;
      await (answer.kind !== 'unanswered' && leavesNothing(intent)
        ? ports.store.withdraw(listing, intent, {})
        : ports.store.claim(listing, giveBackPush(intent, answer.kind === 'unanswered')));
      ports.journal.count(answer.kind === 'throttled' ? 'PushThrottled' : 'PushUnanswered', listing.channel);
      const why = answer.kind === 'throttled' ? 'is throttling' : `gave no answer (${answer.reason})`;
      ports.journal.warn(`${listing.sku}: ${listingId(listing)} ${why}, trying again in ${retryAfterMs} ms`, fields);
      return { kind: 'later', retryAfterMs };
    }
    default:
      return answer satisfies never;
  }
}

/**
 * A raise that would write over what we have not heard of ends without a call. A check finds out what it is: a sale on
 * its way to us, which explains itself, or another figure for good, which becomes `shown`.
 */
async function withdrawRaise(
  { store, checks, clock, journal }: PushPorts,
  listing: Listing,
  intent: PushIntent,
  shows: number,
  fields: Record<string, unknown>,
): Promise<PushedListing> {
  const checkAt = checks && (await checkUnlessAhead(checks, listing, clock()));
  // Its call may have been made before: what the channel counted until now, that call may have overwritten.
  const calledAt = intent.repeated ? clock().toISOString() : undefined;
  await store.withdraw(listing, intent, { ...(checkAt && { checkAt }), ...(calledAt && { calledAt }) });
  journal.count('RaiseWithdrawn', listing.channel);
  journal.info(
    `${listing.sku}: ${listingId(listing)} shows ${shows}, not ${listing.shown}: raising it to ${intent.target} waits until that is explained`,
    { ...fields, step: 'raise withdrawn', shows },
  );
  return checks === undefined ? { kind: 'later', retryAfterMs: UNEXPLAINED_RETRY_MS } : { kind: 'left' };
}

const UNEXPLAINED_RETRY_MS = 30_000;

function pushFields(listing: Listing, intent: PushIntent, receivedAt: string): Record<string, unknown> {
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

function appliedText(nowShows: number | undefined): string {
  return nowShows === undefined ? 'accepted' : `applied, now shows ${nowShows}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
