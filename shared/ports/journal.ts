import type { ChannelId } from '../domain/identifiers.ts';

/** A merchant's log: one line a step, readable without the code. */
export type Journal = {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Counts an event for the dashboard. */
  count(metric: string, channel: ChannelId | undefined, value?: number): void;
  /** Milliseconds from received to acknowledged by the channel. */
  lag(channel: ChannelId, milliseconds: number): void;
};

export type Clock = () => Date;
