/** Finds what looks like one purchase reported by two channels, because an app copied its order from one to the other. */

import { chanceOfAtMost } from '../exposure/poisson.ts';
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
  /** How many pairs independent customers would have made by chance; in all, a mean. */
  readonly byChance: number;
  /** One of the pairs: the SKU, and the order on each channel. */
  readonly sample: { readonly sku: Sku; readonly orders: readonly [string, string] };
};

/** An app copies an order within seconds; clocks and whole seconds take the rest. */
const APART_MS_MAX = 60_000;
/** How fast a thing sells around a line is judged by this long before it and after it: a rush lasts minutes. */
const AROUND_MS = 10 * 60_000;
/** How fast it sells at all is judged by at least a day. */
const DAY_MS = 24 * 3_600_000;
/** As many pairs, or more, must be this seldom by chance: a finding that chance makes often is read by nobody. */
const CHANCE_MAX = 0.01;

type Placed = {
  readonly sku: Sku;
  readonly order: string;
  readonly quantity: number;
  readonly atMs: number;
};

/**
 * One finding for each two channels that have more such pairs than chance makes. Each line is in one pair at most. Two customers
 * may buy the same thing in the same minute, and in a rush everybody does: what independent customers would make at the rates at
 * which things sold is no finding. What is, a person must judge.
 */
export function ordersTwice(readings: readonly ReadLines[]): readonly OrdersTwice[] {
  const channels = readings.map(({ channel, lines }) => ({ channel, placed: lines.flatMap(placedLine) }));
  return channels.flatMap((one, index) =>
    channels.slice(index + 1).flatMap((other): readonly OrdersTwice[] => {
      const pairs = pairsOf(one.placed, other.placed);
      const [first] = pairs;
      const byChance = pairsByChance(one.placed, other.placed);
      return first === undefined || 1 - chanceOfAtMost(byChance, pairs.length - 1) > CHANCE_MAX
        ? []
        : [
            {
              channels: [one.channel, other.channel],
              pairs: pairs.length,
              of: Math.min(one.placed.length, other.placed.length),
              byChance,
              sample: { sku: first[0].sku, orders: [first[0].order, first[1].order] },
            },
          ];
    }),
  );
}

/**
 * The mean of pairs, had the lines of the two channels nothing to do with each other: for each line of the one that has fewer, the
 * chance that the other sold the same thing within a minute of it, at the rate of the whole time or at that around the line, whichever is
 * higher. One line near it may be its copy, and says nothing of the rate.
 */
function pairsByChance(one: readonly Placed[], other: readonly Placed[]): number {
  const times = [...one, ...other].map(({ atMs }) => atMs).sort((a, b) => a - b);
  const allMs = Math.max(DAY_MS, (times.at(-1) ?? 0) - (times[0] ?? 0));
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  const same = Map.groupBy(many, sameThing);
  return few.reduce((sum, each) => {
    const alike = same.get(sameThing(each)) ?? [];
    const around = alike.filter(({ atMs }) => Math.abs(atMs - each.atMs) <= AROUND_MS).length;
    const expected = 2 * APART_MS_MAX * Math.max(alike.length / allMs, (around - 1) / (2 * AROUND_MS));
    return sum + 1 - Math.exp(-expected);
  }, 0);
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
