/** Finds out whether a difference may be a sale that the ledger does not have yet, before it is taken for an edit. */
import type { Sku } from '../../../domain/identifiers.ts';
import { type Listing, listingId, type Suspicion } from '../../../domain/listing/listing.ts';
import { messageOf } from '../../../message-of.ts';
import { OPERATOR_COMMANDS } from '../../../operator-commands.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import type { ObservationQueue } from '../../../ports/intake/intake-queues.ts';
import type { SweepMark } from '../../../ports/intake/sweep.ts';
import type { Missing } from '../../intake/missing-observations.ts';
import { OVERLAP_MS } from '../../intake/sweep-channel.ts';
import { anHourBefore, eachNews, nameOf, type OrderSearchPorts } from './each-news.ts';
import { type DeadSale, findDeadSale } from './find-dead-sale.ts';

export type UnreportedPorts = OrderSearchPorts & { readonly observations: Pick<ObservationQueue, 'send'> };

/** Whether everything that the channel sold before a figure was seen is posted; if not, when to ask again. */
export type Reported =
  | { readonly kind: 'all' }
  /** All of it was read, up to then (ISO 8601), and some may still wait in the observations queue. */
  | { readonly kind: 'queued'; readonly upTo: string }
  | { readonly kind: 'notAll'; readonly why: string; readonly retryAfterMs: number };

/** Answers for the differences of one batch: they share one reading of the channel's orders. */
export type UnreportedSales = {
  /**
   * Whether the sales that made the figure are posted: those before it was first seen. `reportedUpTo` (ISO 8601) is what is
   * known to be posted. Rejects with CredentialsGoneError.
   */
  reportedBefore(listing: Listing, suspicion: Suspicion, reportedUpTo: string | undefined): Promise<Reported>;
  /** Whether none of those sales, all of which were received and worked on, is a dead letter. Rejects with CredentialsGoneError. */
  noneIsDead(listing: Listing, suspicion: Suspicion): Promise<Reported>;
};

/** What the sweep will find, or what was queued, is asked for again after so long. */
const RETRY_MS = 60_000;
/** A search that did not come to its end, or got no answer, is not made again sooner. */
const UNREAD_RETRY_MS = 300_000;
const HOUR_MS = 3_600_000;

const ALL: Reported = { kind: 'all' };

/**
 * A channel shows less because it sold, or more because an order was cancelled, and the message is late or lost: then the
 * difference is no edit. So everything that changed on the channel up to the figure must have been read: by its sweep, by an
 * earlier check, or now. What is found missing is queued. Then all that was queued of the SKU must be posted: a marker behind
 * it says so, however many observations of other SKUs wait. A marker passes what became a dead letter: while there are any, the
 * orders are read once more.
 */
export function unreportedSales(ports: UnreportedPorts): UnreportedSales {
  const { sweep, swept, searched } = ports.orders;
  let search: Promise<Search> | undefined;
  let areAnyDead: Promise<boolean> | undefined;
  const noneIsDead = async (listing: Listing, suspicion: Suspicion): Promise<Reported> => {
    areAnyDead ??= ports.orders.dead.areAny();
    return (await areAnyDead) ? judgeDead(await findDeadSale(ports, listing, suspicion)) : ALL;
  };
  return {
    noneIsDead,
    async reportedBefore(listing, suspicion, reportedUpTo) {
      if (reportedUpTo !== undefined && reportedUpTo > suspicion.at) {
        return noneIsDead(listing, suspicion);
      }
      const marks = {
        sweep: await swept.begin(sweep.channel, firstSweep(suspicion)),
        search: await searched.begin(sweep.channel, NEVER),
      };
      const { comparedAt = '' } = listing;
      if (marks.sweep.unread?.some(({ until }) => until > comparedAt)) {
        return { kind: 'notAll', why: 'a time of its orders cannot be read', retryAfterMs: UNREAD_RETRY_MS };
      }
      const readUpTo = laterOf(marks);
      if (readUpTo > suspicion.at) {
        return { kind: 'queued', upTo: readUpTo };
      }
      const youngMs = Date.parse(suspicion.at) + sweep.search.lagMs - ports.clock().getTime();
      if (youngMs >= 0) {
        return { kind: 'notAll', why: 'its search may not find the last orders yet', retryAfterMs: youngMs + 1 };
      }
      search ??= searchOrders(ports, marks);
      return judgeSearch(await search, listing, suspicion);
    },
  };
}

function judgeDead(found: DeadSale): Reported {
  switch (found.kind) {
    case 'none':
      return ALL;
    case 'dead':
      return {
        kind: 'notAll',
        why: `${found.order} is in no ledger, and there are dead letters. Run: ${OPERATOR_COMMANDS.failed}`,
        retryAfterMs: UNREAD_RETRY_MS,
      };
    case 'unread':
      return { kind: 'notAll', why: `there are dead letters, and ${found.why}`, retryAfterMs: UNREAD_RETRY_MS };
    default:
      return found satisfies never;
  }
}

