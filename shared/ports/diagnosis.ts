import type { ChannelId, Sku } from '../domain/identifiers.ts';

/** What was counted in a span of time. `lastAt` is the minute, or the hour, in which it last happened. */
export type Counted = { readonly sum: number; readonly lastAt?: Date };

/** What the functions counted of each channel. */
export type ChannelCounts = {
  /** Sums between the two times, by metric. Figures appear a minute or two after what they count. */
  since(channel: ChannelId, metrics: readonly string[], from: Date, to: Date): Promise<ReadonlyMap<string, Counted>>;
};

/** A queue of messages that were set aside. `redrive` is the command that gives them back. */
export type DeadLetters = { readonly queue: string; readonly messages: number; readonly redrive: string };

/** A listing whose last push was refused. */
export type ListingProblem = { readonly sku: Sku; readonly listing: string; readonly problem: string };

/** The state of the deployment, as far as it can go wrong. */
export type DeploymentState = {
  /** How many observations are parked, counted up to `limit`. */
  parked(limit: number): Promise<number>;
  deadLetters(): Promise<readonly DeadLetters[]>;
  /** Reads every listing there is. */
  listingProblems(): Promise<readonly ListingProblem[]>;
};

/** Reads somebody's clock: by how many milliseconds theirs is ahead of this machine's; undefined where they tell no time. */
export type ClockReader = () => Promise<number | undefined>;
