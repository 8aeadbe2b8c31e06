/** What a bench found out, as the table, the document and the JSON show it. */
import type { Usage } from './aws/usage.ts';
import type { Cost } from './prices/cost.ts';
import type { FixedMonth, IdleCounts } from './prices/month.ts';
import type { BundleLoad } from './scenarios/bundle-sizes.ts';
import type { PostingRates } from './scenarios/posting-rates.ts';
import type { Row } from './scenarios/row.ts';
import type { Rush } from './scenarios/rush.ts';
import type { SweepDay } from './scenarios/sweep-days.ts';

/** A design beside another one: what one sale takes, and a million of them cost. */
export type Design = {
  readonly title: string;
  readonly usage: Usage;
  readonly dollarsPerMillion: number;
};

export type Report = {
  readonly machine: string;
  readonly node: string;
  readonly rows: readonly Row[];
  readonly designs: readonly Design[];
  /** Observations a second that the domain folds, of a SKU with three listings and with 99. */
  readonly fold: { readonly observationsPerSecond: number; readonly with99Listings: number };
  readonly hotSku: PostingRates;
  /** The same, where forty observations are a message. */
  readonly packedSku: PostingRates;
  /** Webhooks of one SKU for some seconds, by how fast they come and how they are queued. */
  readonly rushes: readonly Rush[];
  readonly spread: PostingRates;
  /** A day of sweeps, by channel and by how many orders change. */
  readonly sweepDays: readonly SweepDay[];
  /** Calls that the naive design makes for as many observations as `hotSku`. */
  readonly naiveCalls: number;
  /** A million orders from the webhook to the shipment, each SKU selling once in a while. */
  readonly perMillion: { readonly shared: Cost; readonly escrow: Cost };
  readonly idle: { readonly counts: IdleCounts; readonly month: FixedMonth };
  /** Dollars a month for so many orders, fixed costs included. */
  readonly months: readonly { readonly orders: number; readonly shared: number; readonly escrow: number }[];
  readonly bundles: readonly BundleLoad[];
};

/** How long a rush lasts. */
export const RUSH_SECONDS = 20;

/** What the figures assume, to be compared with a bill. */
export const ASSUMPTIONS: readonly string[] = [
  'Three channels sell the same SKUs; each order has one line. The stack is that of a new deployment.',
  'Units of DynamoDB follow from the sizes of the real items. Storage, point-in-time recovery and data transfer are not in it.',
  'Durations are made of the latencies in bench/aws/latencies.ts; calls that run at the same time are added up. Cold starts are not in it.',
  'A slow SKU: no two orders meet in one batch. Orders that meet cost less.',
  `A rush: ${RUSH_SECONDS} s on one SKU. One partition of the queue takes 300 calls a second, one partition key of the table 1,000 write units; retries of a platform are not in it.`,
  'Orders a day in the first table: at the pace of a sweep of 100 orders. What a platform throttles beyond that is in the table of days.',
  'A day of sweeps: every 15 minutes, each order of another SKU and unknown to the ledger, changes evenly over the day; checks take none of Amazon’s searches.',
  'Without free tiers, in the first price tier of each service.',
];
