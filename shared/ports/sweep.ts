import type { ChannelId, Sku } from '../domain/identifiers.ts';
import type { MovementObservation, OrderLineObservation } from '../domain/stock/observation.ts';

/** What a sweep finds: order lines as they stand, or movements, as the channel's own messages would tell them. */
export type SweptObservation = OrderLineObservation | MovementObservation;

/** The SKU behind a channel's id, and since when it is listed there (ISO 8601). */
export type ListedSku = { readonly sku: Sku; readonly registeredAt: string };

/** Reads what happened on one channel, whether it told us of it or not. */
export type ChannelSweep = {
  readonly channel: ChannelId;
  /**
   * What changed from `since` to `until`, page by page. A movement from before its SKU was listed is left out: that is
   * in its baseline. Rejects when the channel does not answer, or throttles for longer than a few tries.
   */
  changedWithin(
    since: Date,
    until: Date,
    listed: (externalId: string) => Promise<ListedSku | undefined>,
  ): AsyncIterable<readonly SweptObservation[]>;
};

/** How far a channel is swept. */
export type SweepMark = {
  /** Everything that changed before then was read; ISO 8601. */
  readonly sweptTo: string;
  /** So much of the channel's time is read at once: less after a step that was not read to its end. */
  readonly stepMs: number;
};

export type SweepMarks = {
  /** The channel's mark; this one, where it has none yet. */
  begin(channel: ChannelId, first: SweepMark): Promise<SweepMark>;
  /** False: the mark is not as it was read any more, another sweep moved it; nothing was written. */
  move(channel: ChannelId, read: SweepMark, to: SweepMark): Promise<boolean>;
};
