import type { Exposure, ExposureInputs } from '../../domain/exposure/exposure.ts';
import { endgameThreshold } from '../../domain/exposure/revise-exposure.ts';
import { isInForce, poolOf } from '../../domain/exposure/shares.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import type { Component } from '../../domain/stock/bundle.ts';

/** What the stock API tells of a policy beyond its name. Units are whole. */
export type ExposureView = {
  /** A bundle: what it is made of. Its figures are what its components allow. */
  readonly madeOf?: readonly Component[];
  /** The bundles that it is a component of. */
  readonly partOf?: readonly Sku[];
  readonly escrow?: {
    /** False while units of the beginning are still recalled: until then a sale may exceed what is available. */
    readonly inForce: boolean;
    /** Available and in nobody's share. */
    readonly free: number;
  };
  readonly endgame?: {
    /** The listing that alone shows what is left; null while all listings show it. */
    readonly listing: string | null;
    /** Since when it is the one, or last sold. */
    readonly since: string | null;
    /** The endgame begins at so many units. */
    readonly threshold: number;
  };
};

export type ShareView = {
  /** Under escrow: what the listing alone may sell, and what that should come to. */
  readonly share?: { readonly units: number; readonly goal: number };
};

/** How far the SKU's policy has come. */
export function exposureView(exposure: Exposure, shelf: ExposureInputs, now: Date): ExposureView {
  const { rules, shares, endgame, madeOf, partOf } = exposure;
  const bundles = { ...(madeOf && { madeOf }), ...(partOf && { partOf }) };
  if (shares !== undefined) {
    const listings = shelf.listings.filter(({ managed }) => managed);
    const granted = Object.values(shares).reduce((sum, { units }) => sum + Math.max(0, units), 0);
    const free = Math.max(0, poolOf(shelf.stock, listings) - rules.safetyStock - granted);
    return { ...bundles, escrow: { inForce: isInForce(shares, shelf), free } };
  }
  if (rules.policy === 'endgame' && madeOf === undefined) {
    const threshold = endgameThreshold(exposure, shelf, now).units;
    return { ...bundles, endgame: { listing: endgame?.listing ?? null, since: endgame?.since ?? null, threshold } };
  }
  return bundles;
}

/** The listing's own part of it. */
export function shareView({ shares }: Exposure, listing: Listing): ShareView {
  const share = shares?.[listingId(listing)];
  return share === undefined ? {} : { share: { units: share.units, goal: share.goal } };
}
