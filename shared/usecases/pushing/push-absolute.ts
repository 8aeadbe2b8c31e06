/** One step of a push to a channel that sets a figure whatever it shows (Amazon). */
import type { Listing } from '../../domain/listing/listing.ts';
import type { AbsoluteIntent } from '../../domain/listing/push-intent.ts';
import { judgeRaise, raisesAbsolutely } from '../../domain/pushing/absolute.ts';
import { mayBeCalled } from '../../domain/pushing/absolute-escrow.ts';
import type { Answer, ChannelCalls } from './channel-calls.ts';
import { ended, type PushEnding, type PushStep } from './push-step.ts';

/**
 * Calls the channel. A raise without escrow is made only right after the channel was read. Under escrow the claim has
 * counted the figure, so nothing is read; and no raise is called twice.
 */
export async function pushAbsolute(calls: ChannelCalls, listing: Listing, intent: AbsoluteIntent): Promise<PushStep> {
  if (intent.basis === 'share') {
    return ended(mayBeCalled(intent) ? endingInEscrow(intent, await calls.push(listing, intent)) : { kind: 'applied' });
  }
  if (raisesAbsolutely(intent)) {
    const actual = await calls.read(listing);
    if (typeof actual !== 'number') {
      return ended(actual);
    }
    const judged = judgeRaise(listing, intent, actual);
    if (judged !== 'asBelieved') {
      return ended(judged === 'applied' ? { kind: 'applied' } : { kind: 'unexplained', shows: actual });
    }
  }
  return ended(endingOf(await calls.push(listing, intent)));
}

/** A channel that takes absolute figures compares nothing and knows no keys. */
function endingOf(answer: Answer): PushEnding {
  return answer.kind === 'stale' || answer.kind === 'spent'
    ? { kind: 'unanswered', reason: `it answered “${answer.kind}” to an absolute figure` }
    : answer;
}

/** A raise without an answer may be applied later: it ends as accepted, and its figure stays counted. 0 is called again. */
function endingInEscrow({ target }: AbsoluteIntent, answer: Answer): PushEnding {
  const ending = endingOf(answer);
  return ending.kind === 'unanswered' && target > 0 ? { kind: 'applied' } : ending;
}
