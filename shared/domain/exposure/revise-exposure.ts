import type { ChannelId } from '../identifiers.ts';
import { type Listing, lagSeconds, listingId, putsBackUnheardSales } from '../listing/listing.ts';
import { type Demand, demandAfterIdling, partOf, rateAtMost, salesRate } from './demand.ts';
import type { Exposure } from './exposure.ts';
import { unitsAtRisk } from './risk.ts';
import { type ExposureInputs, hasEmptyShare, poolOf, rebalance, type Shares, sharesAfterOwnSale } from './shares.ts';

/** The exposure worked out anew, and the demand, which learns from what did not sell. */
export type RevisedExposure = { readonly exposure: Exposure; readonly demand: Demand | undefined };

/**
 * What follows for the listings from everything that is known now: shares under escrow, who finishes under endgame,
 * automatic buffers. The very same exposure when nothing changes; otherwise its revision is one more.
 *
 * A bundle has no units to divide: what it may show follows from its components alone.
 *
 * `release` says whether recalled units may be released (see `rebalance`).
 */
export function reviseExposure(
  exposure: Exposure,
  shelf: ExposureInputs,
  now: Date,
  release: 'release' | 'keep',
): RevisedExposure {
  if (exposure.madeOf !== undefined) {
    return { exposure, demand: shelf.demand };
  }
  const idle = idleListings(exposure, shelf, now);
  const ids = managedOf(shelf).map(listingId);
  const demand = idle.reduce((known: Demand | undefined, each) => demandAfterIdling(known, each, ids), shelf.demand);
  const known = { ...shelf, demand };
  const { policy } = exposure.rules;
  const shares = policy === 'escrow' ? rebalance(restarted(exposure, idle, now), known, now, release) : undefined;
  const endgame = policy === 'endgame' ? endgameOf(exposure, known, now) : undefined;
  const buffers = policy === 'escrow' ? undefined : automaticBuffers(exposure, known, now);
  const { buffers: _buffers, endgame: _endgame, shares: _shares, ...kept } = exposure;
  const revised: Exposure = {
    ...kept,
    ...(buffers !== undefined && { buffers }),
    ...(endgame !== undefined && { endgame }),
    ...(shares !== undefined && { shares }),
  };
  if (isSame(exposure, revised)) {
    // Whoever idled begins anew, though nothing follows for the listings: it is held against it once.
    return { exposure: idle.length === 0 ? exposure : revised, demand };
  }
  return { exposure: { ...revised, revision: kept.revision + 1 }, demand };
}

/** Who sells is not idle; under escrow its share falls too. */
export function exposureAfterOwnSale(exposure: Exposure, listing: string, deducted: number, at: string): Exposure {
  const { shares, endgame } = exposure;
  return {
    ...exposure,
    ...(shares !== undefined && { shares: sharesAfterOwnSale(shares, listing, deducted, at) }),
    ...(endgame?.listing === listing && deducted > 0 && { endgame: { ...endgame, since: at } }),
  };
}

/** Endgame: from so many units in the pool down, one listing alone shows them. With its inputs, for the log. */
export type Threshold = {
  readonly units: number;
  /** Units a second, over all listings; on the safe side of what is known. */
  readonly rate: number;
  /** Units a second of the listing that would finish. */
  readonly finisherRate: number;
  readonly lagSeconds: number;
  readonly risk: number;
};

/**
 * While the others are taken down, every listing sells for one lag, and the finishing one sells for another lag before
 * it hears of all of that: so many units must be left, at the risk taken, for none to be sold twice.
 */
export function endgameThreshold(exposure: Exposure, shelf: ExposureInputs, now: Date): Threshold {
  const { risk, endgameAt } = exposure.rules;
  const ids = managedOf(shelf).map(listingId);
  const part = Math.max(0, ...ids.map((id) => partOf(shelf.demand, id, ids)));
  const lag = Math.max(0, ...managedOf(shelf).map(lagSeconds));
  const rate = rateAtMost(shelf.demand, now, lag);
  const units = endgameAt ?? unitsAtRisk((rate + rate * part) * lag, risk);
  return { units, rate, finisherRate: rate * part, lagSeconds: lag, risk };
}

/**
 * What the others sell during a listing's lag, at the risk taken: withheld from it, it cannot sell those units again. A
 * channel that takes figures outright is shown its own unheard sales again too.
 */
export function bufferFor(
  listing: Listing,
  { risk }: { readonly risk: number },
  shelf: ExposureInputs,
  now: Date,
): number {
  const ids = managedOf(shelf).map(listingId);
  const others = putsBackUnheardSales(listing) ? 1 : 1 - partOf(shelf.demand, listingId(listing), ids);
  const lag = lagSeconds(listing);
  return unitsAtRisk(rateAtMost(shelf.demand, now, lag) * others * lag, risk);
}

/**
 * An endgame once begun goes on until the pool has twice the units that it began with: a return is no new stock, and a
 * rate that seems lower a moment later is no reason to show the last units everywhere again.
 */
const ENDS_AT_TIMES = 2;

