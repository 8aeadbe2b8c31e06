// The merchant's log with its metrics, and the clock.
import type { ChannelId } from '../domain/identifiers.ts';
import type { CountName } from '../metrics.ts';

/** The merchant's log: one line for each thing that happens, readable without the code. */
export type Journal = {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Adds to a metric, by 1 unless `value` says otherwise. */
  count(metric: CountName, channel: ChannelId | undefined, value?: number): void;
  /** Adds to the lag metric: milliseconds from the receipt of a sale to the channel's answer. */
  lag(channel: ChannelId, milliseconds: number): void;
  /** Adds a sale to the metric of report delays: milliseconds from the sale at its channel to its receipt. */
  reportDelay(channel: ChannelId, milliseconds: number): void;
};

export type Clock = () => Date;
