// `stockline bound`: what a SKU would oversell if it sold out now, under its own policy and under each other one.
import type { ChannelId } from '../identifiers.ts';
import { sellsWithoutStock } from '../listing/catalogue-note.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { putsBackUnreportedSales } from '../listing/listing-push.ts';
import { shownAfterSeconds } from '../listing/shown-after.ts';
import { type Demand, partOf, salesRate } from './demand.ts';
import {
  type EndgameLimit,
  endgameLimit,
  endgameThreshold,
  policyInForce,
  type SlowEndgame,
  slowEndgame,
  type Threshold,
} from './endgame.ts';
import type { Exposure, ExposureRules, Policy, TimedInputs } from './exposure.ts';
import {
  chanceOfOversold,
  expectedBeyondBuffer,
  expectedOversold,
  type RateAndLag,
  type SaleOut,
} from './oversell-law.ts';
import { bufferFor } from './revise-exposure.ts';
import { managedOf, poolOf } from './share-pools.ts';
import { isInForce } from './shares.ts';

/** What a SKU oversells when it sells out at the present demand, with the figures that this is computed from. */
export type Bound = {
  /** Units available where the listings draw. */
  readonly available: number;
  /** Units sold a second over all listings. */
  readonly ratePerSecond: number;
  /** The accepted chance, for which buffers and thresholds are computed. */
  readonly risk: number;
  readonly listings: readonly ListingRate[];
  /** Under the rules that hold now. */
  readonly present: PolicyBound & { readonly policy: Policy };
  /** Under each policy, with nothing else withheld. */
  readonly shared: PolicyBound;
  readonly buffer: PolicyBound & { readonly buffers: Readonly<Record<ChannelId, number>> };
  readonly endgame: PolicyBound & {
    readonly threshold: Threshold;
    /** The fastest rush that keeps to the risk; absent where a rush cannot outrun it, and where it would not apply. */
    readonly limit?: EndgameLimit;
    /** Present where the SKU would be offered under escrow instead. */
    readonly tooSlow?: SlowEndgame;
  };
  readonly escrow: PolicyBound;
};

export type ListingRate = RateAndLag & {
  readonly listing: string;
  readonly channel: ChannelId;
  /** False: no push was measured yet, so the lag is the default. */
  readonly isLagMeasured: boolean;
  /** True: a push to it also puts its own unreported sales back on display. */
  readonly putsBackUnreported: boolean;
};

export type PolicyBound = {
  /** Units, on average over many such sale-outs. */
  readonly expectedOversold: number;
  /** The chance that at least one unit is oversold. */
  readonly chanceOfAny: number;
};

const NOTHING: PolicyBound = { expectedOversold: 0, chanceOfAny: 0 };

/**
 * The oversell to expect if the SKU sold out now. Listings that draw on different locations are treated as one pool, which
 * overestimates. Where a listing is sold on when it shows nothing, no policy limits it, and the figures are those without any
 * for what the others sell in one lag.
 */
export function boundOf(exposure: Exposure, inputs: TimedInputs, now: Date): Bound {
  const listings = managedOf(inputs);
  const ids = listings.map(listingId);
  const ratePerSecond = salesRate(inputs.demand, now);
  const rates = listings.map(
    (listing): ListingRate => ({
      listing: listingId(listing),
      channel: listing.channel,
      ratePerSecond: ratePerSecond * partOf(inputs.demand, listingId(listing), ids),
      lagSeconds: shownAfterSeconds(listing, inputs.settleMs),
      isLagMeasured: listing.lagMs !== undefined,
      putsBackUnreported: putsBackUnreportedSales(listing),
    }),
  );
  const available = Math.max(0, poolOf(inputs.stock, listings));
  const unguarded = unguardedBound(rates, { stock: available });
  const buffers = automaticBuffers(listings, exposure.rules, inputs, now);
  const isUnlimited = listings.some(sellsWithoutStock);
  const bounded = endgameBound(exposure, inputs, ratePerSecond, now);
  const endgame = isUnlimited ? { ...bounded, ...unguarded } : bounded;
  return {
    available,
    ratePerSecond,
    risk: exposure.rules.risk,
    listings: rates,
    present: {
      policy: policyInForce(exposure, inputs),
      ...presentBound(exposure, inputs, { rates, unguarded, endgame }),
    },
    shared: unguarded,
    buffer: { buffers, ...withheldBound(rates, unguarded, (channel) => buffers[channel] ?? 0) },
    endgame,
    escrow: isUnlimited ? unguarded : NOTHING,
  };
}

/** A demand of this many units a second, taken as certain; each listing's part stays as it was known. */
export function assumedDemand(demand: Demand | undefined, ratePerSecond: number, now: Date): Demand {
  const units = 1_000_000;
  const from = new Date(now.getTime() - (units / ratePerSecond) * 1_000).toISOString();
  const at = now.toISOString();
  return {
    previous: { from, units },
    present: { from: at, units: 0 },
    lastAt: at,
    parts: demand?.parts ?? {},
  };
}

