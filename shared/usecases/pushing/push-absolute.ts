/** One step of a push to a channel that sets a figure whatever it shows (Amazon). */
import type { Listing } from '../../domain/listing/listing.ts';
import type { AbsoluteIntent } from '../../domain/listing/push-intent.ts';
import { judgeRaise, mayReplaceUnseen, raisesAbsolutely } from '../../domain/pushing/absolute.ts';
import { mayBeCalled } from '../../domain/pushing/absolute-escrow.ts';
import { isAskedAbout } from '../../domain/reconciling/drift-policy.ts';
import type { Answer, ChannelCalls } from './channel-calls.ts';
import { ended, type PushEnding, type PushStep } from './push-step.ts';

/**
 * Calls the channel. A raise without escrow is made only right after the channel was read. Under escrow the claim has
 * counted the figure, so nothing is read; and no raise is called twice.
 */
export async function pushAbsolute(calls: ChannelCalls, listing: Listing, intent: AbsoluteIntent): Promise<PushStep> {
  if (intent.basis === 'share') {
    return ended(
      mayBeCalled(intent)
        ? await seeingRise(calls, listing, intent, (answer) => endingInEscrow(intent, answer))
        : { kind: 'applied' },
    );
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
  return ended(await seeingRise(calls, listing, intent, endingOf));
}

/**
 * Calls the channel, and reads it at the same time where its figure was not seen for long: a figure that somebody raised there would
 * be replaced unseen, because the channel says in no answer what it showed. The call does not wait for the reading, which
 * finds the raised figure as long as the new one is not applied.
 */
async function seeingRise(
  calls: ChannelCalls,
  listing: Listing,
  intent: AbsoluteIntent,
  endingOfAnswer: (answer: Answer) => PushEnding,
): Promise<PushEnding> {
  const [answer, actual] = await Promise.all([
    calls.push(listing, intent),
    mayReplaceUnseen(listing, intent) ? calls.read(listing) : undefined,
  ]);
  const ending = endingOfAnswer(answer);
  const isRise = typeof actual === 'number' && isAskedAbout(listing, { actual, shown: listing.shown });
  return ending.kind === 'applied' && isRise ? { kind: 'applied', replaced: actual } : ending;
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
