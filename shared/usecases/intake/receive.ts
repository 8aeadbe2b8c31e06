// Takes in an authentic message of a channel: queues what it reports, or requests what must be read.
import type { ChannelId } from '../../domain/identifiers.ts';
import type { Observation, OrderLineObservation } from '../../domain/stock/observation.ts';
import { bookOrder, documentBookName, orderBookName } from '../../domain/stock/order-book.ts';
import type { Intake, OrderToRead } from '../../ports/channel/channel.ts';
import type { CatalogueNoticeQueue, UninstallQueue } from '../../ports/intake/catalogue-notices.ts';
import type { NoticeQueue, ObservationQueue, OrderBooks, OrdersToRead } from '../../ports/intake/intake-queues.ts';
import type { Journal } from '../../ports/journal.ts';
import { PermanentError } from '../../ports/permanent-error.ts';
import { retryConflict } from '../../retry-conflict.ts';
import { setAsideOf } from './set-aside.ts';

export type ReceivePorts = {
  readonly observations: Pick<ObservationQueue, 'send'>;
  readonly notices?: NoticeQueue;
  /** Needed where a source reports whole orders or documents. */
  readonly books?: OrderBooks;
  /** Needed where a source reports that an order changed, but not how it stands. */
  readonly ordersToRead?: Pick<OrdersToRead, 'request'>;
  /** Needed where a source reports changes of its catalogue. */
  readonly catalogue?: CatalogueNoticeQueue;
  /** Needed where a source reports that our app was uninstalled. */
  readonly uninstalls?: UninstallQueue;
  readonly journal: Journal;
};

/** The answer to the sender. Only after `queued` the sender may forget the message. */
export type Received =
  | { readonly kind: 'queued'; readonly observations: number }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly path: string; readonly reason: string }
  /** Too many lines for one message: nothing of it was queued. */
  | { readonly kind: 'tooLarge'; readonly reason: string }
  /** The same document id and line came before with another SKU: nothing of this message was queued. */
  | { readonly kind: 'conflicting'; readonly reason: string };

/**
 * Hands on what an authentic message says. Resolves once it is durably queued; rejects when it may not be. What a queue or a
 * table can never take is malformed: the sender must not repeat it for days.
 */
export async function receive(ports: ReceivePorts, channel: ChannelId, intake: Intake): Promise<Received> {
  try {
    return await passOn(ports, channel, intake);
  } catch (error) {
    if (!(error instanceof PermanentError)) {
      throw error;
    }
    return passOn(ports, channel, { kind: 'malformed', path: '', reason: error.message });
  }
}