function endgameOf(exposure: Exposure, shelf: ExposureInputs, now: Date): Exposure['endgame'] {
  const listings = managedOf(shelf);
  const pool = poolOf(shelf.stock, listings) - exposure.rules.safetyStock;
  const threshold = endgameThreshold(exposure, shelf, now).units;
  const limit = exposure.endgame === undefined ? threshold : exposure.endgame.from * ENDS_AT_TIMES;
  if (pool > limit || listings.length < 2) {
    return undefined;
  }
  const ids = listings.map(listingId);
  const byDemand = ids.toSorted((a, b) => partOf(shelf.demand, b, ids) - partOf(shelf.demand, a, ids));
  const [first] = byDemand;
  const present = exposure.endgame;
  const stays = present !== undefined && ids.includes(present.listing) && !isIdle(present, shelf, now);
  const from = present?.from ?? pool;
  return stays || first === undefined ? present : { listing: first, since: now.toISOString(), from };
}

/** Automatic buffers move only by a quarter or more: each move is a push to every listing of the channel. */
const BUFFER_MOVES_BY = 0.25;

function automaticBuffers(exposure: Exposure, shelf: ExposureInputs, now: Date): Exposure['buffers'] {
  const { rules, buffers = {} } = exposure;
  const automatic = managedOf(shelf).filter(({ channel }) => rules.channels[channel]?.buffer === 'auto');
  if (automatic.length === 0) {
    return undefined;
  }
  const byChannel = Map.groupBy(automatic, ({ channel }) => channel);
  return Object.fromEntries(
    [...byChannel].map(([channel, listings]): [ChannelId, number] => {
      const due = Math.max(...listings.map((listing) => bufferFor(listing, rules, shelf, now)));
      const before = buffers[channel];
      const hasMoved = before === undefined || Math.abs(due - before) > before * BUFFER_MOVES_BY;
      return [channel, hasMoved ? due : before];
    }),
  );
}

/** A listing that keeps units from others for this many of its own usual times to a sale is idle. */
const USUAL_TIMES = 4;
const IDLE_TIMEOUT_MS = { least: 30_000, most: 3_600_000 };

/** How long a listing may hold the last units without selling one, in milliseconds: 30 s to an hour. */
export function idleTimeoutMs(shelf: ExposureInputs, listing: string, now: Date): number {
  const ids = managedOf(shelf).map(listingId);
  const rate = salesRate(shelf.demand, now) * partOf(shelf.demand, listing, ids);
  const usual = rate > 0 ? (USUAL_TIMES * 1_000) / rate : IDLE_TIMEOUT_MS.most;
  return Math.min(IDLE_TIMEOUT_MS.most, Math.max(IDLE_TIMEOUT_MS.least, usual));
}

function isIdle({ listing, since }: { listing: string; since: string }, shelf: ExposureInputs, now: Date): boolean {
  return now.getTime() - Date.parse(since) > idleTimeoutMs(shelf, listing, now);
}

/** The listings that hold units, sell none, and keep others without: their part of the demand is less than was thought. */
export function idleListings(exposure: Exposure, shelf: ExposureInputs, now: Date): readonly string[] {
  const { shares, endgame } = exposure;
  if (endgame !== undefined) {
    return isIdle(endgame, shelf, now) ? [endgame.listing] : [];
  }
  return Object.entries(hasEmptyShare(shares) ? (shares ?? {}) : {})
    .filter(([listing, { units, since }]) => units > 0 && isIdle({ listing, since }, shelf, now))
    .map(([listing]) => listing);
}

/** Their time to sell begins anew: idling once is held against a listing once. */
function restarted(exposure: Exposure, idle: readonly string[], now: Date): Exposure {
  const shares = Object.entries(exposure.shares ?? {}).map(([listing, share]) => [
    listing,
    idle.includes(listing) ? { ...share, since: now.toISOString() } : share,
  ]);
  return { ...exposure, shares: Object.fromEntries(shares) };
}

function managedOf(shelf: ExposureInputs): readonly Listing[] {
  return shelf.listings.filter(({ managed }) => managed);
}

function isSame(before: Exposure, after: Exposure): boolean {
  return (
    before.endgame?.listing === after.endgame?.listing &&
    areSame(before.buffers, after.buffers, (a, b) => a === b) &&
    areSameShares(before.shares, after.shares)
  );
}

function areSameShares(before: Shares | undefined, after: Shares | undefined): boolean {
  return areSame(before, after, (a, b) => a.units === b.units && a.goal === b.goal);
}

function areSame<Value>(
  before: Readonly<Record<string, Value>> | undefined,
  after: Readonly<Record<string, Value>> | undefined,
  isEqual: (a: Value, b: Value) => boolean,
): boolean {
  const [a, b] = [Object.entries(before ?? {}), after ?? {}];
  const isThere = (before === undefined) === (after === undefined);
  return (
    isThere &&
    a.length === Object.keys(b).length &&
    a.every(([key, value]) => {
      const other = b[key];
      return other !== undefined && isEqual(value, other);
    })
  );
}
