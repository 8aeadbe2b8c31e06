/** Drift: decides when a difference between a channel and `shown` is confirmed, and what is done about it. */
import type { Exposure } from '../exposure/exposure.ts';
import type { Listing, Rise, Suspicion } from '../listing/listing.ts';
import { canBeLoweredThere } from '../listing/listing-push.ts';
import type { MovementObservation } from '../stock/observation.ts';
import { isSameOffSale, type OffSale } from '../stock/off-sale.ts';
import { isLastPushSeen } from './difference-cause.ts';
import { type DriftPolicy, remedyOf } from './drift-policy.ts';

/** What one check says of a listing. */
export type Verdict =
  | { readonly kind: 'agrees' }
  /** It differs, which proves nothing yet: keep this and check again. */
  | { readonly kind: 'suspected'; readonly suspicion: Suspicion }
  /** It still differs, but not for long enough. */
  | { readonly kind: 'tooSoon' }
  /** It differs and stayed so while nothing moved. */
  | { readonly kind: 'drifted'; readonly suspicion: Suspicion };

/**
 * How long a sale may take to be reported at the very worst: its message may be lost, and the sweep that finds its order
 * (every quarter of an hour) may fail a few times.
 */
const UNREPORTED_MS_MOST = 3_600_000;

/** Units that somebody took off sale in a channel's admin are work until that figure has stood for a day. */
const LOWERED_MS = 24 * 3_600_000;

/**
 * How long a difference must stay the same before it counts as drift. Under escrow, when the channel shows less than we
 * believe, this is the longest time that its sales may stay unreported. If we took such sales for an edit, their units
 * would be granted a second time.
 *
 * Without escrow, less than we saw there since the last push was taken off sale or counted by hand (Shopify: draft orders,
 * damaged units, transfers; Square: recounts), or sold and never reported. Overwriting it would put those units on sale,
 * so it stays as the channel has it until it is a day old. `adopt` takes it over at once: that puts nothing on sale.
 */
export function standsForMs(
  listing: Listing,
  actual: number,
  exposure: Exposure,
  { settleMs, onDrift }: { readonly settleMs: number; readonly onDrift: DriftPolicy },
): number {
  if (actual >= listing.shown) {
    return settleMs;
  }
  if (exposure.shares !== undefined) {
    return Math.max(settleMs, UNREPORTED_MS_MOST);
  }
  const isOverwritten = remedyOf(listing, { actual, shown: listing.shown }, onDrift) === 'overwrite';
  const isLoweredThere = isOverwritten && canBeLoweredThere(listing) && isLastPushSeen(listing);
  return isLoweredThere ? LOWERED_MS : settleMs;
}

/**
 * Compares what the channel shows with what we believe it shows. One difference proves nothing: a sale on its way to us
 * makes the channel show less for a while, and a push may be answered before it is applied. It is drift when two checks
 * at least `standsMs` apart read the same figure against the same `shown`, and no push moved in between. Where what is off
 * sale was read as well, that must be the same too: a draft order that was paid leaves the figure as it was.
 */
export function judge(listing: Listing, actual: number, now: Date, standsMs: number, offSale?: OffSale): Verdict {
  if (actual === listing.shown) {
    return { kind: 'agrees' };
  }
  const suspicion = suspicionOf(listing, actual, now, offSale);
  if (suspicion !== listing.suspicion) {
    return { kind: 'suspected', suspicion: standsMs >= LOWERED_MS ? asMissingSince(listing, suspicion) : suspicion };
  }
  return now.getTime() - Date.parse(suspicion.at) < standsMs ? { kind: 'tooSoon' } : { kind: 'drifted', suspicion };
}

/**
 * A difference that must stand for a day stands also while the SKU sells: as many units are missing there as before. Otherwise
 * each push would begin the day anew, and a figure that somebody lowered by mistake would stay so for ever.
 */
function asMissingSince({ suspicion: before }: Pick<Listing, 'suspicion'>, suspicion: Suspicion): Suspicion {
  const isAsMany = before !== undefined && before.actual - before.shown === suspicion.actual - suspicion.shown;
  return isAsMany ? { ...suspicion, at: before.at } : suspicion;
}

