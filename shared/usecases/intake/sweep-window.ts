/** Reads one time window of a sweep: what changed in it on the channel, and queues what the ledger does not have. */
import type { ChannelId } from '../../domain/identifiers.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import { CredentialsGoneError } from '../../ports/channel/credentials-gone.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import { type ObservationQueue, UnsendableError } from '../../ports/intake/intake-queues.ts';
import type {
  ChannelSweep,
  ListedSku,
  OpenTime,
  PagesFrom,
  SweptObservation,
  SweptTime,
} from '../../ports/intake/sweep.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import { PermanentError } from '../../ports/permanent-error.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { type Missing, type MissingPorts, missingOf } from './missing-observations.ts';
import { setAsideOf } from './set-aside.ts';

export type WindowPorts = MissingPorts & {
  readonly sweep: ChannelSweep;
  readonly registry: Pick<ListingRegistry, 'skuOf' | 'readMarks'>;
  readonly observations: Pick<ObservationQueue, 'send'>;
  readonly journal: Journal;
  readonly clock: Clock;
};

/** SKUs whose ledger is read at a time. */
const READS_AT_ONCE = 8;

/**
 * The orders that changed in a window, those of them that no message had reported, and the last change within the window that was
 * read. An order that changes again while it is read comes at the place of its earlier change, with a time after the window's end
 * (`untilMs`): others may be between the two.
 */
type Found = { readonly changes: Set<string>; readonly news: Set<string>; readonly untilMs: number; lastMs: number };

/**
 * Of a window that was not read to its end: everything that changed before `readBefore` is read (ISO 8601), or everything up to the
 * page at which it is `open`. Both absent where nothing more is read than before.
 */
export type WindowRead =
  | { readonly isRead: true }
  | { readonly isRead: false; readonly readBefore?: string; readonly open?: OpenTime };

/** Changes come in the order of their channel's own times, in whole seconds: others of the last second may follow. */
const SECOND_MS = 1_000;

/**
 * Reads what changed from `since`, and a little before it (`overlapMs`), to `until`, or the rest of it from `page` on; where it was not
 * read to its end, that is logged. No further page begins after `endsMs`. Rejects with CredentialsGoneError.
 */
export async function sweepWindow(
  ports: WindowPorts,
  { since: sweptTo, until, page: from, failures }: SweptTime & Partial<OpenTime>,
  overlapMs: number,
  endsMs: number,
): Promise<WindowRead> {
  const { journal } = ports;
  const { channel } = ports.sweep;
  const fields = { step: 'swept', channel, since: sweptTo, until };
  const found: Found = { changes: new Set(), news: new Set(), untilMs: Date.parse(until), lastMs: 0 };
  const since = new Date(Date.parse(sweptTo) - overlapMs);
  const pages: PagesRead = { next: from, following: undefined, isGiven: false };
  const inPart = (open: PageLeft | undefined): WindowRead => {
    const beforeMs = found.lastMs - SECOND_MS;
    const isFurther = ports.sweep.isInOrderOfChange && beforeMs > since.getTime();
    return {
      isRead: false,
      ...(isFurther && { readBefore: new Date(beforeMs).toISOString() }),
      ...(open && { open: { since: since.toISOString(), until, ...open } }),
    };
  };
  const take = async (page: readonly SweptObservation[], readAt: number) => {
    pages.isGiven = true;
    await queueMissing(ports, page, readAt, found);
    pages.next = pages.following;
  };
  const following = (token: string) => {
    pages.following = token;
  };
  try {
    const window = { since, until: new Date(until), pages: { from, following } };
    if (!(await eachPage(ports, window, endsMs, take))) {
      journal.warn(`${channel}: more changed since ${timeOf(sweptTo)} than one sweep can read, the next one goes on`, {
        ...fields,
        changes: found.changes.size,
      });
      return inPart(pages.next === undefined ? undefined : { page: pages.next });
    }
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      throw error;
    }
    journal.warn(`${channel}: changes since ${timeOf(sweptTo)} could not be read, they are swept again`, {
      ...fields,
      error,
    });
    return inPart(pageLeft(pages, failures));
  }
  const { changes, news } = found;
  journal.info(
    `${channel}: swept ${changes.size} order(s) changed from ${timeOf(sweptTo)} to ${timeOf(until)}, ` +
      `${news.size === 0 ? 'none' : news.size} of them unreported`,
    { ...fields, changes: changes.size, news: news.size },
  );
  return { isRead: true };
}

/** The first page that is not queued, what the channel said of the one after it, and whether it gave any. */
type PagesRead = { next: string | undefined; following: string | undefined; isGiven: boolean };

