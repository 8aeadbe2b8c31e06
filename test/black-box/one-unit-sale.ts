/** A sale of few units on all channels of a running deployment at once, watched by what the channels show together. */
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../sandbox/kernel/seeded-random.ts';
import { CHANNELS, type Channel } from './customers.ts';

/** A channel as the sale needs it: whether a customer got one unit, and what is shown to the next. */
export type Shop = {
  readonly buyOne: (channel: Channel) => Promise<boolean>;
  readonly shows: (channel: Channel) => Promise<number>;
};

export type Sale = {
  readonly seed: number;
  /** So many customers of one unit each come at random within so many seconds. */
  readonly wanted: number;
  readonly seconds: number;
  /** Where they come to; the three sandboxes unless said otherwise. */
  readonly channels?: readonly Channel[];
  /** How many come to each, in proportion. */
  readonly weights: readonly number[];
  /** What may be sold in all. */
  readonly units: number;
};

export type SaleAccount = {
  readonly sold: Readonly<Record<Channel, number>>;
  readonly refused: number;
  /** Readings of all channels at which nothing moved, so that the figures stood side by side at one moment. */
  readonly readings: number;
  /** The most by which, at such a reading, the channels together showed more than was left; 0 or below: never. */
  readonly worstExcess: number;
};

const LOOK_EVERY_MS = 100;

/** Who comes when and where; the same sale has the same customers. */
export function customersOf({ seed, wanted, seconds, weights, channels = CHANNELS }: Omit<Sale, 'units'>) {
  const random = seededRandom(seed);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Array.from({ length: wanted }, () => {
    const afterMs = Math.round(random() * seconds * 1_000);
    let point = random() * sum;
    const channel = channels.find((_, index) => {
      point -= weights[index] ?? 0;
      return point < 0;
    });
    return { afterMs, channel: channel ?? 'shopify' };
  });
}

/** Holds the sale, none of its customers waiting for another, and reads throughout what the channels show together. */
export async function holdSale(shop: Shop, sale: Sale, onReading?: (line: string) => void): Promise<SaleAccount> {
  const { channels = CHANNELS } = sale;
  const sold: Record<Channel, number> = { shopify: 0, amazon: 0, square: 0, 'own-shop': 0 };
  let [refused, readings, worstExcess, isOver] = [0, 0, Number.NEGATIVE_INFINITY, false];
  const left = () => sale.units - channels.reduce((total, channel) => total + sold[channel], 0);
  const customers = Promise.all(
    customersOf(sale).map(async ({ afterMs, channel }) => {
      await pause(afterMs);
      if (await shop.buyOne(channel)) {
        sold[channel] += 1;
      } else {
        refused += 1;
      }
    }),
  );
  const watching = (async () => {
    while (!isOver) {
      // Before the reading: what is sold during it only makes the channels show less.
      const leftBefore = left();
      const shown = await shownAtOnce(shop, channels);
      if (shown !== undefined) {
        readings += 1;
        worstExcess = Math.max(worstExcess, shown.reduce((total, units) => total + Math.max(0, units), 0) - leftBefore);
        onReading?.(`shows ${shown.join(' / ')}, ${leftBefore} left, ${refused} refused`);
      }
      await pause(LOOK_EVERY_MS);
    }
  })();
  await customers.finally(() => {
    isOver = true;
  });
  await watching;
  return { sold, refused, readings, worstExcess };
}

/**
 * What all channels show at one moment: two readings in a row that found the same. One reading alone could meet a unit that
 * moves, on the channel that it leaves and then on the one that it comes to.
 */
async function shownAtOnce({ shows }: Shop, channels: readonly Channel[]): Promise<readonly number[] | undefined> {
  const first = await Promise.all(channels.map(shows));
  const second = await Promise.all(channels.map(shows));
  return first.every((units, index) => units === second[index]) ? first : undefined;
}
