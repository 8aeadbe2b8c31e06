// Computes a SKU's exposure anew from its stock, listings and demand: shares, endgame and automatic buffers.
import type { ChannelId } from '../identifiers.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { putsBackUnreportedSales } from '../listing/listing-push.ts';
import { shownAfterSeconds } from '../listing/shown-after.ts';
import { unitsOf } from '../listing/units.ts';
import { type Demand, demandAfterIdling, partOf, rateAtMost, recentDemand, salesRate } from './demand.ts';
import { endgameThreshold, policyInForce } from './endgame.ts';
import type { Exposure, ExposureInputs, TimedInputs } from './exposure.ts';
import { isReserveKept } from './hold-reserve.ts';
import { unitsAtRisk } from './poisson.ts';
import { holdersOfTheLast, managedOf, poolOf } from './share-pools.ts';
import { type RebalanceOptions, rebalance, type Shares, sharesAfterOwnSale } from './shares.ts';

/** The exposure computed anew, and the demand, which a listing that did not sell has lowered. */
export type RevisedExposure = { readonly exposure: Exposure; readonly demand: Demand | undefined };

/**
 * Computes the shares under escrow, the finisher under endgame, and the automatic buffers. Returns the same exposure
 * object when nothing changes; otherwise its revision is one more. A bundle has no units to divide: its exposure stays.
 */
export function reviseExposure(
  exposure: Exposure,
  inputs: ExposureInputs,
  now: Date,
  options: RebalanceOptions,
): RevisedExposure {
  if (exposure.madeOf !== undefined) {
    return { exposure, demand: inputs.demand };
  }
  const idle = idleListings(exposure, inputs, now);
  const ids = managedOf(inputs).map(listingId);
  const demand = idle.reduce((known: Demand | undefined, each) => demandAfterIdling(known, each, ids), inputs.demand);
  const known = { ...inputs, demand, settleMs: options.settleMs };
  const policy = policyInForce(exposure, known);
  const shares =
    policy === 'escrow' ? rebalance(withIdleTimeoutRestarted(exposure, idle, now), known, now, options) : undefined;
  const endgame = policy === 'endgame' ? endgameOf(exposure, known, now) : undefined;
  const buffers = policy === 'escrow' ? undefined : automaticBuffers(exposure, known, now);
  const { buffers: _buffers, endgame: _endgame, shares: _shares, bundled, reserve, ...kept } = exposure;
  const revised: Exposure = {
    ...kept,
    ...(shares !== undefined && bundled !== undefined && { bundled }),
    ...(shares !== undefined && reserve !== undefined && isReserveKept(reserve, now) && { reserve }),
    ...(buffers !== undefined && { buffers }),
    ...(endgame !== undefined && { endgame }),
    ...(shares !== undefined && { shares }),
  };
  if (isSame(exposure, revised)) {
    // Restart the idle timeout even if no listing's quantity changes, so that idling is penalised once.
    return { exposure: idle.length === 0 ? exposure : revised, demand };
  }
  return { exposure: { ...revised, revision: kept.revision + 1 }, demand };
}

/** The exposure after a listing's own sale: its idle timeout restarts, and under escrow its share falls. */
export function exposureAfterOwnSale(exposure: Exposure, listing: string, deducted: number, at: string): Exposure {
  const { shares, endgame } = exposure;
  return {
    ...exposure,
    ...(shares !== undefined && { shares: sharesAfterOwnSale(shares, listing, deducted, at) }),
    ...(endgame?.listing === listing && deducted > 0 && { endgame: { ...endgame, since: at } }),
  };
}

/**
 * The automatic buffer of a listing, in units: what the others sell during its lag, at the accepted risk. Withheld from the
 * listing, those units cannot be sold a second time. A channel that takes absolute figures also puts its own unreported
 * sales back on display, so its own demand counts too.
 */
export function bufferFor(
  listing: Listing,
  { risk }: { readonly risk: number },
  inputs: TimedInputs,
  now: Date,
): number {
  const ids = managedOf(inputs).map(listingId);
  const others = putsBackUnreportedSales(listing) ? 1 : 1 - partOf(inputs.demand, listingId(listing), ids);
  const lag = shownAfterSeconds(listing, inputs.settleMs);
  return unitsAtRisk(rateAtMost(inputs.demand, now, lag) * others * lag, risk);
}

/**
 * An endgame ends when the pool has more than this many times the units that it began with. A single return, or a demand
 * that is estimated lower a moment later, must not show the last units everywhere again.
 */
const ENDS_AT_TIMES = 2;

