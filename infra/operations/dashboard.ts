/** The dashboard: lag, counts, queues and errors of every channel. */
import { Duration, Stack } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryWidget,
  PeriodOverride,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { CountName } from '../../shared/metrics.ts';
import type { Channel } from '../channels/setup.ts';
import type { StocklineFunction } from '../constructs/stockline-function.ts';
import type { StockMetrics } from './stock-metrics.ts';

const MINUTE = Duration.minutes(1);

const HELD_BACK = ['PushWaited', 'PushLeft', 'RaiseWithdrawn', 'CircuitOpened', 'BreakerTripped'] as const;

export type DashboardProps = {
  readonly metrics: StockMetrics;
  readonly channels: readonly Channel[];
  readonly selling: readonly Channel[];
  /** By the name of what waits in them. */
  readonly queues: ReadonlyMap<string, Queue>;
  readonly deadLetters: ReadonlyMap<string, Queue>;
  readonly functions: readonly StocklineFunction[];
};

/** A query takes so many log groups (CloudWatch Logs Insights quotas, 2026-11). */
const LOG_GROUPS_PER_QUERY = 50;

/** The first place for an operator: is every channel up to date, and if not, what holds it up? */
export function newDashboard(scope: Construct, id: string, props: DashboardProps): Dashboard {
  const { metrics, channels, selling, queues, deadLetters, functions } = props;
  return new Dashboard(scope, id, {
    dashboardName: Stack.of(scope).stackName,
    periodOverride: PeriodOverride.INHERIT,
    defaultInterval: Duration.hours(3),
    widgets: [
      [
        graph('Lag: from a sale received to each channel showing it (ms)', [
          ...selling.map((channel) => metrics.lag(channel, 50, MINUTE).with({ label: `${channel.id} p50` })),
          ...selling.map((channel) => metrics.lag(channel, 99, MINUTE).with({ label: `${channel.id} p99` })),
        ]),
        graph('Oversold and parked', counts(metrics, channels, ['Oversold', 'Parked', 'Conflicting'])),
      ],
      [
        graph('Posted', counts(metrics, channels, ['Posted'])),
        graph(
          'Nothing moved: duplicate, stale, already counted; clocks off',
          counts(metrics, channels, ['Duplicate', 'Stale', 'AlreadyCounted', 'ClockOff']),
        ),
      ],
      [
        graph(
          'Pushes not accepted',
          counts(metrics, selling, ['PushThrottled', 'PushUnanswered', 'PushRefused', 'Drift']),
        ),
        graph('Pushes held back', counts(metrics, selling, HELD_BACK)),
        graph('Webhooks refused', counts(metrics, channels, ['NotAuthentic', 'Malformed'])),
      ],
      [
        graph('Messages waiting', each(queues, waiting)),
        graph('Age of the oldest message (s)', each(queues, age)),
        graph('Set aside: dead letters', each(deadLetters, waiting)),
      ],
      [
        graph(
          'Function errors',
          functions.map(({ lambda, name }) => lambda.metricErrors({ period: MINUTE, label: name })),
        ),
        graph(
          'Function duration p99 (ms)',
          functions.map(({ lambda, name }) =>
            lambda.metricDuration({ statistic: Stats.p(99), period: MINUTE, label: name }),
          ),
        ),
      ],
      ...chunked(functions, LOG_GROUPS_PER_QUERY).map((some) => [warnings(some)]),
    ],
  });
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: [...left], leftYAxis: { min: 0, showUnits: false }, width: 8, height: 6 });
}

function counts(metrics: StockMetrics, channels: readonly Channel[], names: readonly CountName[]): IMetric[] {
  return names.flatMap((name) =>
    channels.map((channel) => metrics.count(name, channel).with({ label: `${channel.id} ${name}` })),
  );
}

function each(queues: ReadonlyMap<string, Queue>, metric: (queue: Queue, label: string) => IMetric): IMetric[] {
  return [...queues].map(([name, queue]) => metric(queue, name));
}

function waiting(queue: Queue, label: string): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: MINUTE, label });
}

function age(queue: Queue, label: string): IMetric {
  return queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: MINUTE, label });
}

function warnings(functions: readonly StocklineFunction[]): LogQueryWidget {
  return new LogQueryWidget({
    title: 'Latest warnings and errors',
    logGroupNames: functions.map(({ logGroupName }) => logGroupName),
    queryLines: [
      'fields @timestamp, message, sku, channel, order',
      "filter level in ['WARN', 'ERROR']",
      'sort @timestamp desc',
      'limit 50',
    ],
    width: 24,
    height: 8,
  });
}

function chunked<Each>(all: readonly Each[], size: number): readonly (readonly Each[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
