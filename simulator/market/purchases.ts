/** The customers of a simulated sale: who comes when, and to which channel. */
import type { Random } from './random.ts';

/** A customer who wants some units on one channel. */
export type Purchase = {
  /** Seconds after the sale began. */
  readonly at: number;
  /** Which channel, from 0. */
  readonly channel: number;
  readonly units: number;
  /** Units of the SKU in each of them, where a bundle is bought; absent: 1. */
  readonly worth?: number;
};

/** Who comes when and where. */
export type Demand = {
  /** Purchases per second over all channels. */
  readonly rate: number;
  /** Purchases in all. */
  readonly count: number;
  /** How often each channel is chosen, as weights. */
  readonly shares: readonly number[];
  readonly shift?: Shift | undefined;
};

/** From this part of the purchases on, 0 to 1, other weights hold. */
export type Shift = { readonly after: number; readonly shares: readonly number[] };

/** Purchases of one unit each at the times of a Poisson process, in the order of time. */
export function flashSalePurchases({ rate, count, shares, shift }: Demand, random: Random): readonly Purchase[] {
  const shiftsAt = shift === undefined ? count : Math.round(shift.after * count);
  const [before, after] = [upTo(shares), upTo(shift?.shares ?? shares)];
  const purchases: Purchase[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    at -= Math.log(1 - random()) / rate;
    const part = random();
    const channel = (index < shiftsAt ? before : after).findIndex((bound) => part < bound);
    purchases.push({ at, channel, units: 1 });
  }
  return purchases;
}

/** Each weight as a part of all, 0 to 1. */
export function partsOf(shares: readonly number[]): readonly number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/** For each channel the upper bound of its piece of the line from 0 to 1; exactly 1 from the last wanted one on. */
function upTo(shares: readonly number[]): readonly number[] {
  const lastWanted = shares.findLastIndex((share) => share > 0);
  let sum = 0;
  return partsOf(shares).map((part, channel) => {
    sum += part;
    return channel >= lastWanted ? 1 : sum;
  });
}

/** Customers of a bundle of so many units: one bundle each, at the times of a Poisson process, until the sale ends. */
export function bundlePurchases(
  { rate, units, shares }: { readonly rate: number; readonly units: number; readonly shares: readonly number[] },
  endsAt: number,
  random: Random,
): readonly Purchase[] {
  const drawn: Purchase[] = [];
  const bounds = upTo(shares);
  for (let at = untilNext(rate, random); at < endsAt; at += untilNext(rate, random)) {
    const part = random();
    // The bundle's storefronts come after those of the SKU.
    const channel = shares.length + bounds.findIndex((bound) => part < bound);
    drawn.push({ at, channel, units: 1, worth: units });
  }
  return drawn;
}

/** Seconds until the next event of a Poisson process of that rate; infinite where there is none. */
export function untilNext(rate: number, random: Random): number {
  return rate > 0 ? -Math.log(1 - random()) / rate : Number.POSITIVE_INFINITY;
}