function endgameOf(exposure: Exposure, inputs: TimedInputs, now: Date): Exposure['endgame'] {
  const listings = managedOf(inputs);
  const pool = poolOf(inputs.stock, listings) - exposure.rules.safetyStock;
  const threshold = endgameThreshold(exposure, inputs, now).units;
  const limit = exposure.endgame === undefined ? threshold : exposure.endgame.from * ENDS_AT_TIMES;
  if (pool > limit || listings.length < 2) {
    return undefined;
  }
  // A listing of larger packs cannot show the last units: one that can is preferred.
  const able = listings.filter((listing) => unitsOf(listing) <= pool);
  const ids = (able.length > 0 ? able : listings).map(listingId);
  const demand = recentDemand(inputs.demand);
  const byDemand = ids.toSorted((a, b) => partOf(demand, b, ids) - partOf(demand, a, ids));
  const [first] = byDemand;
  const present = exposure.endgame;
  const stays = present !== undefined && ids.includes(present.listing) && !isIdle(present, inputs, now);
  const from = present?.from ?? pool;
  return stays || first === undefined ? present : { listing: first, since: now.toISOString(), from };
}

/** An automatic buffer moves only by more than a quarter, because each move pushes to every listing of the channel. */
const BUFFER_MOVES_BY = 0.25;

function automaticBuffers(exposure: Exposure, inputs: TimedInputs, now: Date): Exposure['buffers'] {
  const { rules, buffers = {} } = exposure;
  const automatic = managedOf(inputs).filter(({ channel }) => rules.channels[channel]?.buffer === 'auto');
  if (automatic.length === 0) {
    return undefined;
  }
  const byChannel = Map.groupBy(automatic, ({ channel }) => channel);
  return Object.fromEntries(
    [...byChannel].map(([channel, listings]): [ChannelId, number] => {
      const due = Math.max(...listings.map((listing) => bufferFor(listing, rules, inputs, now)));
      const before = buffers[channel];
      const hasMoved = before === undefined || Math.abs(due - before) > before * BUFFER_MOVES_BY;
      return [channel, hasMoved ? due : before];
    }),
  );
}

/** A listing is idle when it has not sold for this many times its own mean time between sales. */
const MEAN_TIMES_BETWEEN_SALES = 4;
const IDLE_TIMEOUT_MS = { least: 30_000, most: 3_600_000 };

/** The idle timeout: how long a listing may hold the last units without selling one. 30 s to an hour, in milliseconds. */
export function idleTimeoutMs(inputs: ExposureInputs, listing: string, now: Date): number {
  const ids = managedOf(inputs).map(listingId);
  const rate = salesRate(inputs.demand, now) * partOf(inputs.demand, listing, ids);
  const usual = rate > 0 ? (MEAN_TIMES_BETWEEN_SALES * 1_000) / rate : IDLE_TIMEOUT_MS.most;
  return Math.min(IDLE_TIMEOUT_MS.most, Math.max(IDLE_TIMEOUT_MS.least, usual));
}

function isIdle({ listing, since }: { listing: string; since: string }, inputs: ExposureInputs, now: Date): boolean {
  return now.getTime() - Date.parse(since) > idleTimeoutMs(inputs, listing, now);
}

/** The listings that hold units past their idle timeout while others have none: their demand was estimated too high. */
export function idleListings(exposure: Exposure, inputs: ExposureInputs, now: Date): readonly string[] {
  const { shares, endgame } = exposure;
  if (endgame !== undefined) {
    return isIdle(endgame, inputs, now) ? [endgame.listing] : [];
  }
  return holdersOfTheLast(exposure, inputs)
    .map(listingId)
    .filter((listing) => isIdle({ listing, since: shares?.[listing]?.since ?? now.toISOString() }, inputs, now));
}

/** The exposure with the idle timeout of these listings started again. Where escrow only begins, there are no shares yet. */
function withIdleTimeoutRestarted(exposure: Exposure, idle: readonly string[], now: Date): Exposure {
  if (exposure.shares === undefined) {
    return exposure;
  }
  const shares = Object.entries(exposure.shares).map(([listing, share]) => [
    listing,
    idle.includes(listing) ? { ...share, since: now.toISOString() } : share,
  ]);
  return { ...exposure, shares: Object.fromEntries(shares) };
}

function isSame(before: Exposure, after: Exposure): boolean {
  return (
    before.endgame?.listing === after.endgame?.listing &&
    areSame(before.buffers, after.buffers, (a, b) => a === b) &&
    areSameShares(before.shares, after.shares)
  );
}

function areSameShares(before: Shares | undefined, after: Shares | undefined): boolean {
  return areSame(
    before,
    after,
    (a, b) =>
      a.units === b.units &&
      a.goal === b.goal &&
      a.isEntering === b.isEntering &&
      a.isProven === b.isProven &&
      a.leftAt === b.leftAt,
  );
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
