import type { ExposureRules } from '../../domain/exposure/exposure.ts';
import type { ChannelClient } from '../../ports/channel.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { PushGates } from '../../ports/push-gates.ts';
import type { PushStore } from '../../ports/pushing.ts';
import type { SharePorts } from '../exposure/rebalance-shares.ts';
import type { ScheduledChecks } from '../reconciling/schedule-check.ts';

export type PushPorts = {
  readonly store: PushStore;
  readonly client: ChannelClient;
  readonly rules: ExposureRules;
  readonly gates: PushGates;
  readonly journal: Journal;
  readonly clock: Clock;
  /** What was applied is checked once it has settled; absent: what the channel answers is believed. */
  readonly checks?: ScheduledChecks;
  /** Shares move when a push has proved something; absent: they stay where they are. */
  readonly shares?: SharePorts;
};

/** Messages to give back to the queue, and how long to leave each before it is tried again. */
export type GivenBack = {
  readonly id: string;
  readonly retryAfterMs: number;
  /** The time is known and does not grow with each try. */
  readonly isExact?: boolean;
};

/** A SKU whose push must wait. */
export type Later = { readonly kind: 'later'; readonly retryAfterMs: number; readonly isExact?: boolean };
