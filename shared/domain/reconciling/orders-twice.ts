/** Finds what looks like one purchase reported by two channels, because an app copied its order from one to the other. */

import type { ChannelId, Sku } from '../identifiers.ts';
import type { OrderLineObservation } from '../stock/observation.ts';

/** Order lines of one channel, each as it was first read. */
export type ReadLines = { readonly channel: ChannelId; readonly lines: readonly OrderLineObservation[] };

/** Two channels with order lines of the same SKU and quantity within a minute of each other. */
export type OrdersTwice = {
  readonly channels: readonly [ChannelId, ChannelId];
  /** How many pairs of lines agree, and of how many lines on the channel that has fewer. */
  readonly pairs: number;
  readonly of: number;
  /** One of the pairs: the SKU, and the order on each channel. */
  readonly sample: { readonly sku: Sku; readonly orders: readonly [string, string] };
};

/** An app copies an order within seconds; clocks and whole seconds take the rest. */
const APART_MS_MAX = 60_000;

type Placed = {
  readonly sku: Sku;
  readonly order: string;
  readonly quantity: number;
  readonly atMs: number;
};

/**
 * One finding for each two channels that have such pairs. Each line is in one pair at most. Two customers may buy the same
 * thing in the same minute: it is for a person to say whether these are.
 */
export function ordersTwice(readings: readonly ReadLines[]): readonly OrdersTwice[] {
  const channels = readings.map(({ channel, lines }) => ({ channel, placed: lines.flatMap(placedLine) }));
  return channels.flatMap((one, index) =>
    channels.slice(index + 1).flatMap((other): readonly OrdersTwice[] => {
      const pairs = pairsOf(one.placed, other.placed);
      const [first] = pairs;
      return first === undefined
        ? []
        : [
            {
              channels: [one.channel, other.channel],
              pairs: pairs.length,
              of: Math.min(one.placed.length, other.placed.length),
              sample: { sku: first[0].sku, orders: [first[0].order, first[1].order] },
            },
          ];
    }),
  );
}

/** The whole line, at the first time that its channel reports of it; a further place of one is another part of it. */
function placedLine(first: OrderLineObservation): readonly Placed[] {
  const { ordered } = first.whole ?? first.state;
  if (first.isFurtherPlace || first.source.order === undefined || ordered === 0) {
    return [];
  }
  const at = first.past?.[0]?.at ?? first.occurredAt;
  return [{ sku: first.sku, order: first.source.order, quantity: ordered, atMs: Date.parse(at) }];
}

function pairsOf(one: readonly Placed[], other: readonly Placed[]): readonly (readonly [Placed, Placed])[] {
  const free = Map.groupBy(other, sameThing);
  return one.flatMap((each) => {
    const candidates = free.get(sameThing(each)) ?? [];
    const found = candidates.findIndex(({ atMs }) => Math.abs(atMs - each.atMs) <= APART_MS_MAX);
    const [twin] = found === -1 ? [] : candidates.splice(found, 1);
    return twin === undefined ? [] : [[each, twin] as const];
  });
}

function sameThing({ sku, quantity }: Placed): string {
  return JSON.stringify([sku, quantity]);
}
