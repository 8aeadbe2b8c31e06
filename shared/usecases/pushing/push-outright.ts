/** One step of a push to a channel that sets a figure whatever it shows (Amazon), and the ending that only it has. */
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import type { OutrightIntent, PushIntent } from '../../domain/listing/push-intent.ts';
import { judgeRaise, raisesOutright } from '../../domain/pushing/outright.ts';
import { afterReading, needsReading } from '../../domain/pushing/outright-lowering.ts';
import { suspectedInPassing } from '../../domain/reconciling/drift.ts';
import { checkUnlessAhead } from '../reconciling/schedule-check.ts';
import type { Answer, ChannelCalls } from './channel-calls.ts';
import type { Progress } from './progress.ts';
import type { PushPorts } from './push-ports.ts';
import { ended, type PushEnding, type PushStep } from './push-step.ts';

/** Calls the channel: a raise, and under escrow a lowering, only right after its figure was read. */
export async function stepOutright(calls: ChannelCalls, listing: Listing, intent: OutrightIntent): Promise<PushStep> {
  if (needsReading(intent)) {
    return await stepAfterReading(calls, listing, intent);
  }
  if (raisesOutright(intent)) {
    const actual = await calls.read(listing);
    if (typeof actual !== 'number') {
      return ended(actual);
    }
    const judged = judgeRaise(listing, intent, actual);
    if (judged !== 'asBelieved') {
      return ended(
        judged === 'applied' ? { kind: 'applied', nowShows: actual } : { kind: 'unexplained', shows: actual },
      );
    }
  }
  return ended(endingOf(await calls.push(listing, intent)));
}

/**
 * The reading, and the call right after it. What the call sets is written down first: should the function end here, the
 * channel is read again.
 */
async function stepAfterReading(calls: ChannelCalls, listing: Listing, intent: OutrightIntent): Promise<PushStep> {
  const actual = await calls.read(listing);
  if (typeof actual !== 'number') {
    return ended(actual);
  }
  const next = afterReading(intent, actual);
  switch (next.kind) {
    case 'call':
      return intent.basis === 'toRead'
        ? { kind: 'next', intent: next.intent }
        : ended(endingOf(await calls.push(listing, next.intent)));
    case 'applied':
      return ended({ kind: 'applied' });
    case 'allSold':
      return ended({ kind: 'unexplained', shows: actual });
    default:
      return next satisfies never;
  }
}

/** A channel that sets figures outright compares nothing and knows no keys. */
function endingOf(answer: Answer): PushEnding {
  return answer.kind === 'stale' || answer.kind === 'spent'
    ? { kind: 'unanswered', reason: `it answered “${answer.kind}” to a figure set outright` }
    : answer;
}

const UNEXPLAINED_RETRY_MS = 30_000;

/**
 * A raise that would overwrite what was not reported to us ends without a call. A check finds out what it is: a sale on
 * its way to us, which explains itself, or another figure for good, which becomes `shown`.
 */
export async function withdrawUnexplained(
  { store, checks, clock, journal }: PushPorts,
  listing: Listing,
  intent: PushIntent,
  shows: number,
  fields: Readonly<Record<string, unknown>>,
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