/** The suspicion of a reading: the one that a check before left, if that read the same, or else a new one. */
export function suspicionOf(
  { shown, revision, suspicion }: Pick<Listing, 'shown' | 'revision' | 'suspicion'>,
  actual: number,
  now: Date,
  offSale?: OffSale,
): Suspicion {
  const isTheSame =
    suspicion !== undefined &&
    suspicion.actual === actual &&
    suspicion.shown === shown &&
    suspicion.revision === revision &&
    (offSale === undefined || (suspicion.offSale !== undefined && isSameOffSale(suspicion.offSale, offSale)));
  return isTheSame
    ? suspicion
    : { actual, shown, revision, at: now.toISOString(), ...(offSale !== undefined && { offSale }) };
}

/**
 * The suspicion left by a reading that stopped a push: it counts as a first check. A push that was begun and withdrawn
 * moved nothing, so an earlier suspicion stands. `claimed` is the listing with that push on its way.
 */
export function suspectedInPassing(claimed: Listing, actual: number, now: Date): Suspicion {
  const { shown, revision, suspicion } = claimed;
  const stands = suspicion?.actual === actual && suspicion.shown === shown && suspicion.revision === revision - 1;
  return { actual, shown, revision: revision + 1, at: stands ? suspicion.at : now.toISOString() };
}

/** Whether the settle time of the last push is over: before that the channel may not show it yet. */
export function hasSettled(listing: Listing, now: Date, settleMs: number): boolean {
  return listing.lastPushedAt === undefined || now.getTime() - Date.parse(listing.lastPushedAt) >= settleMs;
}

/** Our clocks may differ by so much: a check this close may have begun already on another machine. */
const CLOCKS_DIFFER_MS = 1_000;

/** Whether a check of the listing is on its way that has certainly not begun. */
export function isCheckAhead(listing: Listing, now: Date): boolean {
  return listing.checkAt !== undefined && Date.parse(listing.checkAt) > now.getTime() + CLOCKS_DIFFER_MS;
}

/**
 * The units of a rise as a movement, once an operator says that they are there: on hand at the first location that the listing
 * draws on. The channel was lowered meanwhile, so it has counted nothing itself. One rise makes one movement. Undefined when
 * the listing draws on no location.
 */
export function adoptedRiseOf(
  listing: Listing,
  { shows, believed, at }: Rise,
  now: Date,
): MovementObservation | undefined {
  const [location] = listing.drawsOn;
  const { sku, channel, channelLocation } = listing;
  const receivedAt = now.toISOString();
  return location === undefined
    ? undefined
    : {
        kind: 'movement',
        sku,
        cause: 'adopted',
        changes: [{ location, onHand: shows - believed }],
        reason: 'raised in the channel’s admin',
        source: { channel, key: `rise:${channel}:${channelLocation}:${at}` },
        occurredAt: receivedAt,
        receivedAt,
      };
}

/**
 * The edit as a movement: so many units more or less at the first location that the listing draws on, which the channel
 * counted itself. Its key is that of the suspicion: checks of one edit make one movement, the same figure set again later
 * makes another. Undefined when the listing draws on no location.
 */
export function adoptionOf(listing: Listing, suspicion: Suspicion, now: Date): MovementObservation | undefined {
  const [location] = listing.drawsOn;
  const change = suspicion.actual - suspicion.shown;
  return location === undefined
    ? undefined
    : {
        kind: 'movement',
        sku: listing.sku,
        cause: 'adopted',
        changes: [{ location, onHand: change }],
        deducted: -change,
        channelLocation: listing.channelLocation,
        ...(listing.units !== undefined && { listingUnits: listing.units }),
        reason: 'edited in the channel’s admin',
        source: {
          channel: listing.channel,
          key: `drift:${listing.channel}:${listing.channelLocation}:${suspicion.revision}:${suspicion.at}`,
        },
        occurredAt: now.toISOString(),
        receivedAt: now.toISOString(),
      };
}
