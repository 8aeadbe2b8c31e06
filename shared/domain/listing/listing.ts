/** A listing: one SKU on one channel, what the channel shows, and what is known of its pushes and checks. */
import type { ChannelId, LocationId, Sku } from '../identifiers.ts';
import type { OffSale, UnitStates } from '../stock/off-sale.ts';
import type { CatalogueNote } from './catalogue-note.ts';
import type { ListingPush } from './listing-push.ts';
import { locationAt } from './place.ts';
import type { PushIntent } from './push-intent.ts';

/** A check read another figure than `shown`: it proves nothing until another check reads the same. */
export type Suspicion = {
  /** What the channel showed, against which `shown`, at which revision of the listing. */
  readonly actual: number;
  readonly shown: number;
  readonly revision: number;
  /** When it was first seen; ISO 8601. */
  readonly at: string;
  /** It is confirmed, and waits for an operator. */
  readonly isAsked?: true;
  /** What was off sale there, where stock work in the channel's admin is followed. */
  readonly offSale?: OffSale;
};

/**
 * A large rise that nothing explains: the channel showed so much where we believed less, and was lowered to what the ledger
 * has. Kept until an operator says whether the units are there.
 */
export type Rise = {
  readonly shows: number;
  readonly believed: number;
  /** When it was seen; ISO 8601. */
  readonly at: string;
};

/**
 * What `shown` rests on: the channel's answer to a push, a reading of its quantity, a page of its catalogue, its notice of
 * a quantity; or only our count of an order that the channel should have counted itself. ISO 8601.
 */
export type Evidence = { readonly kind: EvidenceKind; readonly asOf: string };
export type EvidenceKind = 'answer' | 'reading' | 'page' | 'notice' | 'count';

/** A SKU as offered on one channel (at one of its locations, where the channel keeps quantities per location). */
export type Listing = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  /** The channel's location; `-` where the channel has only one quantity. Of a linked listing, its place (place.ts). */
  readonly channelLocation: string;
  /** The channel's id of what is counted: Shopify inventory item, Amazon seller SKU, Square variation. */
  readonly externalId: string;
  /** The id under which the channel's orders name it, where that is another (Shopify: the variant); absent where unknown. */
  readonly soldAs?: string;
  /** Of a linked listing, its own SKU at the channel: its orders come under it. */
  readonly name?: Sku;
  /** Units of the SKU in one unit of the listing, 2 or more; absent: 1. All figures of the listing are in units of the SKU. */
  readonly units?: number;
  /** Our locations this listing draws on. */
  readonly drawsOn: readonly LocationId[];
  readonly push: ListingPush;
  /** False for what the channel itself keeps (Amazon FBA), or sells as something else now: it is never pushed. */
  readonly managed: boolean;
  /**
   * The quantity we believe the channel displays, counting every sale we have received. May be negative. Under escrow, on a
   * channel that only accepts figures, it is the most that the channel may display: an accepted 0 does not lower it, a
   * reading does.
   */
  readonly shown: number;
  /** Pushes begun so far. */
  readonly generation: number;
  /** Grows with every begun and finished push: the guard of those who read the listing before writing it. */
  readonly revision: number;
  readonly intent?: PushIntent;
  readonly lastPushedAt?: string;
  /** What the channel answered after the last push that it shows, or was seen to show since; absent where its answer did not say. */
  readonly answered?: number;
  /** Units by which our own pushes took its figure below 0, crossing sales that were not reported yet; absent: none. */
  readonly pushedBelowZero?: number;
  /** What `shown` rests on; absent on a listing that was registered before this was kept. */
  readonly evidence?: Evidence;
  /**
   * When the channel's own figure was last seen, and was or became `shown`, or proved that the push just made was applied
   * once; ISO 8601.
   */
  readonly comparedAt?: string;
  /** How long its pushes took lately from receipt to the channel's answer, in milliseconds; absent before the first. */
  readonly lagMs?: number;
  /** Why the channel refused the last push; absent once one was accepted. */
  readonly problem?: string;
  /** When the refused push is tried again (ISO 8601); absent once one was accepted. */
  readonly retryAt?: string;
  /** What the channel's catalogue says of it that is not as it was imported; absent until it says something. */
  readonly catalogueNotes?: readonly CatalogueNote[];
  /** For when the last check of what the channel shows was scheduled; absent once one found that it agrees. */
  readonly checkAt?: string;
  readonly suspicion?: Suspicion;
  /** The last large rise that nothing explains, and nobody has answered. */
  readonly rise?: Rise;
  /** The revision at which a check last found that the channel shows `shown`; absent before the first. */
  readonly agreedRevision?: number;
  /** `shown` was taken from the channel itself then: what it had counted before is in it. ISO 8601. */
  readonly shownAsOf?: string;
  /**
   * Units by which `shown` has become the channel's higher figure without an entry, in all; kept where stock work in the
   * channel's admin is followed. Absent: none.
   */
  readonly foundMore?: number;
  /**
   * Its channel set its own figure by a count and did not say by how many units that moved, so `shown` did not follow. Absent
   * once the channel's figure was seen.
   */
  readonly isRecounted?: true;
  /** What else the channel had there when a check last found that it shows `shown`, and the SKU's last entry then. */
  readonly agreedStates?: AgreedStates;
};

