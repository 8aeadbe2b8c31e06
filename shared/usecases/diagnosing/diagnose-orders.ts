// Looks for purchases that count on two channels, because an app copies one channel's orders into the other.
import type { ChannelId } from '../../domain/identifiers.ts';
import { ordersTwice, type ReadLines } from '../../domain/reconciling/orders-twice.ts';
import type { OrderLineObservation } from '../../domain/stock/observation.ts';
import type { OrderFeed } from '../../ports/channel/channel.ts';
import { type Finding, noteFinding, wellFinding } from './finding.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Lines read of each channel: an app that copies orders shows itself in the first of them, and Amazon allows few calls. */
const LINES_MAX = 200;

export type OrdersToCompare = {
  readonly channel: ChannelId;
  readonly orderFeed?: () => Promise<Pick<OrderFeed, 'changedSince'>>;
};

/**
 * Compares the orders that changed within a day on each two channels: a note for each two with more lines of the same SKU and
 * quantity in the same minute than chance makes. A channel that cannot be read is left out: what is wrong with it is another check's.
 */
export async function copiesBetween(channels: readonly OrdersToCompare[], now: Date): Promise<readonly Finding[]> {
  const readable = channels.flatMap(({ channel, orderFeed }) =>
    orderFeed === undefined ? [] : [{ channel, orderFeed }],
  );
  if (readable.length < 2) {
    return [];
  }
  const since = new Date(now.getTime() - DAY_MS);
  const read = await Promise.allSettled(readable.map((channel) => linesSince(channel, since)));
  const found = ordersTwice(read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
  return found.length === 0
    ? [wellFinding('deployment', 'ordersTwice', 'No orders of the last day look like one purchase on two channels.')]
    : found.map(({ channels: two, pairs, of, byChance, sample }) =>
        noteFinding(
          'deployment',
          'ordersTwice',
          `${two.join(' and ')}: ${pairs} of ${of} order lines of the last day agree in SKU, quantity and minute, as ${sample.sku} in orders ${sample.orders.join(' and ')}; by chance ${byChance.toFixed(1)} would. If an app copies orders, they count twice: leave the copies out with ignoreSources (docs/connect.md).`,
        ),
      );
}

async function linesSince({ channel, orderFeed }: Required<OrdersToCompare>, since: Date): Promise<ReadLines> {
  const feed = await orderFeed();
  const lines: OrderLineObservation[] = [];
  for await (const page of feed.changedSince(since, new Map())) {
    lines.push(...page.filter((each) => each.kind === 'orderLine'));
    if (lines.length >= LINES_MAX) {
      break;
    }
  }
  return { channel, lines };
}
