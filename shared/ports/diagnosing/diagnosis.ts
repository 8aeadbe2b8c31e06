// What a diagnosis reads: metrics, queues, clocks and the listings with problems.
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { CountName } from '../../metrics.ts';
import type { SkuState } from '../sku-state.ts';

/** The sum of a metric over a span of time. `lastAt` is the minute, or the hour, in which it last grew. */
export type Counted = { readonly sum: number; readonly lastAt?: Date };

/** The metrics of each channel. */
export type ChannelCounts = {
  /** Sums between the two times, by metric. Metrics appear a minute or two after the events that they count. */
  since(
    channel: ChannelId,
    metrics: readonly CountName[],
    from: Date,
    to: Date,
  ): Promise<ReadonlyMap<CountName, Counted>>;
};

/** A dead-letter queue. `redrive` is the command that puts its messages back into their queue. */
export type DeadLetters = { readonly queue: string; readonly messages: number; readonly redrive: string };

/**
 * What an operator must know of a listing. `problem`: its channel refused the last push, or its catalogue says something
 * bad of it. `sellsWithoutStock`: customers can buy it when it shows nothing, which the merchant may want. `soldAsUnknown`:
 * its channel's orders name it by another id, which no import has kept yet.
 */
export type ListingProblem = {
  readonly kind: 'problem' | 'sellsWithoutStock' | 'soldAsUnknown';
  readonly sku: Sku;
  readonly listing: string;
  readonly problem: string;
};

/** The parts of the deployment that can be in a bad state. */
export type DeploymentState = {
  /** The number of parked observations, counted up to `limit`. */
  parked(limit: number): Promise<number>;
  deadLetters(): Promise<readonly DeadLetters[]>;
  /** Reads every listing of the table. */
  listingProblems(): Promise<readonly ListingProblem[]>;
  /** Every SKU that is listed or has shares, one after the other. Reads the whole table. */
  skuStates(): AsyncIterable<SkuState>;
};

/** Milliseconds by which another clock is ahead of this machine's; undefined when it could not be read. */
export type ClockReader = () => Promise<number | undefined>;
