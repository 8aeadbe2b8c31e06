/** The customers of a flash sale: who comes when, to which channel, for how many units. */
import { seededRandom } from '../../sandbox/kernel/seeded-random.ts';

/** The channels that sell to customers; the till is the fourth and takes part in no flash sale. */
export const SALE_CHANNELS = ['shopify', 'amazon', 'square'] as const;

export type SaleChannel = (typeof SALE_CHANNELS)[number];

/** One customer: comes at a moment of the sale, to one channel, for some units. */
export type Purchase = {
  readonly afterMs: number;
  readonly channel: SaleChannel;
  readonly quantity: number;
};

const LARGEST_QUANTITY = 3;

/**
 * The customers of a sale in order of arrival: together they want exactly `units`, come at random within `seconds`, and
 * mostly take one. The same options give the same customers.
 */
export function planPurchases(options: {
  readonly units: number;
  readonly seconds: number;
  readonly seed: number;
}): readonly Purchase[] {
  const random = seededRandom(options.seed);
  const purchases: Purchase[] = [];
  for (let left = options.units; left > 0; ) {
    // Squaring leans towards one unit: 58 % take one, 24 % two, 18 % three.
    const quantity = Math.min(left, 1 + Math.floor(LARGEST_QUANTITY * random() ** 2));
    const channel = SALE_CHANNELS[Math.floor(random() * SALE_CHANNELS.length)] ?? 'shopify';
    purchases.push({ afterMs: Math.round(random() * options.seconds * 1000), channel, quantity });
    left -= quantity;
  }
  return purchases.sort((one, other) => one.afterMs - other.afterMs);
}
