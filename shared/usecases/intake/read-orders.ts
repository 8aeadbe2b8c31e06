// Reads orders back from their channel, because its messages leave open how they stand.
import type { OrderLineObservation } from '../../domain/stock/observation.ts';
import { deletedLine, judgeReading, VERSION_FINAL_AFTER_MS } from '../../domain/stock/order-reading.ts';
import type { OrderReader, OrderToRead } from '../../ports/channel.ts';
import type { ObservationQueue } from '../../ports/intake.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { LedgerStore } from '../../ports/posting.ts';
import type { StockReader } from '../../ports/reading.ts';

export type ReadOrdersPorts = {
  readonly channel: OrderReader;
  readonly stock: Pick<StockReader, 'order'>;
  readonly ledger: Pick<LedgerStore, 'load'>;
  readonly observations: ObservationQueue;
  readonly journal: Journal;
  readonly clock: Clock;
};

/** A message that asks for one order to be read. */
export type OrderMessage = { readonly id: string; readonly asked: OrderToRead };

/** A message to retry, and after how long. */
export type ReadAgain = { readonly id: string; readonly retryAfterMs: number };

const RETRY_AFTER_MS = 2_000;

/**
 * Reads orders back from one channel and queues the present state of each of their lines; in the ledger this state
 * replaces what the channel's messages reported under the same version. An order that was requested several times is read
 * once. Returns the messages to retry; an order that cannot be read does not hold back another.
 */
export async function readOrders(
  ports: ReadOrdersPorts,
  messages: readonly OrderMessage[],
): Promise<readonly ReadAgain[]> {
  const groups = [...Map.groupBy(messages, ({ asked }) => asked.order).values()];
  const returned = await Promise.all(
    groups.map(async (group) => {
      const [first, ...others] = group.map(({ asked }) => asked);
      const retryAfterMs = first === undefined ? undefined : await readOrder(ports, coalesced([first, ...others]));
      return retryAfterMs === undefined ? [] : group.map(({ id }) => ({ id, retryAfterMs }));
    }),
  );
  return returned.flat();
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
    occurredAt: asked.map(({ occurredAt }) => occurredAt).reduce((one, other) => (one > other ? one : other)),
    receivedAt: asked.map(({ receivedAt }) => receivedAt).reduce((one, other) => (one < other ? one : other)),
  };
}

const URGENCY = ['deleted', 'conflicting', 'partTold'] as const;

/** Resolves with the milliseconds after which the order must be read again; undefined when it need not be. */
async function readOrder(ports: ReadOrdersPorts, asked: OrderToRead): Promise<number | undefined> {
  const { channel, order } = asked;
  const fields = { step: 'read', channel, order };
  try {
    // Taken before the call: the answer is not older than this.
    const readAt = ports.clock().getTime();
    const answer = await ports.channel.readOrder(order, asked.receivedAt);
    switch (answer.kind) {
      case 'throttled':
        ports.journal.info(`${channel}: order ${order} waits because the channel throttles`, fields);
        return answer.retryAfterMs;
      case 'unknown':
        return await unknownOrder(ports, asked, readAt, answer.reason);
      case 'order': {
        const reading = judgeReading(answer.lines, readAt, asked.version);
        if (reading.kind !== 'final') {
          ports.journal.info(`${channel}: order ${order} is read again, its state is ${reading.kind}`, fields);
          return VERSION_FINAL_AFTER_MS;
        }
        await ports.observations.send(reading.lines);
        ports.journal.count('OrderRead', channel);
        ports.journal.info(`${channel}: order ${order} was read back (${asked.because})`, {
          ...fields,
          lines: reading.lines.length,
          ignored: answer.ignored,
        });
        return undefined;
      }
      default:
        return answer satisfies never;
    }
  } catch (error) {
    ports.journal.count('OrderUnread', channel);
    ports.journal.warn(`${channel}: order ${order} could not be read, it is read again`, { ...fields, error });
    return RETRY_AFTER_MS;
  }
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
): Promise<number | undefined> {
  const { channel, order, because } = asked;
  const fields = { step: 'read', channel, order };
  if (because === 'deleted') {
    const lines = await deletedLines(ports, asked, readAt);
    await ports.observations.send(lines);
    ports.journal.count('OrderRead', channel);
    ports.journal.info(`${channel}: order ${order} was deleted, its units that were not shipped are free`, fields);
    return undefined;
  }
  if (because === 'conflicting') {
    throw new Error(reason);
  }
  ports.journal.info(`${channel}: ${reason} Its next message will say how it stands.`, fields);
  return undefined;
}

/** The order's lines as the ledger has them, with nothing left to ship, under a version that no earlier message can pass. */
async function deletedLines(
  ports: ReadOrdersPorts,
  { channel, order, occurredAt, receivedAt }: OrderToRead,
  readAt: number,
): Promise<readonly OrderLineObservation[]> {
  const { entries } = await ports.stock.order(channel, order);
  const sources = new Map(entries.map(({ sku, source }) => [`${sku}#${source.key}`, { sku, source }]));
  const bySku = Map.groupBy(sources.values(), ({ sku }) => sku);
  const lines = await Promise.all(
    [...bySku].map(async ([sku, group]) => {
      const { seen } = await ports.ledger.load(
        sku,
        group.map(({ source }) => source.key),
      );
      return group.flatMap(({ source }): OrderLineObservation[] => {
        const line = seen.get(source.key)?.line;
        if (line === undefined) {
          return [];
        }
        const { location, state, version } = line;
        return [
          {
            kind: 'orderLine',
            sku,
            source,
            location,
            state: deletedLine(state),
            version: Math.max(version, readAt),
            readAt,
            occurredAt,
            receivedAt,
          },
        ];
      });
    }),
  );
  return lines.flat();
}
