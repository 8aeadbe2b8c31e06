// What a sale-out oversells, in closed form. The laws hold for demand that comes one unit at a time at a steady rate (a
// Poisson process); test/simulator compares them with simulations.
import { chanceOfAtMost } from './poisson.ts';

/** A channel, as far as the laws need it. */
export type RateAndLag = {
  /** Units that customers want of it per second. */
  readonly ratePerSecond: number;
  /** Time from a sale on another channel until this one shows it. */
  readonly lagSeconds: number;
};

/** How a sale on one channel reaches the quantities of the others. */
export type Propagation =
  /** After each sale, by difference or by compare and swap: a channel's own unreported sales stay counted. */
  | { readonly kind: 'delta' }
  /** After each sale, by an absolute figure: it overwrites the channel's own unreported sales. */
  | { readonly kind: 'absolute' }
  /** By absolute figures once per period; reading the sales and writing the figures takes the channel's lag. */
  | { readonly kind: 'batch'; readonly periodSeconds: number };

/** What limits an oversell besides the law. */
export type SaleOut = {
  /** Units in stock when the sale begins. */
  readonly stock: number;
  /** Units that customers want in total; absent: unlimited. */
  readonly demand?: number | undefined;
};

/**
 * Expected units sold beyond the stock, for channels that all show the whole of it.
 *
 * With rates λ_i, Λ their sum, p_i = λ_i/Λ and lags L_i: Σ λ_i·(1 − p_i)·L_i with deltas, which is Λ·L·(1 − Σp²) for
 * equal lags; Σ λ_i·L_i with absolute figures; Σ λ_i·((1 − p_i)·P/2 + L_i) with a batch of period P. Each channel sells
 * the stock at most once, and at most what its own customers want: the oversell is at most (n − 1) times the stock. With
 * absolute figures the limits are n times the stock and the whole demand, because a figure computed before a sale was
 * received fills an empty channel once more.
 */
export function expectedOversold(channels: readonly RateAndLag[], propagation: Propagation, saleOut: SaleOut): number {
  const selling = channels.filter(({ ratePerSecond }) => ratePerSecond > 0);
  const total = totalRate(selling);
  const unreported = selling.reduce((sum, { ratePerSecond: rate, lagSeconds }) => {
    const ofOthers = 1 - rate / total;
    return sum + rate * overlapSeconds(propagation, ofOthers, lagSeconds);
  }, 0);
  return Math.max(0, Math.min(unreported, mostSold(selling, propagation, saleOut) - saleOut.stock));
}

function mostSold(
  selling: readonly RateAndLag[],
  { kind }: Propagation,
  { stock, demand = Number.POSITIVE_INFINITY }: SaleOut,
): number {
  if (kind === 'absolute') {
    return Math.min((selling.length + 1) * stock, demand);
  }
  const total = totalRate(selling);
  return selling.reduce((sum, { ratePerSecond }) => sum + Math.min(stock, (demand * ratePerSecond) / total), 0);
}

/** How many seconds a channel goes on selling after the last unit was sold, on average. */
function overlapSeconds(propagation: Propagation, ofOthers: number, lagSeconds: number): number {
  switch (propagation.kind) {
    case 'delta':
      return ofOthers * lagSeconds;
    case 'absolute':
      return lagSeconds;
    case 'batch':
      return (ofOthers * propagation.periodSeconds) / 2 + lagSeconds;
    default:
      return propagation satisfies never;
  }
}

/**
 * The chance that a sale-out oversells at all, for channels that all show the whole stock and are pushed differences.
 *
 * Channel i sells the last unit with chance p_i. After that each other channel still sells for its lag. Channel i itself
 * still sells until it shows the last sale of another channel, which was made some time before. Nothing is oversold when
 * no customer comes in any of these windows. Exact as long as the stock lasts longer than the lag.
 */
export function chanceOfOversold(channels: readonly RateAndLag[]): number {
  const total = totalRate(channels);
  const noneSold = channels.reduce((sum, last) => {
    const others = channels.filter((channel) => channel !== last);
    const wantedOfOthers = others.reduce((units, each) => units + each.ratePerSecond * each.lagSeconds, 0);
    const noneOnLast = noneBeforeUpdate(last, totalRate(others));
    return sum + (last.ratePerSecond / total) * Math.exp(-wantedOfOthers) * noneOnLast;
  }, 0);
  return total === 0 ? 0 : 1 - noneSold;
}

/** The chance that no customer comes to the channel before it shows the others' last sale, made at their rate. */
function noneBeforeUpdate({ ratePerSecond: own, lagSeconds }: RateAndLag, others: number): number {
  const noSaleOfOthers = Math.exp(-others * lagSeconds);
  const noneDuringLag = Math.exp(-own * lagSeconds);
  const wait =
    Math.abs(others - own) > 1e-9 * others
      ? (others * (noneDuringLag - noSaleOfOthers)) / (others - own)
      : others * lagSeconds * noSaleOfOthers;
  return noSaleOfOthers + wait;
}

/**
 * Units oversold on average when each listing withholds `buffer` units and `expected` would be oversold without a buffer.
 * Computed as if the oversold units were Poisson distributed; they vary less than that, so this is an upper bound.
 */
export function expectedBeyondBuffer(expected: number, buffer: number): number {
  let beyond = expected;
  for (let units = 0; units < buffer && beyond > 0; units += 1) {
    beyond -= 1 - chanceOfAtMost(expected, units);
  }
  return Math.max(0, beyond);
}

function totalRate(channels: readonly RateAndLag[]): number {
  return channels.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0);
}
