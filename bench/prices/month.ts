/** Adds up what a deployment costs a month: what runs whether anything is sold or not, and what each order takes. */
import { SECRET_LIFETIME_MS } from '../../shared/aws/secrets/secrets.ts';
import type { Usage } from '../aws/usage.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import { costOf, totalOf } from './cost.ts';
import { PRICES } from './prices.ts';

const DAYS = 365 / 12;
const MINUTES = DAYS * 24 * 60;
/**
 * Lambda polls by long polling; that each request waits for 20 s, the longest that SQS waits (ReceiveMessage,
 * `WaitTimeSeconds`, AWS API reference 2012-11-05), is assumed: AWS publishes no other figure.
 */
const POLLS_A_MINUTE = 3;
/**
 * A queue that is quiet is read by two pollers; by five where the function's concurrency is limited (Lambda developer
 * guide, docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html, 2026-11).
 */
const POLLERS = { limited: 5, unlimited: 2 } as const;
/** A function reads its secret again when its lifetime is over. */
const SECRET_READS = (MINUTES * 60_000) / SECRET_LIFETIME_MS;

/** Dollars a month by what they are paid for. */
export type FixedMonth = {
  readonly alarms: number;
  readonly metrics: number;
  readonly polling: number;
  readonly secrets: number;
  readonly sweeps: number;
};

export type IdleCounts = {
  readonly alarmMetrics: number;
  readonly metrics: number;
  readonly pollers: number;
  readonly secrets: number;
};

export function idleCounts({ alarms, feeds, secrets }: StackFacts, metrics: number): IdleCounts {
  return {
    alarmMetrics: alarms.reduce((sum, alarm) => sum + alarm.metrics, 0),
    metrics,
    pollers: feeds.reduce((sum, { isLimited }) => sum + (isLimited ? POLLERS.limited : POLLERS.unlimited), 0),
    secrets,
  };
}

/** With nothing sold: `day` is what a day of sweeps uses. */
export function fixedMonth(counts: IdleCounts, day: Usage, memoryMb: number): FixedMonth {
  const swept = totalOf(costOf(day, memoryMb));
  return {
    alarms: counts.alarmMetrics * PRICES.alarmMetricMonth,
    metrics: counts.metrics * PRICES.metricMonth,
    polling: counts.pollers * POLLS_A_MINUTE * MINUTES * PRICES.queueRequest,
    secrets: counts.secrets * PRICES.secretMonth,
    sweeps: swept * DAYS,
  };
}

/** Of the functions that an order wakes: each reads its secret once in its lifetime, however many orders there are. */
export function secretReadsMonth(functions: number): number {
  return functions * SECRET_READS * PRICES.secretRead;
}
