// Sweeping a channel: reading what changed there, and up to when that is done.
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { CountObservation, MovementObservation, OrderLineObservation } from '../../domain/stock/observation.ts';
import type { SetAside } from '../channel/channel.ts';

/** What a sweep finds: the present state of order lines, movements, or counts, under the keys of the channel's own messages. */
export type SweptObservation = OrderLineObservation | MovementObservation | CountObservation;

/** The SKU behind a channel's id, and when it was registered (ISO 8601). */
export type ListedSku = { readonly sku: Sku; readonly registeredAt: string };

/** How late a channel's search is, and how often it may be asked; milliseconds. */
export type SearchLimits = {
  /** A change that is younger may not be found yet. */
  readonly lagMs: number;
  /** Between two searches, so that enough calls are left to the sweeps; 0 where the platform takes many. */
  readonly pauseMs: number;
};

/** Reads what happened on one channel, whether or not its messages reached us. */
export type ChannelSweep = {
  readonly channel: ChannelId;
  /** What its search takes, beside the sweeps themselves. */
  readonly search: SearchLimits;
  /** What changed first comes first, each order line with the time of its change as its version. Absent: in any order. */
  readonly isInOrderOfChange?: true;
  /**
   * What changed from `since` to `until`, page by page. A movement from before its SKU was registered is left out, because
   * the baseline contains it. Rejects when the channel does not answer, or still throttles after a few retries. Only channels whose
   * tokens of pages outlive a sweep look at `pages`: the same times, from a page on.
   */
  changedWithin(
    since: Date,
    until: Date,
    listed: (externalId: string) => Promise<ListedSku | undefined>,
    setAside?: SetAside,
    pages?: PagesFrom,
  ): AsyncIterable<readonly SweptObservation[]>;
};

/** Where a search goes on, and where it could go on after the page that it gives out next. */
export type PagesFrom = {
  /** The channel's token of the first page to read; absent: from the beginning. */
  readonly from?: string | undefined;
  /** Is given the token of the page that follows, before each page. */
  readonly following: (token: string) => void;
};

/** A time in which changes are read; ISO 8601. */
export type SweptTime = { readonly since: string; readonly until: string };

/** A time whose changes are read up to a page: the channel's token of that page, and how many sweeps in a row did not get it. */
export type OpenTime = SweptTime & { readonly page: string; readonly failures?: number };

/** Up to when a channel is swept. */
export type SweepMark = {
  /** Everything that changed before this time was read, except what is `unread`; ISO 8601. */
  readonly sweptTo: string;
  /** The length of the next time window; shorter after a window that could not be read to its end. */
  readonly windowMs: number;
  /** Times before `sweptTo` in which something cannot be read. */
  readonly unread?: readonly SweptTime[];
  /** The time after `sweptTo` that the last sweep has read in part. */
  readonly open?: OpenTime;
};

export type SweepMarks = {
  /** The channel's mark; writes and returns `first` where it has none yet. */
  begin(channel: ChannelId, first: SweepMark): Promise<SweepMark>;
  /** False: another sweep moved the mark since the read; nothing was written. */
  move(channel: ChannelId, read: SweepMark, to: SweepMark): Promise<boolean>;
};
