import type { ChannelOutlet, PushAnswer } from '../channel-ports.ts';
import { type ExposureRules, exposureOn } from '../domain/exposure.ts';
import type { Sku } from '../domain/identifiers.ts';
import { type Listing, listingId, type PushIntent } from '../domain/listing.ts';
import {
  comparedWith,
  giveBackPush,
  nextAttempt,
  type PushPlan,
  planPush,
  pushKey,
  wasApplied,
} from '../domain/push-plan.ts';
import type { Clock, Journal, PushStore, StockSnapshot } from '../ports.ts';
import { checkUnlessAhead, type ScheduledChecks } from './schedule-check.ts';

export type PushPorts = {
  readonly store: PushStore;
  readonly outlet: ChannelOutlet;
  readonly rules: ExposureRules;
  readonly journal: Journal;
  readonly clock: Clock;
  /** What was applied is checked once it has settled; absent: what the channel answers is believed. */
  readonly checks?: ScheduledChecks;
};

/** A message that says "look at this SKU"; what is pushed is decided from the present state. */
export type LookMessage = { readonly id: string; readonly sku: Sku; readonly receivedAt: string };

/** Messages to give back to the queue, and how long to leave each before it is tried again. */
export type GivenBack = { readonly id: string; readonly retryAfterMs: number };

/** Looks again after each answer, so that a change which came meanwhile is pushed without a message of its own. */
const ROUNDS_MAX = 6;
const UNANSWERED_RETRY_MS = 2_000;
/**
 * A message that meets a push on its way stays until that has ended: its maker looks again after the answer, but it may
 * have crashed, and a standard queue may have delivered its own message twice.
 */
const BUSY_RETRY_MS = 5_000;

/**
 * Brings this channel's listings of the SKUs to what they should show. Many messages of one SKU become one push.
 * A SKU whose push got no answer, or was throttled, gives back its messages; the others are done.
 */
export async function pushStock(ports: PushPorts, messages: readonly LookMessage[]): Promise<readonly GivenBack[]> {
  const bySku = [...Map.groupBy(messages, (message) => message.sku)];
  const results = await Promise.all(
    bySku.map(async ([sku, group]) => {
      const receivedAt = group.map((message) => message.receivedAt).sort()[0] ?? ports.clock().toISOString();
      const result = await pushSku(ports, sku, receivedAt).catch((error: unknown): PushedSku => {
        ports.journal.warn(`${sku}: pushing to ${ports.outlet.channel} failed, trying again`, {
          step: 'push',
          sku,
          error,
        });
        return { kind: 'later', retryAfterMs: UNANSWERED_RETRY_MS };
      });
      return result.kind === 'done' ? [] : group.map(({ id }) => ({ id, retryAfterMs: result.retryAfterMs }));
    }),
  );
  return results.flat();
}

type PushedSku = { readonly kind: 'done' } | { readonly kind: 'later'; readonly retryAfterMs: number };
/** A refused listing is left until something else changes its SKU: asking again at once would be refused again. */
type PushedListing = PushedSku | { readonly kind: 'refused' };

async function pushSku(ports: PushPorts, sku: Sku, receivedAt: string): Promise<PushedSku> {
  const refused = new Set<string>();
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const snapshot = await ports.store.read(sku);
    if (snapshot === undefined) {
      return { kind: 'done' };
    }
    const open = snapshot.listings
      .filter((listing) => !refused.has(listingId(listing)))
      .map((listing) => ({ listing, plan: planOf(ports, snapshot, listing) }));
    const due = open.filter(({ plan }) => plan.kind === 'push');
    if (due.length === 0) {
      const isBusy = open.some(({ plan }) => plan.kind === 'busy');
      return isBusy ? { kind: 'later', retryAfterMs: BUSY_RETRY_MS } : { kind: 'done' };
    }
    for (const { listing } of due) {
      const pushed = await pushListing(ports, snapshot, listing, receivedAt);
      if (pushed.kind === 'later') {
        return pushed;
      }
      if (pushed.kind === 'refused') {
        refused.add(listingId(listing));
      }
    }
  }
  return { kind: 'later', retryAfterMs: 0 };
}

function planOf(ports: PushPorts, snapshot: StockSnapshot, listing: Listing): PushPlan {
  return planPush(snapshot, listing, exposureOn(snapshot, ports.rules), ports.clock());
}

