// Reads orders back from their channel, because its messages leave open how they stand.

import type { RecordedLine } from '../../domain/ledger/sku-ledger.ts';
import { inSkuUnits } from '../../domain/posting/own-listing.ts';
import { placeLostUnits } from '../../domain/stock/lost-units.ts';
import type { OrderLineObservation } from '../../domain/stock/observation.ts';
import { type OrderLineState, restOf } from '../../domain/stock/order-line.ts';
import { deletedLine, judgeReading, VERSION_FINAL_AFTER_MS } from '../../domain/stock/order-reading.ts';
import type { OrderReader, OrderToRead } from '../../ports/channel/channel.ts';
import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import { DONE, type Progress, type ReturnedMessage, returned } from '../progress.ts';
import type { CredentialsPorts } from '../pushing/pause-without-credentials.ts';
import { linesNotRecorded } from './missing-observations.ts';
import { READ_AGAIN, RETRY_MS_MAX, retryWithoutCredentials } from './read-again.ts';
import { setAsideOf } from './set-aside.ts';

export type ReadOrdersPorts = CredentialsPorts & {
  readonly channel: OrderReader;
  readonly stock: Pick<StockReader, 'order'>;
  readonly ledger: Pick<LedgerStore, 'load' | 'recorded'>;
  readonly observations: ObservationQueue;
};

/** A message that asks for one order to be read. */
export type OrderMessage = { readonly id: string; readonly asked: OrderToRead };

/**
 * Reads orders back from one channel and queues the present state of each of their lines; in the ledger this state
 * replaces what the channel's messages reported under the same version. Of an order that was reported in part only what the ledger
 * does not have is queued. An order that was requested several times is read
 * once. Returns the messages to retry; an order that cannot be read does not hold back another.
 */
export async function readOrders(
  ports: ReadOrdersPorts,
  messages: readonly OrderMessage[],
): Promise<readonly ReturnedMessage[]> {
  const groups = [...Map.groupBy(messages, ({ asked }) => asked.order).values()];
  const again = await Promise.all(
    groups.map(async (group) => {
      const [first, ...others] = group.map(({ asked }) => asked);
      return returned(group, first === undefined ? DONE : await readOrder(ports, coalesced([first, ...others])));
    }),
  );
  return again.flat();
}

/** One request for all: the most urgent reason, the newest version, the first receipt. */
function coalesced(asked: readonly [OrderToRead, ...OrderToRead[]]): OrderToRead {
  const [{ channel, order, because }] = asked;
  const versions = asked.flatMap(({ version }) => (version === undefined ? [] : [version]));
  return {
    channel,
    order,
    because: URGENCY.find((each) => asked.some((one) => one.because === each)) ?? because,
    ...(versions.length > 0 && { version: Math.max(...versions) }),
    ...acceptedBeforeAll(asked),
    occurredAt: asked.map(({ occurredAt }) => occurredAt).reduce((one, other) => (one > other ? one : other)),
    receivedAt: asked.map(({ receivedAt }) => receivedAt).reduce((one, other) => (one < other ? one : other)),
  };
}

/** What each line of a transfer had accepted before the first of the reports. */
function acceptedBeforeAll(asked: readonly OrderToRead[]): Pick<OrderToRead, 'acceptedBefore'> {
  const least = new Map<string, number>();
  for (const [line, units] of asked.flatMap(({ acceptedBefore = {} }) => Object.entries(acceptedBefore))) {
    least.set(line, Math.min(units, least.get(line) ?? units));
  }
  return least.size === 0 ? {} : { acceptedBefore: Object.fromEntries(least) };
}

const URGENCY = ['deleted', 'conflicting', 'partReported'] as const;

async function readOrder(ports: ReadOrdersPorts, asked: OrderToRead): Promise<Progress> {
  const { channel, order } = asked;
  const fields = { step: 'read', channel, order };
  try {
    // Taken before the call: the answer is not older than this.
    const readAt = ports.clock().getTime();
    const answer = await ports.channel.readOrder(order, asked.receivedAt, asked.acceptedBefore);
    switch (answer.kind) {
      case 'throttled':
        ports.journal.info(`${channel}: order ${order} waits because the channel throttles`, fields);
        return { kind: 'later', retryAfterMs: Math.min(RETRY_MS_MAX, answer.retryAfterMs) };
      case 'unknown':
        return await unknownOrder(ports, asked, readAt, answer.reason);
      case 'transfer':
        await ports.observations.send(answer.movements);
        answer.setAside?.forEach(setAsideOf(channel, ports.journal));
        ports.journal.count('OrderRead', channel);
        ports.journal.info(
          `${channel}: transfer ${order} was read, ${answer.movements.length} of its lines moved units`,
          {
            ...fields,
            ignored: answer.ignored,
          },
        );
        return DONE;
      case 'order': {
        const reading = judgeReading(answer.lines, readAt, asked.version);
        if (reading.kind !== 'final') {
          ports.journal.info(`${channel}: order ${order} is read again, its state is ${reading.kind}`, fields);
          return { kind: 'later', retryAfterMs: VERSION_FINAL_AFTER_MS };
        }
        const lines = await whereLost(ports, reading.lines);
        // What conflicts is settled by its reading. What was reported in part is mostly reported as a whole beside it.
        const isSettling = asked.because !== 'partReported';
        await ports.observations.send(isSettling ? lines : await linesNotRecorded(ports.ledger, lines, readAt));
        answer.setAside?.forEach(setAsideOf(channel, ports.journal));
        ports.journal.count('OrderRead', channel);
        ports.journal.info(`${channel}: order ${order} was read back (${asked.because})`, {
          ...fields,
          lines: reading.lines.length,
          ignored: answer.ignored,
        });
        return DONE;
      }
      default:
        return answer satisfies never;
    }
  } catch (error) {
    const later = await retryWithoutCredentials(ports, channel, error);
    if (later !== undefined) {
      return later;
    }
    ports.journal.count('OrderUnread', channel);
    ports.journal.warn(`${channel}: order ${order} could not be read, it is read again`, { ...fields, error });
    return READ_AGAIN;
  }
}