/** Every listing shows the whole pool. */
function unguardedBound(rates: readonly ListingRate[], saleOut: SaleOut): PolicyBound {
  const byDifference = expectedOversold(rates, { kind: 'delta' }, saleOut);
  const absolute = rates.filter(({ putsBackUnreported, ratePerSecond }) => putsBackUnreported && ratePerSecond > 0);
  if (absolute.length === 0) {
    return { expectedOversold: byDifference, chanceOfAny: saleOut.stock > 0 ? chanceOfOversold(rates) : 0 };
  }
  // An absolute figure also puts its own channel's unreported sales back on display: p·λ·L more.
  const total = rates.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0);
  const putBack = absolute.reduce(
    (sum, each) => sum + (each.ratePerSecond / total) * each.ratePerSecond * each.lagSeconds,
    0,
  );
  const expected = saleOut.stock > 0 ? byDifference + putBack : 0;
  return { expectedOversold: expected, chanceOfAny: 1 - Math.exp(-expected) };
}

/**
 * Units are withheld from each listing. The result is the lower of two upper bounds: one as if every listing withheld the
 * smallest number; the other treats each listing alone, which oversells at most the unreported sales beyond its buffer.
 */
function withheldBound(
  rates: readonly ListingRate[],
  unguarded: PolicyBound,
  withheldFrom: (channel: ChannelId) => number,
): PolicyBound {
  const least = Math.min(...rates.map(({ channel }) => withheldFrom(channel)));
  if (rates.length === 0 || least <= 0) {
    return unguarded;
  }
  const total = rates.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0);
  const unreported = rates
    .filter(({ ratePerSecond }) => ratePerSecond > 0)
    .map(({ channel, putsBackUnreported, ratePerSecond, lagSeconds: lag }) => ({
      mean: (putsBackUnreported ? total : total - ratePerSecond) * lag,
      withheld: withheldFrom(channel),
    }));
  const beyond = unreported.reduce((sum, { mean, withheld }) => sum + expectedBeyondBuffer(mean, withheld), 0);
  const chance = unreported.reduce((sum, { mean, withheld }) => sum + chanceBeyond(mean, withheld), 0);
  const { expectedOversold: expected, chanceOfAny } = unguarded;
  return {
    expectedOversold: Math.min(expectedBeyondBuffer(expected, least), beyond),
    chanceOfAny: Math.min(chanceOfAny, chanceBeyond(expected, least), chance),
  };
}

function endgameBound(exposure: Exposure, inputs: TimedInputs, rate: number, now: Date): Bound['endgame'] {
  const threshold = endgameThreshold(exposure, inputs, now);
  const part = threshold.rate > 0 ? threshold.finisherRate / threshold.rate : 0;
  const soldMeanwhile = rate * (1 + part) * threshold.lagSeconds;
  const underEndgame = { ...exposure, rules: { ...exposure.rules, policy: 'endgame' } } as const;
  const tooSlow = slowEndgame(underEndgame, inputs);
  const limit = tooSlow === undefined ? endgameLimit(underEndgame, inputs, now) : undefined;
  return {
    threshold,
    ...(limit !== undefined && { limit }),
    ...(tooSlow !== undefined && { tooSlow }),
    expectedOversold: expectedBeyondBuffer(soldMeanwhile, threshold.units),
    chanceOfAny: chanceBeyond(soldMeanwhile, threshold.units),
  };
}

type Known = {
  readonly rates: readonly ListingRate[];
  readonly unguarded: PolicyBound;
  readonly endgame: PolicyBound;
};

function presentBound(exposure: Exposure, inputs: TimedInputs, { rates, unguarded, endgame }: Known): PolicyBound {
  const { rules, buffers = {}, shares } = exposure;
  const policy = policyInForce(exposure, inputs);
  switch (policy) {
    case 'escrow':
      // Until escrow is in force, channels may sell what they showed before.
      return shares !== undefined && isInForce(exposure, inputs) ? NOTHING : unguarded;
    case 'endgame':
      return { expectedOversold: endgame.expectedOversold, chanceOfAny: endgame.chanceOfAny };
    case 'shared':
      return withheldBound(rates, unguarded, (channel) => {
        const { buffer = 0 } = rules.channels[channel] ?? {};
        return rules.safetyStock + (buffer === 'auto' ? (buffers[channel] ?? 0) : buffer);
      });
    default:
      return policy satisfies never;
  }
}

function automaticBuffers(
  listings: readonly Listing[],
  rules: ExposureRules,
  inputs: TimedInputs,
  now: Date,
): Readonly<Record<ChannelId, number>> {
  const buffers: Record<ChannelId, number> = {};
  for (const listing of listings) {
    buffers[listing.channel] = Math.max(buffers[listing.channel] ?? 0, bufferFor(listing, rules, inputs, now));
  }
  return buffers;
}

/** The chance that a Poisson demand exceeds so many units: the difference between two neighbouring expectations. */
function chanceBeyond(mean: number, units: number): number {
  return Math.max(0, expectedBeyondBuffer(mean, units) - expectedBeyondBuffer(mean, units + 1));
}
