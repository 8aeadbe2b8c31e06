import type { ChannelId } from '../identifiers.ts';
import { type Listing, lagSeconds, listingId, putsBackUnheardSales } from '../listing/listing.ts';
import { type Demand, partOf, salesRate } from './demand.ts';
import type { Exposure, ExposureRules, Policy } from './exposure.ts';
import {
  chanceOfOversold,
  expectedBeyondBuffer,
  expectedOversold,
  type RateAndLag,
  type SaleOut,
} from './oversell-law.ts';
import { bufferFor, endgameThreshold, type Threshold } from './revise-exposure.ts';
import { type ExposureInputs, isInForce, poolOf } from './shares.ts';

/** What a SKU oversells when it sells out at the present demand, with everything that this follows from. */
export type Bound = {
  /** Units available where the listings draw. */
  readonly available: number;
  /** Units a second that are sold over all listings. */
  readonly ratePerSecond: number;
  /** The chance taken, which buffers and thresholds are computed for. */
  readonly risk: number;
  readonly listings: readonly ListingInput[];
  /** By the rules that hold now. */
  readonly present: PolicyBound & { readonly policy: Policy };
  /** What each policy would give, with nothing withheld besides. */
  readonly shared: PolicyBound;
  readonly buffer: PolicyBound & { readonly buffers: Readonly<Record<ChannelId, number>> };
  readonly endgame: PolicyBound & { readonly threshold: Threshold };
  readonly escrow: PolicyBound;
};

export type ListingInput = RateAndLag & {
  readonly listing: string;
  readonly channel: ChannelId;
  /** False: no push was measured yet, and the lag is the usual one. */
  readonly isLagMeasured: boolean;
  /** A push to it also puts back on display what it sold itself and we had not heard of. */
  readonly putsBackUnheard: boolean;
};

export type PolicyBound = {
  /** Units, in the mean of many such sale-outs. */
  readonly expectedOversold: number;
  /** The chance that anything is oversold at all. */
  readonly chanceOfAny: number;
};

const NOTHING: PolicyBound = { expectedOversold: 0, chanceOfAny: 0 };

/**
 * The oversell to expect if the SKU sold out now. Listings that draw on different locations are taken for one pool, which
 * errs towards more.
 */
export function boundOf(exposure: Exposure, shelf: ExposureInputs, now: Date): Bound {
  const listings = shelf.listings.filter(({ managed }) => managed);
  const ids = listings.map(listingId);
  const ratePerSecond = salesRate(shelf.demand, now);
  const inputs = listings.map(
    (listing): ListingInput => ({
      listing: listingId(listing),
      channel: listing.channel,
      ratePerSecond: ratePerSecond * partOf(shelf.demand, listingId(listing), ids),
      lagSeconds: lagSeconds(listing),
      isLagMeasured: listing.lagMs !== undefined,
      putsBackUnheard: putsBackUnheardSales(listing),
    }),
  );
  const available = Math.max(0, poolOf(shelf.stock, listings));
  const unguarded = unguardedBound(inputs, { stock: available });
  const buffers = automaticBuffers(listings, exposure.rules, shelf, now);
  const endgame = endgameBound(exposure, shelf, ratePerSecond, now);
  return {
    available,
    ratePerSecond,
    risk: exposure.rules.risk,
    listings: inputs,
    present: { policy: exposure.rules.policy, ...presentBound(exposure, shelf, { inputs, unguarded, endgame }) },
    shared: unguarded,
    buffer: { buffers, ...withheldBound(inputs, unguarded, (channel) => buffers[channel] ?? 0) },
    endgame,
    escrow: NOTHING,
  };
}

/** Demand that sells so many units a second, known for certain; where it goes is as it was known. */
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

/** Every listing shows the whole of it. */
function unguardedBound(inputs: readonly ListingInput[], saleOut: SaleOut): PolicyBound {
  const byDifference = expectedOversold(inputs, { kind: 'delta' }, saleOut);
  const outright = inputs.filter(({ putsBackUnheard, ratePerSecond }) => putsBackUnheard && ratePerSecond > 0);
  if (outright.length === 0) {
    return { expectedOversold: byDifference, chanceOfAny: saleOut.stock > 0 ? chanceOfOversold(inputs) : 0 };
  }
  // A figure set outright also puts back on display what its own channel sold and we had not heard of: p·λ·L more.
  const total = inputs.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0);
  const putBack = outright.reduce(
    (sum, each) => sum + (each.ratePerSecond / total) * each.ratePerSecond * each.lagSeconds,
    0,
  );
  const expected = saleOut.stock > 0 ? byDifference + putBack : 0;
  return { expectedOversold: expected, chanceOfAny: 1 - Math.exp(-expected) };
}

