import type { ChannelId } from '../../domain/identifiers.ts';
import type { Observation, OrderLineObservation } from '../../domain/stock/observation.ts';
import { bookOrder } from '../../domain/stock/order-book.ts';
import type { CatalogueNoticeQueue, UninstallQueue } from '../../ports/catalogue-notices.ts';
import type { Intake, OrderToRead } from '../../ports/channel.ts';
import type { NoticeQueue, ObservationQueue, OrderBooks, OrderReadings } from '../../ports/intake.ts';
import type { Journal } from '../../ports/journal.ts';

export type ReceivePorts = {
  readonly observations: ObservationQueue;
  readonly notices?: NoticeQueue;
  /** Needed where a source tells whole orders. */
  readonly books?: OrderBooks;
  /** Needed where a source tells of orders without telling how they stand. */
  readonly readings?: Pick<OrderReadings, 'request'>;
  /** Needed where a source tells of its catalogue. */
  readonly catalogue?: CatalogueNoticeQueue;
  /** Needed where a source tells that our app was taken off it. */
  readonly uninstalls?: UninstallQueue;
  readonly journal: Journal;
};

/** What the sender is told. Only after `queued` the sender may forget the event. */
export type Received =
  | { readonly kind: 'queued'; readonly observations: number }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly path: string; readonly reason: string }
  /** The same business id and line came before with another SKU: nothing of this was queued. */
  | { readonly kind: 'conflicting'; readonly reason: string };

/** Hands an authentic event on to the ledger's queue. Resolves once the queue has it; rejects when it may not. */
export async function receive(ports: ReceivePorts, channel: ChannelId, intake: Intake): Promise<Received> {
  switch (intake.kind) {
    case 'observations':
      await ports.observations.send(intake.observations);
      tellHeard(ports.journal, channel, intake.observations, intake.ignored);
      return { kind: 'queued', observations: intake.observations.length };
    case 'document': {
      const reason = await claimLines(ports, channel, intake.id, intake.observations);
      if (reason !== undefined) {
        ports.journal.count('Conflicting', channel);
        ports.journal.warn(`${channel}: refused document ${intake.id}. ${reason}`, { step: 'received', channel });
        return { kind: 'conflicting', reason };
      }
      return receive(ports, channel, { kind: 'observations', observations: intake.observations, ignored: [] });
    }
    case 'wholeOrder':
      await sendWholeOrder(ports, channel, intake.lines);
      tellHeard(ports.journal, channel, intake.lines, []);
      return { kind: 'queued', observations: intake.lines.length };
    case 'notices':
      await ports.notices?.send(intake.notices);
      ports.journal.count('Noticed', channel);
      return { kind: 'queued', observations: 0 };
    case 'catalogue':
      if (ports.catalogue === undefined) {
        throw new Error(`${channel} tells of its catalogue, but nothing compares it.`);
      }
      await ports.catalogue.send(intake.notices);
      ports.journal.count('Noticed', channel);
      return { kind: 'queued', observations: 0 };
    case 'uninstalled':
      if (ports.uninstalls === undefined) {
        throw new Error(`${channel} tells that our app was taken off it, but nothing pauses it.`);
      }
      await ports.uninstalls.send(intake.notice);
      ports.journal.count('Noticed', channel);
      return { kind: 'queued', observations: 0 };
    case 'orderNotice':
      await askForOrder(ports, channel, intake.order);
      return { kind: 'queued', observations: 0 };
    case 'ignored':
      ports.journal.count('Ignored', channel);
      ports.journal.info(`${channel}: ${intake.reason}`, { step: 'received', channel });
      return { kind: 'ignored', reason: intake.reason };
    case 'malformed':
      ports.journal.count('Malformed', channel);
      ports.journal.warn(`${channel}: refused a malformed event, ${intake.path || 'all of it'}: ${intake.reason}`, {
        step: 'received',
        channel,
        path: intake.path,
      });
      return { kind: 'malformed', path: intake.path, reason: intake.reason };
    default:
      return intake satisfies never;
  }
}

