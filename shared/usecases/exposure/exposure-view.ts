// What the stock API shows of a SKU's exposure.
import type { Exposure, ExposureInputs } from '../../domain/exposure/exposure.ts';
import { endgameThreshold } from '../../domain/exposure/revise-exposure.ts';
import { isInForce, poolOf } from '../../domain/exposure/shares.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
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
  };
  readonly endgame?: {
    /** The finisher: it alone shows what is left. Null while all listings show it. */
    readonly listing: string | null;
    /** When it became the finisher, or last sold; ISO 8601. */
    readonly since: string | null;
    /** The endgame begins at this many units. */
    readonly threshold: number;
  };
};

export type ShareView = {
  /** Under escrow: the listing's share. */
  readonly share?: { readonly units: number; readonly goal: number };
};

/** How far the SKU's policy has come, and how the SKU is part of bundles. */
export function exposureView(exposure: Exposure, inputs: ExposureInputs, now: Date): ExposureView {
  const { rules, shares, endgame, madeOf, partOf } = exposure;
  const bundles = { ...(madeOf && { madeOf }), ...(partOf && { partOf }) };
  if (shares !== undefined) {
    const listings = inputs.listings.filter(({ managed }) => managed);
    const granted = Object.values(shares).reduce((sum, { units }) => sum + Math.max(0, units), 0);
    const free = Math.max(0, poolOf(inputs.stock, listings) - rules.safetyStock - granted);
    return { ...bundles, escrow: { inForce: isInForce(shares, inputs), free } };
  }
  if (rules.policy === 'endgame' && madeOf === undefined) {
    const threshold = endgameThreshold(exposure, inputs, now).units;
    return { ...bundles, endgame: { listing: endgame?.listing ?? null, since: endgame?.since ?? null, threshold } };
  }
  return bundles;
}

/** The listing's share, where it has one. */
export function shareView({ shares }: Exposure, listing: Listing): ShareView {
  const share = shares?.[listingId(listing)];
  return share === undefined ? {} : { share: { units: share.units, goal: share.goal } };
}