export type AgreedStates = Pick<UnitStates, 'committed' | 'incoming'> & {
  readonly seq: number;
  readonly asOf: string;
};

/** A figure that the channel was seen to show, and as of when; ISO 8601. */
export type SeenQuantity = {
  readonly units: number;
  readonly asOf: string;
  /** Stock work in the channel's admin may be behind it: it is added up, until a check has found out. */
  readonly mayBeWork?: true;
  /** The rise to it is kept as a question for an operator. */
  readonly isAsked?: true;
};

/** What is kept of a push that was taken back. */
export type WithdrawNote = {
  /** The channel shows more than we believed: this becomes `shown`, unless `shown` moved since the listing was read. */
  readonly seen?: SeenQuantity;
  readonly checkAt?: string;
  readonly calledAt?: string;
  readonly suspicion?: Suspicion;
};

/** What is kept of a push that was applied; `seen` as of a push that was taken back. */
export type AppliedNote = Partial<
  Pick<Listing, 'checkAt' | 'answered' | 'lagMs' | 'pushedBelowZero' | 'evidence' | 'comparedAt' | 'rise'>
> &
  Pick<WithdrawNote, 'seen'> & {
    /** The channel's answer proves that it shows `shown` now: as if a check had found it. */
    readonly isProven?: true;
  };

/** What says whether the channel's figure was seen since a push of ours, or a count made there, moved it. */
export type SeenListing = Pick<Listing, 'lastPushedAt' | 'comparedAt' | 'isRecounted'>;

/**
 * Whether the channel's figure was seen since the last push, so that the push is known to be applied, and once only; or
 * nothing was ever pushed. After a count made there that did not say by how much it moved the figure, the ledger has
 * the same units as the figure: a push carries them there a second time, and only a reading shows that.
 */
export function isSeenSincePush({ lastPushedAt, comparedAt, isRecounted }: SeenListing): boolean {
  const isSeen = lastPushedAt === undefined || (comparedAt !== undefined && comparedAt >= lastPushedAt);
  return isSeen && isRecounted === undefined;
}

/** The location of a channel that has only one quantity. */
const ONLY_LOCATION = '-';

/** Identity of a listing within its SKU. */
export function listingId(listing: Pick<Listing, 'channel' | 'channelLocation'>): string {
  const { channel, channelLocation } = listing;
  const isOnly = locationAt(channelLocation) === ONLY_LOCATION;
  return isOnly ? `${channel}${channelLocation.slice(ONLY_LOCATION.length)}` : `${channel}@${channelLocation}`;
}

/** What a lag is taken for before the first push was measured: the published p99 latencies on the way add up to about 2.8 s. */
const UNMEASURED_LAG_MS = 3_000;

/** The lag of the listing in seconds, as measured lately. */
export function lagSeconds(listing: Listing): number {
  return (listing.lagMs ?? UNMEASURED_LAG_MS) / 1_000;
}

/**
 * A lag above one minute came from an outage, a pause or a replay. It is capped, because its average would hold back
 * stock for the next forty pushes.
 */
const LAG_MS_MAX = 60_000;

/** The lag after one more push was measured: it rises at once by half of the difference, and falls by a tenth. */
export function nextLagMs(listing: Listing, measuredMs: number): number {
  const measured = Math.min(measuredMs, LAG_MS_MAX);
  const before = listing.lagMs ?? measured;
  return Math.round(before + (measured - before) * (measured > before ? 0.5 : 0.1));
}

/**
 * The SKU of these listings behind one id of a channel. An item that was given another SKU on its channel is in the
 * listings of both: the old one is pushed no more.
 */
export function skuBehind(listings: readonly Listing[]): Sku | undefined {
  return (listings.find(({ managed }) => managed) ?? listings[0])?.sku;
}
