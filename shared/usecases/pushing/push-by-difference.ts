/** One step of a push to a channel that adds units to what it shows (Shopify, Square). */
import type { Listing } from '../../domain/listing/listing.ts';
import type { DifferenceIntent } from '../../domain/listing/push-intent.ts';
import {
  atMostAfter,
  believedAtPlan,
  comparedWith,
  isKeyForgotten,
  judgeLeftRaise,
  needsReadingAfter,
  nextAttempt,
  type RaiseProof,
  restsOnOldReading,
  type StateOfMore,
  showsMore,
  wasApplied,
} from '../../domain/pushing/difference.ts';
import type { Journal } from '../../ports/journal.ts';
import type { ChannelCalls } from './channel-calls.ts';
import { ended, type PushStep } from './push-step.ts';

/** A push by difference on its way; `listing` as it was when the intent was written. */
type ClaimedDifference = {
  readonly listing: Listing;
  readonly intent: DifferenceIntent;
  readonly skuState: StateOfMore;
  readonly raiseProof: RaiseProof;
  /** An earlier invocation has left it, and this is the first step of this one. */
  readonly isLeft: boolean;
  /** Before the call. */
  readonly now: Date;
};

/** Reads the figure to compare with, where it must be read; otherwise calls the channel. */
export async function stepByDifference(
  journal: Journal,
  calls: ChannelCalls,
  claimed: ClaimedDifference,
): Promise<PushStep> {
  const { listing, intent, skuState, now } = claimed;
  if (isKeyForgotten(intent, now)) {
    return ended(intent.delta > 0 ? { kind: 'applied' } : { kind: 'keyForgotten' });
  }
  if (intent.unread) {
    const actual = await calls.read(listing);
    if (typeof actual !== 'number') {
      return ended(actual);
    }
    return showsMore(believedAtPlan(listing, intent), skuState, actual)
      ? ended({ kind: 'showsMore', shows: actual })
      : { kind: 'next', intent: comparedWith(intent, actual) };
  }
  const isToRead = claimed.isLeft && restsOnOldReading(intent, claimed.raiseProof, skuState);
  const end = isToRead ? await stepBeforeLeftRaise(calls, claimed) : undefined;
  return end ?? (await stepByCall(journal, calls, claimed));
}

/** Ends a raise that was left, where what its channel shows by now forbids its call; undefined where it may be called. */
async function stepBeforeLeftRaise(
  calls: ChannelCalls,
  { listing, intent, skuState }: ClaimedDifference,
): Promise<PushStep | undefined> {
  const actual = await calls.read(listing);
  if (typeof actual !== 'number') {
    return ended(actual);
  }
  switch (judgeLeftRaise(listing, intent, skuState, actual)) {
    case 'call':
      return undefined;
    case 'applied':
      return ended({ kind: 'applied', nowShows: actual, isGuess: true });
    case 'planAnew':
      return ended({ kind: 'showsMore', shows: actual });
  }
}

async function stepByCall(journal: Journal, calls: ChannelCalls, claimed: ClaimedDifference): Promise<PushStep> {
  const { listing, intent } = claimed;
  const answer = await calls.push(listing, intent);
  switch (answer.kind) {
    case 'stale':
      journal.count('PushStale', listing.channel);
      return await stepAfterStale(calls, claimed);
    case 'spent':
      return { kind: 'next', intent: nextAttempt(intent) };
    case 'applied':
      return needsReadingAfter(intent, answer.nowShows) ? await stepAfterUnproven(calls, listing) : ended(answer);
    default:
      return ended(answer);
  }
}

/**
 * The call was applied; the push ends once its channel was read. Where it could not be read, the call is repeated under its
 * key, which moves nothing again, and the channel is read after that.
 */
async function stepAfterUnproven(calls: ChannelCalls, listing: Listing): Promise<PushStep> {
  const actual = await calls.read(listing);
  return ended(
    typeof actual === 'number'
      ? { kind: 'applied', nowShows: actual }
      : { kind: 'unanswered', reason: `applied, and then not read: ${actual.reason}` },
  );
}

/** A call made for the first time was not applied; of one that may have been made before, the channel's figure decides. */
async function stepAfterStale(
  calls: ChannelCalls,
  { listing, intent, skuState }: ClaimedDifference,
): Promise<PushStep> {
  if (!intent.repeated) {
    return { kind: 'next', intent: nextAttempt(intent) };
  }
  const actual = await calls.read(listing);
  if (typeof actual !== 'number') {
    return ended(actual);
  }
  if (showsMore(atMostAfter(listing, intent), skuState, actual)) {
    return ended({ kind: 'showsMore', shows: actual });
  }
  return wasApplied(intent, actual)
    ? ended({ kind: 'applied', nowShows: actual, isGuess: true })
    : { kind: 'next', intent: nextAttempt(intent) };
}
