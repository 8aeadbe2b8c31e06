import type { ChannelId, LocationId, Sku } from '../identifiers.ts';
import type { CatalogueNote } from './catalogue-note.ts';

/** How a channel takes a quantity: by difference, or only as an absolute figure (Amazon Listings Items 2021-08-01). */
export type PushMode = 'delta' | 'absolute';

/**
 * One push on its way: written before the channel is called and kept until its answer is known, so that a crash in
 * between repeats exactly this call under exactly this key.
 */
export type PushIntent = {
  /** Grows with each push of the listing; part of the idempotency key. */
  readonly generation: number;
  /** Grows when the channel proved a call stale: the next call is a new operation under a new key. From 1. */
  readonly attempt: number;
  /** The ledger seq whose stock this push carries. */
  readonly seq: number;
  /** Units to add to what the channel shows. */
  readonly delta: number;
  /** The figure the channel should show when no sale of its own is still unheard of. */
  readonly target: number;
  /** What we expect the channel to show before the call; null gives up the comparison. */
  readonly changeFrom: number | null;
  readonly startedAt: string;
  /** The listing's doubts when the push was planned: those it settles. */
  readonly doubts: number;
  /** True while `changeFrom` must first be read from the channel: the comparison before was stale. */
  readonly unread: boolean;
  /** True where the figure is made of what the channel shows right before the call: `shown` moves by the difference. */
  readonly isByLook?: boolean;
  /** Until then one invocation works on it; afterwards anyone may take it up again. Null: it was given back. */
  readonly leaseUntil: string | null;
  /** True when this very call may have been made before: its answer never came. */
  readonly repeated: boolean;
};

/** A look at the channel found another figure than `shown`: it proves nothing until another look finds the same. */
export type Suspicion = {
  /** What the channel showed, against which `shown`, at which revision of the listing. */
  readonly actual: number;
  readonly shown: number;
  readonly revision: number;
  /** When it was first seen; ISO 8601. */
  readonly at: string;
};

/** A SKU as offered on one channel (at one of its locations, where the channel keeps quantities per location). */
export type Listing = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  /** The channel's location; `-` where the channel has only one quantity. */
  readonly channelLocation: string;
  /** The channel's id of what is counted: Shopify inventory item, Amazon seller SKU, Square variation. */
  readonly externalId: string;
  /** Our locations this listing draws on. */
  readonly drawsOn: readonly LocationId[];
  readonly pushMode: PushMode;
  /** False for what the channel itself keeps (Amazon FBA), or sells as something else now: it is never pushed. */
  readonly managed: boolean;
  /** The quantity we believe the channel displays, counting every sale we have heard of. May be negative. */
  readonly shown: number;
  /** Pushes begun so far. */
  readonly generation: number;
  /** Grows with every begun and finished push: the guard of those who read the listing before writing it. */
  readonly revision: number;
  /** How often something was told that a push may have overwritten; only on absolute listings. */
  readonly doubts: number;
  /** How many of the doubts the last push that was applied knew of: fewer than `doubts` asks for another. */
  readonly settledDoubts: number;
  readonly intent?: PushIntent;
  readonly lastPushedAt?: string;
  /** What the channel answered after the last push that it shows, or was seen to show since; absent where its answer did not say. */
  readonly answered?: number;
  /** How long its pushes took lately from receipt to the channel's answer, in milliseconds; absent before the first. */
  readonly lagMs?: number;
  /** Why the channel refused the last push; absent once one was accepted. */
  readonly problem?: string;
  /** What the channel's catalogue says of it that is not as it was imported; absent until it says something. */
  readonly catalogueNotes?: readonly CatalogueNote[];
  /** For when the last check of what the channel shows was scheduled; absent once one found that it agrees. */
  readonly checkAt?: string;
  readonly suspicion?: Suspicion;
  /** The revision at which a check last found that the channel shows `shown`; absent before the first. */
  readonly agreedRevision?: number;
  /** `shown` was taken from the channel itself then: what it had counted before is in it. ISO 8601. */
  readonly shownAsOf?: string;
};

/** What is kept of a push that was taken back. */
export type WithdrawNote = {
  readonly checkAt?: string;
  readonly calledAt?: string;
  readonly suspicion?: Suspicion;
};

/** What is kept of a push that was applied. */
export type PushTold = Partial<Pick<Listing, 'checkAt' | 'answered' | 'lagMs'>>;

/**
 * Whether a push of this listing also puts back on display what its own channel sold and we have not heard of: a figure
 * set outright overwrites what the channel counted meanwhile.
 */
export function putsBackUnheardSales({ pushMode }: Pick<Listing, 'pushMode'>): boolean {
  return pushMode === 'absolute';
}

/**
 * Whether the channel proves what it shows only when its quantity is read, a settle time after a push. Until then it
 * sells on, so units are slow to come back from it.
 */
export function isProvenOnlyByReading({ pushMode }: Pick<Listing, 'pushMode'>): boolean {
  return pushMode === 'absolute';
}

/** Identity of a listing within its SKU. */
export function listingId(listing: Pick<Listing, 'channel' | 'channelLocation'>): string {
  return listing.channelLocation === '-' ? listing.channel : `${listing.channel}@${listing.channelLocation}`;
}

/** What a lag is taken for before the first push was measured: the sum of the p99s on the way (design, 2026-11). */
const UNMEASURED_LAG_MS = 3_000;

/** The lag of the listing in seconds, as measured lately. */
export function lagSeconds(listing: Listing): number {
  return (listing.lagMs ?? UNMEASURED_LAG_MS) / 1_000;
}

/**
 * What took longer than a minute waited for something that passes: an outage, a pause, a replay of what was parked for
 * days. Taken as it is, it would hold back stock long after, for what is learnt in one push is forgotten in forty.
 */
const LAG_MS_MAX = 60_000;

/** The lag after one more push was measured: it rises at once by half of the difference, and falls by a tenth. */
export function nextLagMs(listing: Listing, measuredMs: number): number {
  const measured = Math.min(measuredMs, LAG_MS_MAX);
  const before = listing.lagMs ?? measured;
  return Math.round(before + (measured - before) * (measured > before ? 0.5 : 0.1));
}