/** The lines with their lost units where the ledger had them. */
async function whereLost(
  { ledger }: ReadOrdersPorts,
  lines: readonly OrderLineObservation[],
): Promise<readonly OrderLineObservation[]> {
  const groups = [...Map.groupBy(lines, ({ sku }) => sku)];
  const placed = await Promise.all(
    groups.map(async ([sku, group]) => {
      if (group.every(({ lost }) => lost === undefined)) {
        return group;
      }
      const known = await ledger.load(
        sku,
        group.map(({ source }) => source.key),
      );
      const counted = group.map((line) => inSkuUnits(line, known)).filter((each) => each.kind === 'orderLine');
      return placeLostUnits(counted, ({ source }) => known.seen.get(source.key)?.line);
    }),
  );
  return placed.flat();
}

/**
 * An order counts as deleted only if the channel reported its deletion and now does not have it. Otherwise the channel may
 * only not show it to us; then it is read again only if its messages conflict.
 */
async function unknownOrder(
  ports: ReadOrdersPorts,
  asked: OrderToRead,
  readAt: number,
  reason: string,
): Promise<Progress> {
  const { channel, order, because } = asked;
  const fields = { step: 'read', channel, order };
  if (because === 'deleted') {
    const lines = (await recordedLines(ports, asked)).map((each) =>
      lineNow(asked, each, deletedLine(each.recorded.state), Math.max(each.recorded.version, readAt), readAt),
    );
    await ports.observations.send(lines);
    ports.journal.count('OrderRead', channel);
    ports.journal.info(`${channel}: order ${order} was deleted, its units that were not shipped are free`, fields);
    return DONE;
  }
  if (because === 'conflicting') {
    throw new Error(reason);
  }
  await keepAssumedPlaces(ports, asked, readAt);
  ports.journal.info(`${channel}: ${reason} Its next message will say how it stands.`, fields);
  return DONE;
}

type RecordedOrderLine = Pick<OrderLineObservation, 'sku' | 'source' | 'listingUnits'> & {
  readonly recorded: RecordedLine;
};

/**
 * An order that its channel does not show says nowhere where its units are. Then they are where they were assumed to be:
 * the SKU's listings must not wait for ever.
 */
async function keepAssumedPlaces(ports: ReadOrdersPorts, asked: OrderToRead, readAt: number): Promise<void> {
  const lines = await recordedLines(ports, asked);
  const kept = lines
    .filter(({ recorded }) => recorded.isPlaceAssumed)
    .map((line) => {
      const { whole = line.recorded.state, version } = line.recorded;
      const elsewhere = lines
        .filter((each) => each !== line && each.sku === line.sku && each.source.line === line.source.line)
        .map(({ recorded }) => recorded.state);
      return lineNow(asked, line, elsewhere.reduce(restOf, whole), version, readAt);
    });
  if (kept.length > 0) {
    await ports.observations.send(kept);
  }
}

/** The order's lines as the ledger has them. */
async function recordedLines(
  { stock, ledger }: ReadOrdersPorts,
  { channel, order }: OrderToRead,
): Promise<readonly RecordedOrderLine[]> {
  const { entries } = await stock.order(channel, order);
  const sources = new Map(entries.map(({ sku, source }) => [`${sku}#${source.key}`, { sku, source }]));
  const bySku = Map.groupBy(sources.values(), ({ sku }) => sku);
  const lines = await Promise.all(
    [...bySku].map(async ([sku, group]) => {
      const { seen } = await ledger.load(
        sku,
        group.map(({ source }) => source.key),
      );
      return group.flatMap(({ source }): RecordedOrderLine[] => {
        const { line: recorded, units } = seen.get(source.key) ?? {};
        return recorded === undefined
          ? []
          : [{ sku, source, recorded, ...(units !== undefined && { listingUnits: units }) }];
      });
    }),
  );
  return lines.flat();
}

/** A recorded line in the state that it has now, under a version that no earlier message can pass. */
function lineNow(
  { occurredAt, receivedAt }: OrderToRead,
  { recorded, ...line }: RecordedOrderLine,
  state: OrderLineState,
  version: number,
  readAt: number,
): OrderLineObservation {
  const { location } = recorded;
  return { kind: 'orderLine', ...line, location, state, version, readAt, occurredAt, receivedAt };
}