async function passOn(ports: ReceivePorts, channel: ChannelId, intake: Intake): Promise<Received> {
  switch (intake.kind) {
    case 'observations':
      return sendObservations(ports, channel, intake);
    case 'document': {
      const refused = await claimLines(ports, channel, intake.id, intake.observations);
      if (refused !== undefined) {
        ports.journal.count(refused.kind === 'tooLarge' ? 'Malformed' : 'Conflicting', channel);
        ports.journal.warn(`${channel}: refused document ${intake.id}. ${refused.reason}`, {
          step: 'received',
          channel,
        });
        return refused;
      }
      warnOfClock(ports.journal, channel, intake.clockBehindMs);
      return passOn(ports, channel, { kind: 'observations', observations: intake.observations, ignored: [] });
    }
    case 'wholeOrder': {
      const refused = await sendWholeOrder(ports, channel, intake.lines);
      if (refused !== undefined) {
        ports.journal.count('Malformed', channel);
        ports.journal.warn(`${channel}: refused an order. ${refused.reason}`, { step: 'received', channel });
        return refused;
      }
      warnOfClock(ports.journal, channel, intake.clockBehindMs);
      logReceived(ports.journal, channel, intake.lines, []);
      return { kind: 'queued', observations: intake.lines.length };
    }
    case 'notices':
      await ports.notices?.send(intake.notices);
      intake.setAside?.forEach(setAsideOf(channel, ports.journal));
      ports.journal.count('Noticed', channel);
      return { kind: 'queued', observations: 0 };
    case 'catalogue':
      if (ports.catalogue === undefined) {
        throw new Error(`${channel} reports a change of its catalogue, but no queue for catalogue notices is given.`);
      }
      await ports.catalogue.send(intake.notices);
      intake.setAside?.forEach(setAsideOf(channel, ports.journal));
      ports.journal.count('Noticed', channel);
      return { kind: 'queued', observations: 0 };
    case 'uninstalled':
      if (ports.uninstalls === undefined) {
        throw new Error(
          `${channel} reports that our app was uninstalled, but no queue for uninstall notices is given.`,
        );
      }
      await ports.uninstalls.send(intake.notice);
      ports.journal.count('Noticed', channel);
      return { kind: 'queued', observations: 0 };
    case 'orderNotice':
      await requestOrder(ports, channel, intake.order);
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

async function sendObservations(
  ports: ReceivePorts,
  channel: ChannelId,
  { observations, ignored, setAside, toRead }: Extract<Intake, { readonly kind: 'observations' }>,
): Promise<Received> {
  const { journal } = ports;
  await ports.observations.send(observations);
  if (toRead !== undefined) {
    await requestOrder(ports, channel, toRead);
  }
  setAside?.forEach(setAsideOf(channel, journal));
  logReceived(journal, channel, observations, ignored);
  return { kind: 'queued', observations: observations.length };
}

/** Deliveries of one order may write its book at the same moment: each round of attempts lets one of them through. */
const BOOKING_ATTEMPTS = 10;

/**
 * Queues the lines, and the removal of lines that the order no longer has; then writes the order's book. In this order,
 * because after a failure the sender's retry must find the removed lines in the book once more. Queueing twice is harmless.
 */
async function sendWholeOrder(
  ports: ReceivePorts,
  channel: ChannelId,
  lines: readonly OrderLineObservation[],
): Promise<TooLarge | undefined> {
  const order = lines[0]?.source.order;
  if (ports.books === undefined || order === undefined) {
    throw new Error(`${channel} reports whole orders, but no store of order books is given.`);
  }
  const { books, observations } = ports;
  const name = orderBookName(order);
  const givenUp = (attempts: number) =>
    `Order ${order} of ${channel}: ${attempts} bookings in a row met another delivery.`;
  return retryConflict<TooLarge | undefined>({ attempts: BOOKING_ATTEMPTS, givenUp }, async () => {
    const before = await books.read(channel, name);
    const { gone, book } = bookOrder(before, lines);
    if (book !== undefined && !books.fits(book)) {
      return tooLarge(lines.length);
    }
    await observations.send([...lines, ...gone]);
    const isBooked = book === undefined || (await books.write(channel, name, book, before));
    return isBooked ? undefined : 'conflict';
  });
}

type TooLarge = Extract<Received, { readonly kind: 'tooLarge' }>;

function tooLarge(lines: number): TooLarge {
  const reason = `${lines} lines with ids and SKUs of this length are too many for one message: send them as several, each with an id of its own.`;
  return { kind: 'tooLarge', reason };
}

/**
 * Writes which SKU each line of a document has, before anything is queued. The ledger keeps each SKU apart, so the same line
 * under another SKU would count for both: this book finds it. Resolves with why the document is
 * refused, or undefined.
 */
async function claimLines(
  ports: ReceivePorts,
  channel: ChannelId,
  id: string,
  observations: readonly Observation[],
): Promise<TooLarge | Extract<Received, { readonly kind: 'conflicting' }> | undefined> {
  if (ports.books === undefined) {
    throw new Error(`${channel} reports documents, but no store of order books is given.`);
  }
  const name = documentBookName(id);
  const { books } = ports;
  const givenUp = (attempts: number) =>
    `Document ${id} of ${channel}: ${attempts} bookings in a row met another delivery.`;
  return retryConflict<Awaited<ReturnType<typeof claimLines>>>({ attempts: BOOKING_ATTEMPTS, givenUp }, async () => {
    const before = await books.read(channel, name);
    const booked = before?.lines ?? {};
    const other = observations.find(({ sku, source }) => (booked[source.key] ?? sku) !== sku);
    if (other !== undefined) {
      const reason = `Its line ${other.source.key} came before with SKU ${booked[other.source.key]}, now with ${other.sku}: use a new id.`;
      return { kind: 'conflicting', reason };
    }
    const lines = { ...booked, ...Object.fromEntries(observations.map(({ sku, source }) => [source.key, sku])) };
    const isKnown = Object.keys(lines).length === Object.keys(booked).length;
    const book = { version: 0, lines };
    if (!isKnown && !books.fits(book)) {
      return tooLarge(observations.length);
    }
    return isKnown || (await books.write(channel, name, book, before)) ? undefined : 'conflict';
  });
}

async function requestOrder(
  { ordersToRead, journal }: ReceivePorts,
  channel: ChannelId,
  asked: OrderToRead,
): Promise<void> {
  if (ordersToRead === undefined) {
    throw new Error(`${channel} reports orders that must be read, but no queue for them is given.`);
  }
  await ordersToRead.request([asked]);
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

/** Names a sender whose clock is off: its sales would be taken to lie before or after counts that they do not. */
function warnOfClock(journal: Journal, channel: ChannelId, clockBehindMs: number | undefined): void {
  if (clockBehindMs === undefined) {
    return;
  }
  const seconds = Math.round(Math.abs(clockBehindMs) / 1_000);
  journal.count('ClockOff', channel);
  journal.warn(
    `${channel}: the clock of the sender is ${seconds} s ${clockBehindMs > 0 ? 'behind' : 'ahead'}: set it right`,
    { step: 'clockOff', channel, clockBehindMs },
  );
}

function logReceived(
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
    journal.info(`${sku}: received ${what} from ${channel}`, {
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