const NEVER: SweepMark = { sweptTo: new Date(0).toISOString(), windowMs: 0 };

/** A channel that was never swept: its orders are read from an hour before the figure was seen. */
function firstSweep(suspicion: Suspicion): SweepMark {
  return { sweptTo: new Date(anHourBefore(suspicion)).toISOString(), windowMs: HOUR_MS };
}

type Marks = { readonly sweep: SweepMark; readonly search: SweepMark };

/** Up to when the channel's orders were read, and what was missing of them was queued. */
function laterOf({ sweep, search }: Marks): string {
  return search.sweptTo > sweep.sweptTo ? search.sweptTo : sweep.sweptTo;
}

/** What one reading of the channel's orders found. */
type Search =
  | { readonly kind: 'read'; readonly upTo: string; readonly missing: ReadonlyMap<Sku, string> }
  | { readonly kind: 'unread'; readonly why: string; readonly retryAfterMs: number };

function judgeSearch(search: Search, { sku }: Listing, { at }: Suspicion): Reported {
  if (search.kind === 'unread') {
    return { kind: 'notAll', why: search.why, retryAfterMs: search.retryAfterMs };
  }
  const order = search.missing.get(sku);
  if (order !== undefined) {
    return { kind: 'notAll', why: `${order} is not posted yet`, retryAfterMs: RETRY_MS };
  }
  return search.upTo > at
    ? { kind: 'queued', upTo: search.upTo }
    : { kind: 'notAll', why: 'the figure is younger than the orders that were read', retryAfterMs: RETRY_MS };
}

/** Reads what changed since the last sweep, or the last search of a check; what the ledger does not have is queued. */
async function searchOrders(ports: UnreportedPorts, marks: Marks): Promise<Search> {
  const { journal, clock } = ports;
  const { sweep, searched } = ports.orders;
  const { channel } = sweep;
  const { lagMs, pauseMs } = sweep.search;
  const begunMs = clock().getTime();
  const upTo = new Date(begunMs - lagMs);
  const restMs = Date.parse(marks.search.sweptTo) + lagMs + pauseMs - begunMs;
  if (restMs > 0) {
    return { kind: 'unread', why: 'its orders were searched a moment ago', retryAfterMs: restMs };
  }
  const from = laterOf(marks);
  try {
    const missing = await missingSince(ports, new Date(Date.parse(from) - OVERLAP_MS), upTo);
    if (missing === undefined) {
      return { kind: 'unread', why: 'more orders changed than a check can read', retryAfterMs: UNREAD_RETRY_MS };
    }
    // What was found is queued, or is in a version too young to be: then another check reads it again.
    if (missing.areAllQueued) {
      await searched.move(channel, marks.search, { sweptTo: upTo.toISOString(), windowMs: 0 });
    }
    return { kind: 'read', upTo: upTo.toISOString(), missing: missing.orders };
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      throw error;
    }
    journal.info(`${channel}: its orders could not be read before a difference is judged: ${messageOf(error)}`, {
      step: 'check',
      channel,
      error,
    });
    return { kind: 'unread', why: 'the channel’s orders could not be read', retryAfterMs: UNREAD_RETRY_MS };
  }
}

/** Which SKUs have something that is not posted, with the order's name; and whether all of it could be queued. */
type MissingOrders = { readonly orders: Map<Sku, string>; areAllQueued: boolean };

/** Undefined: there was no time for all pages. */
async function missingSince(ports: UnreportedPorts, since: Date, until: Date): Promise<MissingOrders | undefined> {
  const missing: MissingOrders = { orders: new Map(), areAllQueued: true };
  const isRead = await eachNews(ports, { since, until }, (news) => queueNews(ports, news, missing));
  return isRead ? missing : undefined;
}

async function queueNews(ports: UnreportedPorts, news: readonly Missing[], missing: MissingOrders): Promise<void> {
  for (const each of news) {
    const { sku, observation } = each;
    const { source } = observation;
    missing.orders.set(sku, nameOf(each));
    ports.journal.info(`${sku}: ${source.channel} ${nameOf(each)} was found before a difference is judged`, {
      step: 'check',
      sku,
      channel: source.channel,
      order: source.order,
      occurredAt: observation.occurredAt,
    });
  }
  missing.areAllQueued &&= news.every(({ isFinal }) => isFinal);
  await ports.observations.send(news.filter(({ isFinal }) => isFinal).map(({ observation }) => observation));
}

/** Logs why a difference is not judged yet. */
export function logNotJudged({ journal }: Pick<UnreportedPorts, 'journal'>, listing: Listing, why: string): void {
  const { sku, channel } = listing;
  journal.info(`${sku}: ${listingId(listing)} differs, and may have sold what is not posted: ${why}`, {
    step: 'check',
    sku,
    channel,
    why,
  });
}
