/** One step of a push to a channel that sets a figure whatever it shows (Amazon). */
import type { Listing } from '../../domain/listing/listing.ts';
import type { OutrightIntent } from '../../domain/listing/push-intent.ts';
import { judgeRaise, raisesOutright } from '../../domain/pushing/outright.ts';
import { afterReading, needsReading } from '../../domain/pushing/outright-lowering.ts';
import type { Answer, ChannelCalls } from './channel-calls.ts';
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