async function pushListing(
  ports: PushPorts,
  snapshot: StockSnapshot,
  listing: Listing,
  receivedAt: string,
): Promise<PushedListing> {
  const plan = planOf(ports, snapshot, listing);
  if (plan.kind !== 'push') {
    return { kind: 'done' };
  }
  let claimed = await ports.store.claim(listing, plan.intent);
  for (let steps = 1; claimed?.intent !== undefined; steps += 1) {
    const step = steps > STEPS_MAX ? NO_END : await takeStep(ports, claimed, claimed.intent);
    if (step.kind === 'answered') {
      return await endPush(ports, claimed, claimed.intent, step.answer, receivedAt);
    }
    // Each step is written before the next is taken, so that a crash repeats the step it was at and no other.
    claimed = await ports.store.claim(claimed, step.intent);
  }
  return { kind: 'done' };
}

/** Four comparisons, each read first, and the call that compares no more, with room for keys that were spent. */
const STEPS_MAX = 20;
const NO_END: Step = {
  kind: 'answered',
  answer: { kind: 'unread', reason: `it refused ${STEPS_MAX} steps in a row without saying why` },
};

/** One step of a push: it ended, or goes on with another intent. */
type Step =
  | { readonly kind: 'answered'; readonly answer: Exclude<Answer, { kind: 'stale' | 'spent' }> }
  | { readonly kind: 'goOn'; readonly intent: PushIntent };

async function takeStep(ports: PushPorts, listing: Listing, intent: PushIntent): Promise<Step> {
  if (intent.unread) {
    const actual = await readShown(ports, listing);
    return typeof actual === 'number'
      ? { kind: 'goOn', intent: comparedWith(intent, actual) }
      : { kind: 'answered', answer: actual };
  }
  const answer = await callChannel(ports, listing, intent);
  if (answer.kind === 'spent') {
    return { kind: 'goOn', intent: nextAttempt(intent) };
  }
  if (answer.kind !== 'stale') {
    return { kind: 'answered', answer };
  }
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
    return { kind: 'unread', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The figure to compare with could not be read; no call was made meanwhile. */
type NotNow = { readonly kind: 'unread'; readonly reason: string };
type Answer = PushAnswer | { readonly kind: 'unanswered'; readonly reason: string } | NotNow;

async function callChannel(ports: PushPorts, listing: Listing, intent: PushIntent): Promise<Answer> {
  try {
    return await ports.outlet.push({ listing, intent, idempotencyKey: pushKey(listing, intent) });
  } catch (error) {
    return { kind: 'unanswered', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function endPush(
  ports: PushPorts,
  listing: Listing,
  intent: PushIntent,
  answer: Exclude<Answer, { kind: 'stale' | 'spent' }>,
  receivedAt: string,
): Promise<PushedListing> {
  const endedAt = ports.clock().toISOString();
  const fields = pushFields(listing, intent, receivedAt);
  switch (answer.kind) {
    case 'applied': {
      // Scheduled first: a crash in between leaves a check too many, never a push that nobody checks.
      const checkAt = ports.checks && (await checkUnlessAhead(ports.checks, listing, ports.clock()));
      await ports.store.finish(listing, { intent, endedAt, answer: appliedText(answer.nowShows) }, checkAt);
      const lagMs = Date.parse(endedAt) - Date.parse(receivedAt);
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
      return { kind: 'refused' };
    }
    case 'throttled':
    case 'unread':
    case 'unanswered': {
      const retryAfterMs = answer.kind === 'throttled' ? answer.retryAfterMs : UNANSWERED_RETRY_MS;
      await ports.store.claim(listing, giveBackPush(intent, answer.kind === 'unanswered'));
      ports.journal.count(answer.kind === 'throttled' ? 'PushThrottled' : 'PushUnanswered', listing.channel);
      const why = answer.kind === 'throttled' ? 'is throttling' : `gave no answer (${answer.reason})`;
      ports.journal.warn(`${listing.sku}: ${listingId(listing)} ${why}, trying again in ${retryAfterMs} ms`, fields);
      return { kind: 'later', retryAfterMs };
    }
    default:
      return answer satisfies never;
  }
}

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
