import type { Listing, PushIntent } from '../../domain/listing/listing.ts';
import { afterReading, needsReading } from '../../domain/pushing/after-look.ts';
import { comparedWith, needsQuiet, nextAttempt, proofOf, pushKey, wasApplied } from '../../domain/pushing/push-plan.ts';
import { messageOf } from '../../message-of.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { type Answer, type Ended, endPush, type NotNow, type PushedListing } from './push-endings.ts';
import type { Gate } from './push-gates.ts';
import type { PushPorts } from './push-ports.ts';

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
  snapshot: SkuState,
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
  snapshot: SkuState,
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

type Calls = (listing: Listing, intent: PushIntent) => Promise<Answer>;

/** The calls of one push: the first was admitted, each further one is taken from the budget. */
function callsOf({ client }: PushPorts, gate: Gate): Calls {
  let calls = 0;
  return async (listing, intent) => {
    calls += 1;
    const waitMs = calls === 1 ? 0 : await gate.furtherCall(intent);
    if (waitMs > 0) {
      return { kind: 'throttled', retryAfterMs: waitMs };
    }
    const answer = await client
      .push({ listing, intent, idempotencyKey: pushKey(listing, intent) })
      .catch((error: unknown): Answer => ({ kind: 'unanswered', reason: messageOf(error) }));
    await gate.called(answer.kind !== 'unanswered');
    return answer;
  };
}

async function takeStep(ports: PushPorts, call: Calls, listing: Listing, intent: PushIntent): Promise<Step> {
  if (needsReading(intent)) {
    return await lookStep(ports, call, listing, intent);
  }
  if (intent.unread) {
    const actual = await readQuantity(ports, listing);
    return typeof actual === 'number'
      ? { kind: 'goOn', intent: comparedWith(intent, actual) }
      : { kind: 'answered', answer: actual };
  }
  if (needsQuiet(listing, intent)) {
    const actual = await readQuantity(ports, listing);
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

/** A look, and the call right after it. What it sets is written down first: should this end here, it is looked at again. */
async function lookStep(ports: PushPorts, call: Calls, listing: Listing, intent: PushIntent): Promise<Step> {
  const actual = await readQuantity(ports, listing);
  if (typeof actual !== 'number') {
    return { kind: 'answered', answer: actual };
  }
  const next = afterReading(intent, actual);
  switch (next.kind) {
    case 'call':
      return intent.unread
        ? { kind: 'goOn', intent: next.intent }
        : { kind: 'answered', answer: endedBy(await call(listing, next.intent)) };
    case 'applied':
      return { kind: 'answered', answer: { kind: 'applied' } };
    case 'allSold':
      return { kind: 'answered', answer: { kind: 'unheard', shows: actual } };
    default:
      return next satisfies never;
  }
}

/** Channels that take figures outright compare nothing and know no keys. */
function endedBy(answer: Answer): Ended {
  return answer.kind === 'stale' || answer.kind === 'spent'
    ? { kind: 'unanswered', reason: `it answered “${answer.kind}” to a figure set outright` }
    : answer;
}

function unproven(proof: 'applied' | 'unheard', shows: number): Ended {
  return proof === 'applied' ? { kind: 'applied', nowShows: shows } : { kind: 'unheard', shows };
}

async function staleStep(ports: PushPorts, listing: Listing, intent: PushIntent): Promise<Step> {
  ports.journal.count('PushStale', listing.channel);
  if (!intent.repeated) {
    return { kind: 'goOn', intent: nextAttempt(intent) };
  }
  const actual = await readQuantity(ports, listing);
  if (typeof actual !== 'number') {
    return { kind: 'answered', answer: actual };
  }
  return wasApplied(intent, actual)
    ? { kind: 'answered', answer: { kind: 'applied', nowShows: actual } }
    : { kind: 'goOn', intent: nextAttempt(intent) };
}

/** What the channel shows; or why it cannot be told now, which leaves the push as it is. */
async function readQuantity(ports: PushPorts, listing: Listing): Promise<number | NotNow> {
  try {
    return await ports.client.readQuantity(listing);
  } catch (error) {
    return { kind: 'unread', reason: messageOf(error) };
  }
}
