// What a channel was measured to do lately, and up to when it was swept and compared.
import type { ChannelId } from '../../domain/identifiers.ts';

/** Milliseconds that half, and 95 of 100, did not exceed in an hour. */
export type DelayFigures = {
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** The hour; ISO 8601. */
  readonly since: string;
};

export type ChannelFigures = {
  /**
   * From a sale received to the channel's answer to the push that it led to. Of the last hour in which something was pushed;
   * absent: nothing was, within a day.
   */
  readonly lag?: DelayFigures;
  /**
   * From a sale at the channel until Stockline received it: the platform's own delay. Of the last hour in which it sold something;
   * absent: it sold nothing within a day.
   */
  readonly reportDelay?: DelayFigures;
  /** Sales of the channel that were posted, a minute, over the last five. */
  readonly soldPerMinute: number;
  /** Facts that its messages reported, a minute, over the last five. */
  readonly receivedPerMinute: number;
  /** The last minute in which it reported something; ISO 8601. Absent: within a day it reported nothing. */
  readonly lastReceivedAt?: string;
};

export type ChannelMarks = {
  /** Up to when its changes were asked for; ISO 8601. Absent: never. */
  readonly sweptTo?: string;
  /** When all its listings were last compared. Absent: never. */
  readonly comparedAt?: string;
};

export type ChannelFigureReader = {
  /** A minute or two old: what functions count appears so late. */
  figures(channels: readonly ChannelId[]): Promise<ReadonlyMap<ChannelId, ChannelFigures>>;
  marks(channel: ChannelId): Promise<ChannelMarks>;
};
