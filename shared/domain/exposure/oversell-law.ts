/**
 * What a sale-out oversells, in closed form: the laws behind every promise about the last units. They hold for demand
 * that comes one unit at a time at a steady rate (a Poisson process); test/simulator holds them against simulations.
 */

/** A channel as the laws see it. */
export type RateAndLag = {
  /** Units that customers want of it per second. */
  readonly ratePerSecond: number;
  /** From a sale on another channel until this one shows it. */
  readonly lagSeconds: number;
};

/** How the channels are told of sales. */
export type Propagation =
  /** After each sale, by difference or by compare-and-swap: a channel's own unheard sales stay counted. */
  | { readonly kind: 'delta' }
  /** After each sale, by an absolute figure: it wipes out what a channel sold and we have not heard of. */
  | { readonly kind: 'absolute' }
  /** By absolute figures every so often; reading the sales and writing the figures takes the channel's lag. */
  | { readonly kind: 'batch'; readonly periodSeconds: number };

/** What bounds an oversell besides the law. */
export type SaleOut = {
  /** Units there are to sell. */
  readonly stock: number;
  /** Units that customers want in all; absent: without end. */
  readonly demand?: number | undefined;
};

/**
 * Expected units sold beyond the stock, for channels that all show the whole of it.
 *
 * With rates λ_i, Λ their sum, p_i = λ_i/Λ and lags L_i: Σ λ_i·(1 − p_i)·L_i with deltas, which is Λ·L·(1 − Σp²) for
 * equal lags; Σ λ_i·L_i with absolute figures; Σ λ_i·((1 − p_i)·P/2 + L_i) with a batch of period P. Each channel sells
 * the stock at most once, and at most what its own customers want: (n − 1) times the stock in all. Absolute figures are
 * bounded by n times the stock and the whole demand only, because one that overtakes the news of sales fills an empty
 * channel once more.
 */
export function expectedOversold(channels: readonly RateAndLag[], telling: Propagation, saleOut: SaleOut): number {
  const selling = channels.filter(({ ratePerSecond }) => ratePerSecond > 0);
  const total = totalRate(selling);
  const unheard = selling.reduce((sum, { ratePerSecond: rate, lagSeconds }) => {
    const ofOthers = 1 - rate / total;
    return sum + rate * unheardSeconds(telling, ofOthers, lagSeconds);
  }, 0);
  return Math.max(0, Math.min(unheard, mostSold(selling, telling, saleOut) - saleOut.stock));
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

/** So many seconds of its own demand a channel goes on selling after the last unit went, in the mean. */
function unheardSeconds(telling: Propagation, ofOthers: number, lagSeconds: number): number {
  switch (telling.kind) {
    case 'delta':
      return ofOthers * lagSeconds;
    case 'absolute':
      return lagSeconds;
    case 'batch':
      return (ofOthers * telling.periodSeconds) / 2 + lagSeconds;
    default:
      return telling satisfies never;
  }
}

/**
 * The chance that a sale-out oversells at all, for channels that all show the whole stock and are told by deltas.
 *
 * The last unit goes on channel i with chance p_i. From then on each other channel still sells for its lag, and i
 * itself until it has heard of the last sale of another, which was made some time before: nothing is oversold when
 * nobody comes in any of these windows. Exact as long as the stock lasts longer than the lag.
 */
export function chanceOfOversold(channels: readonly RateAndLag[]): number {
  const total = totalRate(channels);
  const noneSold = channels.reduce((sum, last) => {
    const others = channels.filter((channel) => channel !== last);
    const wantedOfOthers = others.reduce((units, each) => units + each.ratePerSecond * each.lagSeconds, 0);
    const noneOnLast = noneBeforeHearing(last, totalRate(others));
    return sum + (last.ratePerSecond / total) * Math.exp(-wantedOfOthers) * noneOnLast;
  }, 0);
  return total === 0 ? 0 : 1 - noneSold;
}

/** The chance that nobody comes to the channel before it has heard of the others' last sale, made at their rate. */
function noneBeforeHearing({ ratePerSecond: own, lagSeconds }: RateAndLag, others: number): number {
  const noSaleOfOthers = Math.exp(-others * lagSeconds);
  const noneDuringLag = Math.exp(-own * lagSeconds);
  const wait =
    Math.abs(others - own) > 1e-9 * others
      ? (others * (noneDuringLag - noSaleOfOthers)) / (others - own)
      : others * lagSeconds * noSaleOfOthers;
  return noSaleOfOthers + wait;
}

/**
 * Units still oversold in the mean when each listing withholds `buffer` units and `expected` would be oversold
 * without: as if the oversold units were Poisson. They spread less than that, so this is a bound from above.
 */
export function expectedBeyondBuffer(expected: number, buffer: number): number {
  let beyond = expected;
  for (let units = 0; units < buffer && beyond > 0; units += 1) {
    beyond -= 1 - chanceUpTo(expected, units);
  }
  return Math.max(0, beyond);
}

/** The chance of at most so many units, where `expected` are Poisson. */
function chanceUpTo(expected: number, most: number): number {
  let logChance = -expected;
  let upTo = Math.exp(logChance);
  for (let units = 1; units <= most; units += 1) {
    // In logarithms, because e⁻ᵐ of a thousand expected units is 0 in a double.
    logChance += Math.log(expected / units);
    upTo += Math.exp(logChance);
  }
  return upTo;
}

function totalRate(channels: readonly RateAndLag[]): number {
  return channels.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0);
}
