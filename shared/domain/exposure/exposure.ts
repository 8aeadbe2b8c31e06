// How a SKU is offered on its listings: the merchant's rules, what was computed from them, and what a listing may show.
import type { ChannelId, Sku } from '../identifiers.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { wholeUnits } from '../listing/units.ts';
import type { Component, WithheldFromBundles } from '../stock/bundle.ts';
import { available, type Stock, totalStock } from '../stock/stock.ts';
import type { Demand } from './demand.ts';
import type { HoldReserve } from './hold-reserve.ts';
import type { Shares } from './shares.ts';

/**
 * `shared`: every listing shows the whole pool. `endgame`: the last units are shown on one listing only. `escrow`: each
 * listing shows its own share, and the shares never add up to more than is available.
 */
export type Policy = 'shared' | 'endgame' | 'escrow';

/** Units withheld from one channel's listings. `auto`: computed from the channel's lag, the demand and the risk. */
export type Buffer = number | 'auto';

/** From where on a SKU is low. Neither: nobody wants to be alerted of it. */
export type LowRules = {
  /** At this many units or fewer. With 0 only `out` and `enough` are there. */
  readonly lowAt?: number | undefined;
  /** At what it sells in so many days, or fewer. */
  readonly lowDays?: number | undefined;
};

/** The level of a SKU, and the entry with which it came about. */
export type StockLevel = {
  readonly kind: 'enough' | 'low' | 'out';
  readonly seq: number;
  /** When that entry was posted; ISO 8601. */
  readonly at: string;
  /** What was available then, and the threshold as it was then. */
  readonly available: number;
  readonly threshold: number;
};

/** The merchant's rules for a SKU. Units are whole, 0 or more. */
export type ExposureRules = {
  readonly policy: Policy;
  /** Withheld from every listing. */
  readonly safetyStock: number;
  /** By channel: `buffer` is withheld from its listings; `cap` is the most that one of its listings may show. */
  readonly channels: Readonly<Record<ChannelId, { readonly buffer: Buffer; readonly cap?: number | undefined }>>;
  /** The accepted chance that a sale-out oversells, above 0 and below 1. Automatic buffers and thresholds follow from it. */
  readonly risk: number;
  /** A push that lowers a listing to this many units or fewer is urgent. Absent: only a push to zero is. */
  readonly urgentAt?: number | undefined;
  /** The endgame begins at this many units. Absent: computed from demand and lag. */
  readonly endgameAt?: number | undefined;
} & LowRules;

/** The endgame is running: one listing, the finisher, alone shows what is left. */
export type Endgame = {
  /** The finisher. */
  readonly listing: string;
  /** When it became the finisher, or last sold; ISO 8601. */
  readonly since: string;
  /** Units in the pool when the endgame began. */
  readonly from: number;
};

/** How a SKU is offered now: the rules, and what was computed from them. */
export type Exposure = {
  readonly rules: ExposureRules;
  /**
   * Grows whenever what listings may show changes, other than by their own sales. A raise is written on the condition that
   * it has not moved.
   */
  readonly revision: number;
  /** Automatic buffers as last computed, by channel. */
  readonly buffers?: Readonly<Record<ChannelId, number>>;
  /** Present while the endgame runs. */
  readonly endgame?: Endgame;
  /** Present under `escrow`. */
  readonly shares?: Shares;
  /** Under escrow: what is kept out of the shares for holds; absent while no hold was refused lately. */
  readonly reserve?: HoldReserve;
  /**
   * Under escrow: units that listings of its bundles may still show or have sold unreported, as last counted. Absent on a SKU
   * in no bundle, and while they are not counted yet.
   */
  readonly bundled?: number;
  /** Present once the SKU was low or out by its rules. */
  readonly level?: StockLevel;
  /** Present on a bundle: its components. A bundle has no stock of its own, and sells what its components allow. */
  readonly madeOf?: readonly Component[];
  /** Bundles that contain the SKU: a change of its stock changes what their listings may show. */
  readonly partOf?: readonly Sku[];
  /** Channels that must still be notified that shares or rules changed. Kept until the event is emitted. */
  readonly toNotify?: readonly ChannelId[];
};