/**
 * Units are withheld from each listing. Two bounds from above, of which the lower one is taken: as if every listing
 * withheld the least of them; and each listing by itself, which oversells at most what it had not heard of beyond them.
 */
function withheldBound(
  inputs: readonly ListingInput[],
  unguarded: PolicyBound,
  withheldFrom: (channel: ChannelId) => number,
): PolicyBound {
  const least = Math.min(...inputs.map(({ channel }) => withheldFrom(channel)));
  if (inputs.length === 0 || least <= 0) {
    return unguarded;
  }
  const total = inputs.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0);
  const unheard = inputs
    .filter(({ ratePerSecond }) => ratePerSecond > 0)
    .map(({ channel, putsBackUnheard, ratePerSecond, lagSeconds: lag }) => ({
      mean: (putsBackUnheard ? total : total - ratePerSecond) * lag,
      withheld: withheldFrom(channel),
    }));
  const beyond = unheard.reduce((sum, { mean, withheld }) => sum + expectedBeyondBuffer(mean, withheld), 0);
  const chance = unheard.reduce((sum, { mean, withheld }) => sum + chanceBeyond(mean, withheld), 0);
  const { expectedOversold: expected, chanceOfAny } = unguarded;
  return {
    expectedOversold: Math.min(expectedBeyondBuffer(expected, least), beyond),
    chanceOfAny: Math.min(chanceOfAny, chanceBeyond(expected, least), chance),
  };
}

function endgameBound(exposure: Exposure, shelf: ExposureInputs, rate: number, now: Date): Bound['endgame'] {
  const threshold = endgameThreshold(exposure, shelf, now);
  const part = threshold.rate > 0 ? threshold.finisherRate / threshold.rate : 0;
  const soldMeanwhile = rate * (1 + part) * threshold.lagSeconds;
  return {
    threshold,
    expectedOversold: expectedBeyondBuffer(soldMeanwhile, threshold.units),
    chanceOfAny: chanceBeyond(soldMeanwhile, threshold.units),
  };
}

type Known = {
  readonly inputs: readonly ListingInput[];
  readonly unguarded: PolicyBound;
  readonly endgame: PolicyBound;
};

function presentBound(
  { rules, buffers = {}, shares }: Exposure,
  shelf: ExposureInputs,
  { inputs, unguarded, endgame }: Known,
): PolicyBound {
  switch (rules.policy) {
    case 'escrow':
      // Until every recall of the beginning is proven, channels may sell what they show as before.
      return shares !== undefined && isInForce(shares, shelf) ? NOTHING : unguarded;
    case 'endgame':
      return { expectedOversold: endgame.expectedOversold, chanceOfAny: endgame.chanceOfAny };
    case 'shared':
      return withheldBound(inputs, unguarded, (channel) => {
        const { buffer = 0 } = rules.channels[channel] ?? {};
        return rules.safetyStock + (buffer === 'auto' ? (buffers[channel] ?? 0) : buffer);
      });
    default:
      return rules.policy satisfies never;
  }
}

function automaticBuffers(
  listings: readonly Listing[],
  rules: ExposureRules,
  shelf: ExposureInputs,
  now: Date,
): Readonly<Record<ChannelId, number>> {
  const buffers: Record<ChannelId, number> = {};
  for (const listing of listings) {
    buffers[listing.channel] = Math.max(buffers[listing.channel] ?? 0, bufferFor(listing, rules, shelf, now));
  }
  return buffers;
}

/** The chance that more than so many come, where `mean` come and they are Poisson: the bound's step from one to the next. */
function chanceBeyond(mean: number, units: number): number {
  return Math.max(0, expectedBeyondBuffer(mean, units) - expectedBeyondBuffer(mean, units + 1));
}