/** Deliveries of one order that are booked at the same moment: each try settles one of them. */
const BOOKING_ATTEMPTS = 10;

/**
 * Queues the lines, and what the order no longer has; then books the order. Queued first: were the book ahead of the
 * queue when something fails, the sender's next try would find nothing gone. Telling twice is harmless.
 */
async function sendWholeOrder(
  ports: ReceivePorts,
  channel: ChannelId,
  lines: readonly OrderLineObservation[],
): Promise<void> {
  const order = lines[0]?.source.order;
  if (ports.books === undefined || order === undefined) {
    throw new Error(`${channel} tells whole orders, but nothing books them.`);
  }
  for (let attempt = 1; attempt <= BOOKING_ATTEMPTS; attempt += 1) {
    const before = await ports.books.read(channel, order);
    const { gone, book } = bookOrder(before, lines);
    await ports.observations.send([...lines, ...gone]);
    if (book === undefined || (await ports.books.write(channel, order, book, before))) {
      return;
    }
  }
  throw new Error(`Order ${order} of ${channel}: ${BOOKING_ATTEMPTS} bookings in a row met another delivery.`);
}

/**
 * Notes which SKU each line of a document speaks of, before anything is queued. A ledger keeps one SKU apart from every
 * other, so that the same line with another SKU would count for both: the note finds it. Undefined: all lines are
 * this document's own; otherwise why not.
 */
async function claimLines(
  ports: ReceivePorts,
  channel: ChannelId,
  id: string,
  observations: readonly Observation[],
): Promise<string | undefined> {
  if (ports.books === undefined) {
    throw new Error(`${channel} tells documents, but nothing notes their lines.`);
  }
  const name = `document:${id}`;
  for (let attempt = 1; attempt <= BOOKING_ATTEMPTS; attempt += 1) {
    const before = await ports.books.read(channel, name);
    const noted = before?.lines ?? {};
    const other = observations.find(({ sku, source }) => (noted[source.key] ?? sku) !== sku);
    if (other !== undefined) {
      return `Its line ${other.source.key} came before with SKU ${noted[other.source.key]}, now with ${other.sku}: use a new id.`;
    }
    const lines = { ...noted, ...Object.fromEntries(observations.map(({ sku, source }) => [source.key, sku])) };
    const isKnown = Object.keys(lines).length === Object.keys(noted).length;
    if (isKnown || (await ports.books.write(channel, name, { version: 0, lines }, before))) {
      return undefined;
    }
  }
  throw new Error(`Document ${id} of ${channel}: ${BOOKING_ATTEMPTS} notes in a row met another delivery.`);
}

async function askForOrder({ readings, journal }: ReceivePorts, channel: ChannelId, asked: OrderToRead): Promise<void> {
  if (readings === undefined) {
    throw new Error(`${channel} tells of orders that must be read, but nothing reads them.`);
  }
  await readings.request([asked]);
  journal.count('Noticed', channel);
  const { order, because, occurredAt, receivedAt } = asked;
  const lagMs = Date.parse(receivedAt) - Date.parse(occurredAt);
  journal.info(`${channel}: order ${order} is read (${because})`, {
    step: 'received',
    channel,
    order,
    occurredAt,
    lagMs,
  });
}

function tellHeard(
  journal: Journal,
  channel: ChannelId,
  observations: readonly Observation[],
  ignored: readonly string[],
): void {
  journal.count('Received', channel);
  for (const reason of ignored) {
    journal.info(`${channel}: left aside ${reason}`, { step: 'received', channel });
  }
  for (const { sku, source, occurredAt, receivedAt } of observations) {
    const what = source.order === undefined ? source.key : `order ${source.order} line ${source.line}`;
    journal.info(`${sku}: heard of ${what} from ${channel}`, {
      step: 'received',
      sku,
      channel,
      order: source.order,
      line: source.line,
      occurredAt,
      lagMs: Date.parse(receivedAt) - Date.parse(occurredAt),
    });
  }
}
