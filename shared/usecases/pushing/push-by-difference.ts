/** One step of a push to a channel that adds units to what it shows (Shopify, Square). */
import type { Listing } from '../../domain/listing/listing.ts';
import type { DifferenceIntent } from '../../domain/listing/push-intent.ts';
import { comparedWith, nextAttempt, wasApplied } from '../../domain/pushing/difference.ts';
import type { Journal } from '../../ports/journal.ts';
import type { ChannelCalls } from './channel-calls.ts';
import { ended, type PushStep } from './push-step.ts';

/** Reads the figure to compare with, where it must be read; otherwise calls the channel. */
export async function stepByDifference(
  journal: Journal,
  calls: ChannelCalls,
  listing: Listing,
  intent: DifferenceIntent,
): Promise<PushStep> {
  if (intent.unread) {
    const actual = await calls.read(listing);
    return typeof actual === 'number' ? { kind: 'next', intent: comparedWith(intent, actual) } : ended(actual);
  }
  const answer = await calls.push(listing, intent);
  switch (answer.kind) {
    case 'stale':
      journal.count('PushStale', listing.channel);
      return await stepAfterStale(calls, listing, intent);
    case 'spent':
      return { kind: 'next', intent: nextAttempt(intent) };
    default:
      return ended(answer);
  }
}

/** A call made for the first time was not applied; of one that may have been made before, the figure must tell. */
async function stepAfterStale(calls: ChannelCalls, listing: Listing, intent: DifferenceIntent): Promise<PushStep> {
  if (!intent.repeated) {
    return { kind: 'next', intent: nextAttempt(intent) };
  }
  const actual = await calls.read(listing);
  if (typeof actual !== 'number') {
    return ended(actual);
  }
  return wasApplied(intent, actual)
    ? ended({ kind: 'applied', nowShows: actual })
    : { kind: 'next', intent: nextAttempt(intent) };
}
