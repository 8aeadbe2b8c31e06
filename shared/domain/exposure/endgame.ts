// What an endgame can hold: the units at which it begins, the fastest rush, the longest lag; and the policy that holds beyond.
import { type Listing, listingId } from '../listing/listing.ts';
import { isProvenOnlyByReading } from '../listing/listing-push.ts';
import { shownAfterSeconds } from '../listing/shown-after.ts';
import { partOf, rateAtMost, UNITS_UNTIL_RUSH_KNOWN } from './demand.ts';
import type { Exposure, Policy, TimedInputs } from './exposure.ts';
import { unitsAtRisk } from './poisson.ts';
import { managedOf, poolOf, tooManyForEscrow } from './share-pools.ts';

/**
 * The policy by which the SKU is offered: the one of its rules, except `endgame` where they say `escrow` and the listings are
 * too many for it, and `escrow` where they say `endgame` and the lags are too long for it.
 */
export function policyInForce(exposure: InForce, inputs: Pick<TimedInputs, 'stock' | 'listings' | 'settleMs'>): Policy {
  const { policy } = exposure.rules;
  if (policy === 'escrow') {
    return tooManyForEscrow(exposure, inputs.listings) === undefined ? 'escrow' : 'endgame';
  }
  return slowEndgame(exposure, inputs) === undefined ? policy : 'escrow';
}

type InForce = Pick<Exposure, 'rules' | 'shares' | 'endgame'>;

/** The number of units in the pool at which the endgame begins, and what it was computed from. */
export type Threshold = {
  readonly units: number;
  /** Units a second over all listings: the upper estimate. */
  readonly rate: number;
  /** Units a second of the finisher. */
  readonly finisherRate: number;
  /** The largest part of the demand that one listing has, 0 to 1. */
  readonly finisherPart: number;
  readonly lagSeconds: number;
  readonly risk: number;
};

/**
 * The endgame threshold. While the other listings are lowered to 0, every listing sells for one lag; the finisher sells
 * for another lag before its quantity includes those sales. So many units must be left that, at the accepted risk, none
 * is sold twice.
 */
export function endgameThreshold(exposure: Exposure, inputs: TimedInputs, now: Date): Threshold {
  const { risk, endgameAt } = exposure.rules;
  const ids = managedOf(inputs).map(listingId);
  const part = Math.max(0, ...ids.map((id) => partOf(inputs.demand, id, ids)));
  const lag = Math.max(0, ...managedOf(inputs).map((listing) => shownAfterSeconds(listing, inputs.settleMs)));
  const rate = rateAtMost(inputs.demand, now, lag);
  const units = endgameAt ?? unitsAtRisk((rate + rate * part) * lag, risk);
  return { units, rate, finisherRate: rate * part, finisherPart: part, lagSeconds: lag, risk };
}

/** Up to which demand an endgame keeps to its risk. */
export type EndgameLimit = {
  /** Units a second over all listings. */
  readonly unitsPerSecond: number;
  /** The longest lag of the SKU's listings, which the figure holds for. */
  readonly lagSeconds: number;
  /**
   * Listings whose channels show a figure some time after accepting it (Amazon): the settle time is part of their lag. One that
   * takes longer sells on, and that comes on top of the risk.
   */
  readonly appliedLater?: readonly string[];
};

/**
 * The fastest rush, begun without notice, that the endgame limits at its risk. While its first sales are reported and the
 * others lowered, all listings sell for one lag and the finisher for another: those units, and the ones that make the rate known,
 * must be available. Undefined where nothing can be oversold so: on one listing, or where the endgame begins at once.
 */
export function endgameLimit(exposure: Exposure, inputs: TimedInputs, now: Date): EndgameLimit | undefined {
  const { risk, endgameAt, safetyStock } = exposure.rules;
  const listings = managedOf(inputs);
  const pool = Math.max(0, poolOf(inputs.stock, listings) - safetyStock);
  const { lagSeconds, finisherPart } = endgameThreshold(exposure, inputs, now);
  if (listings.length < 2 || lagSeconds === 0 || (endgameAt ?? 0) >= pool) {
    return undefined;
  }
  const units = endgameAt ?? Math.max(0, pool - UNITS_UNTIL_RUSH_KNOWN);
  return {
    unitsPerSecond: greatestMean(units, risk) / ((1 + finisherPart) * lagSeconds),
    lagSeconds,
    ...appliedLater(listings),
  };
}

function appliedLater(listings: readonly Listing[]): Pick<EndgameLimit, 'appliedLater'> {
  const later = listings.filter(isProvenOnlyByReading).map(listingId);
  return later.length > 0 ? { appliedLater: later } : {};
}

/** The greatest mean demand that exceeds so many units with at most this chance, to a thousandth of the units. */
function greatestMean(units: number, risk: number): number {
  let [least, most] = [0, units];
  while (most - least > units / 1_000) {
    const mean = (least + most) / 2;
    [least, most] = unitsAtRisk(mean, risk) <= units ? [mean, most] : [least, mean];
  }
  return least;
}

/**
 * An endgame takes up to two lags until its finisher alone shows units: one in which the first sales are reported and the
 * others lowered, one in which the finisher shows what those sold. At more than 15 s a rush that sells everything within
 * half a minute is over by then, and each unit of it may be sold on every listing. It ends at half of that, so that a lag
 * near the limit does not move all quantities again and again. A channel that only accepts figures (Amazon) is always too late: each
 * figure puts back what it sold until it shows it, and no answer says how long that takes.
 */
const ENDGAME_LAG_SECONDS = { most: 15, againBelow: 7.5 };

/** Why a SKU whose rules say `endgame` is offered under escrow. */
export type SlowEndgame = {
  /** The longest lag of its listings. */
  readonly lagSeconds: number;
  /** The endgame applies again once every lag is shorter, in seconds. */
  readonly againBelowSeconds: number;
  /** Listings whose channels show a figure some time after accepting it: while there is one, the endgame does not apply. */
  readonly appliedLater?: readonly string[];
};

/**
 * The lag for which the SKU is offered under escrow though its rules say `endgame`; undefined where it is not. It is not where
 * the merchant fixed the units at which the endgame begins, nor once it has begun: then one listing alone shows what is left. Nor
 * for so few units that at any lag they are sold before a rush is known: escrow would divide those for little.
 */
export function slowEndgame(
  exposure: InForce,
  inputs: Pick<TimedInputs, 'stock' | 'listings' | 'settleMs'>,
): SlowEndgame | undefined {
  const { rules, shares, endgame } = exposure;
  const listings = managedOf(inputs);
  if (
    rules.policy !== 'endgame' ||
    rules.endgameAt !== undefined ||
    endgame !== undefined ||
    listings.length < 2 ||
    tooManyForEscrow(exposure, inputs.listings) !== undefined
  ) {
    return undefined;
  }
  const longest = Math.max(...listings.map((listing) => shownAfterSeconds(listing, inputs.settleMs)));
  const pool = poolOf(inputs.stock, listings) - rules.safetyStock;
  const { most, againBelow } = ENDGAME_LAG_SECONDS;
  const later = appliedLater(listings);
  const isLate = later.appliedLater !== undefined || (shares === undefined ? longest > most : longest >= againBelow);
  const isSlow = isLate && (shares !== undefined || pool > UNITS_UNTIL_RUSH_KNOWN);
  return isSlow ? { lagSeconds: longest, againBelowSeconds: againBelow, ...later } : undefined;
}