type PageLeft = Pick<OpenTime, 'page' | 'failures'>;

/** A token that so many sweeps in a row got no page for may be none any more. */
const FAILURES_MAX = 4;

/** The page at which the next sweep goes on after a failure; undefined: it begins the time anew. */
function pageLeft({ next: page, isGiven }: PagesRead, failuresBefore = 0): PageLeft | undefined {
  if (page === undefined || isGiven) {
    return page === undefined ? undefined : { page };
  }
  const failures = failuresBefore + 1;
  return failures < FAILURES_MAX ? { page, failures } : undefined;
}

/**
 * Hands over what changed from `since` to `until`, page by page, each with the time before its call (milliseconds since 1970):
 * the answer is not older than that. No page begins after `endsMs`. False: it was not read to its end.
 */
export async function eachPage(
  { sweep, registry, journal, clock }: Pick<WindowPorts, 'sweep' | 'registry' | 'journal' | 'clock'>,
  { since, until, pages: from }: { readonly since: Date; readonly until: Date; readonly pages?: PagesFrom },
  endsMs: number,
  take: (page: readonly SweptObservation[], readAt: number) => Promise<void>,
): Promise<boolean> {
  const { channel } = sweep;
  const pages = sweep
    .changedWithin(since, until, listedOn(registry, channel), setAsideOf(channel, journal), from)
    [Symbol.asyncIterator]();
  for (;;) {
    const readAt = clock().getTime();
    if (readAt >= endsMs) {
      return false;
    }
    const { done, value: page } = await pages.next();
    if (done) {
      return true;
    }
    await take(page, readAt);
  }
}

/** The time of day, for the log's sentence; its fields have the whole time. */
export function timeOf(time: string): string {
  return `${time.slice(11, 16)} UTC`;
}

/** Finds the SKU behind a channel's id, and when it was registered. */
function listedOn(registry: WindowPorts['registry'], channel: ChannelId) {
  return async (externalId: string): Promise<ListedSku | undefined> => {
    const sku = await registry.skuOf(channel, externalId);
    return sku && { sku, registeredAt: (await registry.readMarks(sku, channel, externalId)).registeredAt };
  };
}

/** Queues the observations of a page that are not in the ledger. */
async function queueMissing(
  ports: WindowPorts,
  page: readonly SweptObservation[],
  readAt: number,
  found: Found,
): Promise<void> {
  const { channel } = ports.sweep;
  const missing = await withConcurrency(READS_AT_ONCE, [...Map.groupBy(page, ({ sku }) => sku)], ([sku, swept]) =>
    orSetAside(ports, swept, () => missingOf(ports, sku, swept, readAt)),
  );
  // What is not final yet is read again by the next sweep.
  const sent = missing.flat().filter(({ isFinal }) => isFinal);
  await sendAllThatCanBe(ports, sent);
  for (const each of page) {
    found.changes.add(each.source.order ?? each.source.key);
    const isWithin = each.kind === 'orderLine' && each.version <= found.untilMs;
    found.lastMs = Math.max(found.lastMs, isWithin ? each.version : 0);
  }
  for (const { observation, isNews } of sent) {
    const { sku, source } = observation;
    const name = source.order ?? source.key;
    if (isNews) {
      found.news.add(name);
      ports.journal.count('SweepFound', channel);
      ports.journal.info(`${sku}: ${channel} ${name} was found by the sweep, no message had reported it`, {
        step: 'swept',
        sku,
        channel,
        order: source.order,
        line: source.line,
        occurredAt: observation.occurredAt,
      });
    }
  }
}

/** One row never stops a page: a key that the table can never hold is set aside, counted and named. */
async function orSetAside(
  ports: WindowPorts,
  swept: readonly SweptObservation[],
  read: () => Promise<readonly Missing[]>,
): Promise<readonly Missing[]> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PermanentError)) {
      throw error;
    }
    setAsideEach(ports, swept, error);
    return [];
  }
}

/** Queues them; those that the queue can never take are set aside, so that the sweep's mark moves on. */
async function sendAllThatCanBe(ports: WindowPorts, missing: readonly Missing[]): Promise<void> {
  try {
    await ports.observations.send(missing.map(({ observation }) => observation));
  } catch (error) {
    if (!(error instanceof UnsendableError)) {
      throw error;
    }
    setAsideEach(ports, error.observations, error);
  }
}

function setAsideEach({ sweep, journal }: WindowPorts, observations: readonly Observation[], error: Error): void {
  const setAside = setAsideOf(sweep.channel, journal);
  for (const { source } of observations) {
    setAside({ id: source.order ?? source.key, reason: error.message });
  }
}
