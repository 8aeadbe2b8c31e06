// What the stock API shows of a SKU's exposure.
import {
  type EndgameLimit,
  endgameLimit,
  endgameThreshold,
  policyInForce,
  type SlowEndgame,
  slowEndgame,
} from '../../domain/exposure/endgame.ts';
import type { Exposure, TimedInputs } from '../../domain/exposure/exposure.ts';
import {
  grantedUnits,
  managedOf,
  poolOf,
  sellingListings,
  tooManyForEscrow,
} from '../../domain/exposure/share-pools.ts';
import { exposedUnits, isInForce, type Share } from '../../domain/exposure/shares.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { sellsWithoutStock } from '../../domain/listing/catalogue-note.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { escrowPositionOf } from '../../domain/pushing/absolute.ts';
import { mustClose, needsReading } from '../../domain/pushing/absolute-escrow.ts';
import type { Component } from '../../domain/stock/bundle.ts';

/** The SKU's part: how far its policy has come. Units are whole. */
export type ExposureView = {
  /** Present on a bundle: its components. Its quantities are what they allow. */
  readonly madeOf?: readonly Component[];
  /** The bundles that contain the SKU. */
  readonly partOf?: readonly Sku[];
  readonly escrow?: {
    /** False while an initial recall is not released yet: until then a sale may exceed what is available. */
    readonly inForce: boolean;
    /** Units available that are in no share. */
    readonly free: number;
    /** Listings that are sold on when they show nothing: while there are any, escrow is not in force. */
    readonly sellsWithoutStock?: readonly string[];
    /** Escrow cannot divide the stock among so many listings: the SKU is offered under `endgame` until it has fewer. */
    readonly tooManyListings?: number;
  };
  readonly endgame?: {
    /** The finisher: it alone shows what is left. Null while all listings show it. */
    readonly listing: string | null;
    /** When it became the finisher, or last sold; ISO 8601. */
    readonly since: string | null;
    /** The endgame begins at this many units. */
    readonly threshold: number;
    /** Up to which demand it keeps to its risk; absent where that has no limit, and while it does not apply. */
    readonly limit?: EndgameLimit;
    /** Present while it does not apply because a lag is too long: the SKU is offered under escrow meanwhile. */
    readonly tooSlow?: SlowEndgame;
    /** Listings that are sold on when they show nothing: while there are any, more may be sold than there is. */
    readonly sellsWithoutStock?: readonly string[];
  };
};

export type ShareView = {
  /** Under escrow: the listing's share. */
  readonly share?: {
    readonly units: number;
    readonly goal: number;
    /** The most that the listing may still sell, or has sold unreported; at most `units`. */
    readonly mayStillSell: number;
    /** When it last sold, was granted units, or lost its goal; ISO 8601. */
    readonly since: string;
    /** Why its units do not move; absent where `units` is `goal` and the listing shows it. */
    readonly waitsFor?: ShareWaitsFor;
  };
};

/**
 * What a share waits for. `recall`: shares of the pool still add up to more than is available. `push`: a push on its way.
 * `reading`: its channel must be read, once a figure was applied and once more when every sale before was reported.
 * `lowering`: its channel must be lowered. `units`: units that other listings hold.
 */
export type ShareWaitsFor = 'recall' | 'push' | 'reading' | 'lowering' | 'units';

/** How far the SKU's policy has come, and how the SKU is part of bundles. */
export function exposureView(exposure: Exposure, inputs: TimedInputs, now: Date): ExposureView {
  const { rules, shares, madeOf, partOf } = exposure;
  const bundles = { ...(madeOf && { madeOf }), ...(partOf && { partOf }) };
  if (shares !== undefined) {
    const selling = sellingListings(inputs.listings, shares);
    const covered = grantedUnits(shares) + (exposure.bundled ?? 0);
    const free = Math.max(0, poolOf(inputs.stock, selling) - rules.safetyStock - covered);
    const escrow = { inForce: isInForce(exposure, inputs), free, ...unlimitedListings(selling) };
    return { ...bundles, escrow, ...(rules.policy === 'endgame' && { endgame: endgameView(exposure, inputs, now) }) };
  }
  if (madeOf !== undefined || (rules.policy !== 'endgame' && policyInForce(exposure, inputs) !== 'endgame')) {
    return bundles;
  }
  const tooManyListings = rules.policy === 'escrow' ? tooManyForEscrow(exposure, inputs.listings) : undefined;
  const managed = managedOf(inputs);
  const free = Math.max(0, poolOf(inputs.stock, managed) - rules.safetyStock);
  return {
    ...bundles,
    ...(tooManyListings !== undefined && { escrow: { inForce: false, free, tooManyListings } }),
    endgame: endgameView(exposure, inputs, now),
  };
}

function endgameView(exposure: Exposure, inputs: TimedInputs, now: Date): NonNullable<ExposureView['endgame']> {
  const { listing = null, since = null } = exposure.endgame ?? {};
  const threshold = endgameThreshold(exposure, inputs, now).units;
  const tooSlow = slowEndgame(exposure, inputs);
  const limit = tooSlow === undefined ? endgameLimit(exposure, inputs, now) : undefined;
  return {
    ...{ listing, since, threshold },
    ...(limit !== undefined && { limit }),
    ...(tooSlow !== undefined && { tooSlow }),
    ...unlimitedListings(managedOf(inputs)),
  };
}

function unlimitedListings(listings: readonly Listing[]): { readonly sellsWithoutStock?: readonly string[] } {
  const unlimited = listings.filter(sellsWithoutStock).map(listingId);
  return unlimited.length === 0 ? {} : { sellsWithoutStock: unlimited };
}

/** The listing's share, where it has one, and what it waits for. */
export function shareView(exposure: Exposure, listing: Listing): ShareView {
  const share = exposure.shares?.[listingId(listing)];
  if (share === undefined) {
    return {};
  }
  const { units, goal, since } = share;
  const waitsFor = waitsForOf(exposure, share, listing);
  return { share: { units, goal, mayStillSell: exposedUnits(listing), since, ...(waitsFor && { waitsFor }) } };
}

function waitsForOf(exposure: Exposure, share: Share, listing: Listing): ShareWaitsFor | undefined {
  const position = escrowPositionOf(listing, exposure);
  if (listing.intent !== undefined) {
    return 'push';
  }
  if (position !== undefined && needsReading(position) && !mustClose(position)) {
    return 'reading';
  }
  if (share.units > Math.max(0, share.goal)) {
    return 'lowering';
  }
  if (share.isEntering) {
    return 'recall';
  }
  return share.units < share.goal ? 'units' : undefined;
}