/** The facts from which a SKU's exposure is computed. */
export type ExposureInputs = {
  readonly stock: Stock;
  readonly listings: readonly Listing[];
  /** Absent before the first sale. */
  readonly demand?: Demand | undefined;
};

/** The facts, and how long a channel may take to show a figure that it accepted: `settleSeconds`, in milliseconds. */
export type TimedInputs = ExposureInputs & { readonly settleMs: number };

/** The exposure kept for the SKU; where nothing is kept yet, the deployment's rules with nothing computed from them. */
export function currentExposure(sku: { readonly exposure?: Exposure | undefined }, rules: ExposureRules): Exposure {
  return sku.exposure ?? { rules, revision: 0 };
}

/**
 * Units that the listing should show, 0 or more and whole units of the listing: its share under escrow; otherwise what is available where it draws, less
 * safety stock and buffer, at most the cap. In an endgame every listing but the finisher shows 0.
 */
export function sellable(
  stock: Stock,
  listing: Pick<Listing, 'channel' | 'channelLocation' | 'drawsOn' | 'units'>,
  exposure: Exposure,
): number {
  return wholeUnits(unitsToShow(stock, listing, exposure), listing);
}

function unitsToShow(
  stock: Stock,
  listing: Pick<Listing, 'channel' | 'channelLocation' | 'drawsOn'>,
  exposure: Exposure,
): number {
  const { channels } = exposure.rules;
  const cap = channels[listing.channel]?.cap ?? Number.POSITIVE_INFINITY;
  if (exposure.shares !== undefined) {
    const share = exposure.shares[listingId(listing)];
    return Math.max(0, Math.min(share?.units ?? 0, share?.goal ?? 0, cap));
  }
  if (exposure.endgame !== undefined && exposure.endgame.listing !== listingId(listing)) {
    return 0;
  }
  return Math.max(0, Math.min(freeUnits(stock, listing, exposure), cap));
}

/** What is available where the listing draws, less safety stock and buffer; below 0 where more was sold. */
export function freeUnits(
  stock: Stock,
  { channel, drawsOn }: Pick<Listing, 'channel' | 'drawsOn'>,
  exposure: Exposure,
): number {
  return available(totalStock(stock, drawsOn)) - exposure.rules.safetyStock - bufferOf(exposure, channel);
}

/** Whether a rebalance may have work: the listings' quantities depend on each other, or channels were not notified yet. */
export function isDivided(exposure: Exposure | undefined): exposure is Exposure {
  return exposure?.shares !== undefined || exposure?.endgame !== undefined || (exposure?.toNotify ?? []).length > 0;
}

/** The exposure with these channels among those that were not notified of it yet, each once and in order. */
export function withToNotify(exposure: Exposure, channels: readonly ChannelId[]): Exposure {
  return { ...exposure, toNotify: [...new Set([...(exposure.toNotify ?? []), ...channels])].sort() };
}

/**
 * Units that bundles containing the SKU may not sell: its safety stock. Under escrow all of them: a bundle's listing counts
 * down only itself, so no share could cover what it shows.
 */
export function withheldFromBundles(exposure: Exposure | undefined): WithheldFromBundles {
  return exposure?.shares === undefined ? (exposure?.rules.safetyStock ?? 0) : 'all';
}

/** Units withheld from the channel's listings: the merchant's figure, or the automatic one as last computed. */
export function bufferOf(exposure: Exposure, channel: ChannelId): number {
  const buffer = exposure.rules.channels[channel]?.buffer ?? 0;
  return buffer === 'auto' ? (exposure.buffers?.[channel] ?? 0) : buffer;
}
