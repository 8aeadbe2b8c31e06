import type { ChannelId, Sku } from '../identifiers.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import type { Component } from '../stock/bundle.ts';
import { available, type Stock, totalStock } from '../stock/stock.ts';
import type { Shares } from './shares.ts';

/**
 * How the units of a SKU are offered on its listings: every listing shows the pool; or the last units are shown on one
 * listing only; or each listing shows a share of its own, and the shares never add up to more than there is.
 */
export type Policy = 'shared' | 'endgame' | 'escrow';

/** Units withheld from one channel's listings; `auto`: as many as its lag costs at the present demand and risk. */
export type Buffer = number | 'auto';

/** The merchant's rules for a SKU. Units are whole, 0 or more. */
export type ExposureRules = {
  readonly policy: Policy;
  /** Withheld from every listing. */
  readonly safetyStock: number;
  /** What each channel adds; `cap` is the most one of its listings may show. */
  readonly channels: Readonly<Record<ChannelId, { readonly buffer: Buffer; readonly cap?: number | undefined }>>;
  /** The chance taken that a sale-out oversells, above 0 and below 1: automatic buffers and thresholds follow it. */
  readonly risk: number;
  /** A push that lowers a listing to so many units or fewer overtakes others; absent: only one to zero. */
  readonly urgentAt?: number | undefined;
  /** Under `endgame`: from so many units down; absent: computed from demand and lag. */
  readonly endgameAt?: number | undefined;
};

/** One channel's last stretch: its listing alone shows what is left. */
export type Endgame = {
  /** The listing that finishes the sale. */
  readonly listing: string;
  /** Since when it is the one, or last sold; ISO 8601. */
  readonly since: string;
  /** Units in the pool when it began. */
  readonly from: number;
};

/** How a SKU is offered now: the rules, and what was worked out from them. It lies on the stock card. */
export type Exposure = {
  readonly rules: ExposureRules;
  /** Grows with every change of what listings may show, other than by their own sales: the guard of those who raise. */
  readonly revision: number;
  /** Automatic buffers as last worked out, by channel. */
  readonly buffers?: Readonly<Record<ChannelId, number>>;
  /** Present while the endgame runs. */
  readonly endgame?: Endgame;
  /** Present under `escrow`. */
  readonly shares?: Shares;
  /** Present on a bundle: it has no stock of its own, and sells what its components allow. */
  readonly madeOf?: readonly Component[];
  /** Bundles that the SKU is a component of: what it does concerns their listings. */
  readonly partOf?: readonly Sku[];
  /** Channels that must look because shares moved, and were not told yet. */
  readonly untold?: readonly ChannelId[];
};

/** The card's own exposure, or that of the rules for a card on which nothing was worked out yet. */
export function currentExposure(card: { readonly exposure?: Exposure | undefined }, rules: ExposureRules): Exposure {
  return card.exposure ?? { rules, revision: 0 };
}

/** What the listing should show: what it may sell of what is available where it draws, never below 0. */
export function sellable(
  stock: Stock,
  listing: Pick<Listing, 'channel' | 'channelLocation' | 'drawsOn'>,
  exposure: Exposure,
): number {
  const { safetyStock, channels } = exposure.rules;
  const cap = channels[listing.channel]?.cap ?? Number.POSITIVE_INFINITY;
  if (exposure.shares !== undefined) {
    const share = exposure.shares[listingId(listing)];
    return Math.max(0, Math.min(share?.units ?? 0, share?.goal ?? 0, cap));
  }
  if (exposure.endgame !== undefined && exposure.endgame.listing !== listingId(listing)) {
    return 0;
  }
  const free = available(totalStock(stock, listing.drawsOn)) - safetyStock - bufferOf(exposure, listing.channel);
  return Math.max(0, Math.min(free, cap));
}

/** Units that only the SKU's own listings may sell: what bundles are made of is what is left of it. */
export function withheldFromBundles(exposure: Exposure | undefined): number {
  const shares = Object.values(exposure?.shares ?? {});
  return (exposure?.rules.safetyStock ?? 0) + shares.reduce((sum, { units }) => sum + Math.max(0, units), 0);
}

/** Units withheld from the channel's listings: as the merchant says, or as last worked out. */
function bufferOf(exposure: Exposure, channel: ChannelId): number {
  const buffer = exposure.rules.channels[channel]?.buffer ?? 0;
  return buffer === 'auto' ? (exposure.buffers?.[channel] ?? 0) : buffer;
}
