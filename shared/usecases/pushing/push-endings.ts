import { type Listing, listingId, nextLagMs, type PushIntent } from '../../domain/listing/listing.ts';
import { giveBackPush, leavesNothing } from '../../domain/pushing/push-plan.ts';
import { suspectedInPassing } from '../../domain/reconciling/drift.ts';
import type { PushAnswer } from '../../ports/channel.ts';
import { checkUnlessAhead } from '../reconciling/schedule-check.ts';
import type { Later, PushPorts } from './push-ports.ts';

/** `left`: nothing more is done for the listing until something changes its SKU, or a check finds why. */
export type PushedListing = { readonly kind: 'done' } | { readonly kind: 'left' } | Later;

export const UNANSWERED_RETRY_MS = 2_000;

/** The figure to compare with could not be read; no call was made meanwhile. */
export type NotNow = { readonly kind: 'unread'; readonly reason: string };
export type Answer = PushAnswer | { readonly kind: 'unanswered'; readonly reason: string };
export type Ended =
  | Exclude<Answer, { kind: 'stale' | 'spent' }>
  | NotNow
  /** The channel shows what we have not heard of: no call was made. */
  | { readonly kind: 'unheard'; readonly shows: number };

/** Writes down how the push ended, and tells the merchant. */
export async function endPush(
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
