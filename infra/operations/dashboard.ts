/** The dashboard: first what an operator must know in one look, then why. */
import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmState,
  AlarmStatusWidget,
  AlarmStatusWidgetSortBy,
  Dashboard,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  MathExpression,
  PeriodOverride,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { COUNTED_BY_CHANNEL } from '../../shared/metrics.ts';
import { OPERATOR_COMMANDS } from '../../shared/operator-commands.ts';
import type { Channel } from '../channels/setup.ts';
import type { StocklineFunction } from '../constructs/stockline-function.ts';
import { chunked } from './chunked.ts';
import { graph, threshold, tile, together } from './graphs.ts';
import type { StockMetrics } from './stock-metrics.ts';

type ChannelCount = (typeof COUNTED_BY_CHANNEL)[number];

const MINUTE = Duration.minutes(1);
const HOUR = Duration.hours(1);
const DAY = Duration.days(1);

const HELD_BACK = ['PushWaited', 'PushLeft', 'RaiseWithdrawn', 'CircuitOpened', 'BreakerTripped'] as const;
const NOT_ACCEPTED = ['PushThrottled', 'PushUnanswered', 'PushRefused', 'Drift'] as const;
const NOTHING_MOVED = ['Duplicate', 'Stale', 'AlreadyCounted', 'ClockOff', 'Conflicting'] as const;

export type DashboardProps = {
  readonly metrics: StockMetrics;
  readonly channels: readonly Channel[];
  readonly selling: readonly Channel[];
  /** By the name of what waits in them. */
  readonly queues: ReadonlyMap<string, Queue>;
  readonly deadLetters: ReadonlyMap<string, Queue>;
  readonly functions: readonly StocklineFunction[];
  /** Those that stand in the stack itself. */
  readonly alarms: readonly Alarm[];
  /** How often channels are swept, in minutes. */
  readonly sweepMinutes: number;
  /** Where the page is. */
  readonly pageUrl: string;
};

/** A query takes so many log groups (CloudWatch Logs Insights quotas, 2026-11). */
export const LOG_GROUPS_PER_QUERY = 50;
/** An alarm widget takes so many alarms (Amazon CloudWatch API reference, “Dashboard body structure and syntax”, 2026-11). */
const ALARMS_PER_WIDGET = 100;

/** The first place for an operator: is every channel up to date, and if not, what holds it up? */
export function newDashboard(scope: Construct, id: string, props: DashboardProps): Dashboard {
  return new Dashboard(scope, id, {
    dashboardName: Stack.of(scope).stackName,
    periodOverride: PeriodOverride.INHERIT,
    defaultInterval: Duration.hours(3),
    widgets: [
      [introduction(props.pageUrl)],
      tiles(props),
      ...chunked(props.alarms, ALARMS_PER_WIDGET).map((some) => [ringing(some)]),
      ...channelGraphs(props),
      ...workGraphs(props),
      ...chunked(props.functions, LOG_GROUPS_PER_QUERY).map((some) => [warnings(some)]),
    ],
  });
}

function introduction(pageUrl: string): TextWidget {
  return new TextWidget({
    markdown: `**Stockline.** [The page](${pageUrl}) shows each SKU and what needs you. When an alarm rings: its row in docs/runbook.md, or \`${OPERATOR_COMMANDS.doctor}\`. Saved queries are in Logs Insights under *Stockline*.`,
    ...{ width: 24, height: 2 },
  });
}

function tiles({ metrics, channels, selling, deadLetters, sweepMinutes }: DashboardProps): IWidget[] {
  const day = (name: ChannelCount, of: readonly Channel[], label: string) =>
    together(
      'SUM',
      label,
      of.map((channel) => metrics.count(name, channel).with({ period: DAY })),
      DAY,
    );
  // Written only while one is late: without the zeros the number would stand for hours after it was made up for.
  const late = new MathExpression({
    expression: 'FILL(age, 0)',
    usingMetrics: { age: metrics.age('ComparisonAge') },
    label: 'minutes ago (0: in time)',
    period: HOUR,
  });
  const setAside = together('SUM', 'messages', [...deadLetters.values()].map(waiting), MINUTE);
  return [
    tile('Differing now', [metrics.differingSkus(sweepMinutes).with({ label: 'SKUs for sale' })], 3),
    tile('Late comparison', [late], 4),
    tile('Oversold in a day', [day('Oversold', channels, 'times')], 3),
    tile('Differences found in a day', [day('Drift', selling, 'listings')], 4),
    tile('Parked in a day', [day('Parked', channels, 'reports')], 3),
    tile('Set aside now', [setAside], 3),
    tile(
      'Lag p95 (ms)',
      selling.map((channel) => metrics.lag(channel, 95, HOUR).with({ label: channel.id })),
      4,
    ),
  ];
}

function ringing(alarms: readonly Alarm[]): AlarmStatusWidget {
  return new AlarmStatusWidget({
    title: 'Alarms that ring now (nothing here: none)',
    alarms: [...alarms],
    states: [AlarmState.ALARM],
    sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
    ...{ width: 24, height: 3 },
  });
}

function channelGraphs({ metrics, channels, selling }: DashboardProps): IWidget[][] {
  const lags = selling.map((channel) => metrics.lag(channel, 95, MINUTE).with({ label: channel.id }));
  const counted = (of: readonly Channel[], names: readonly ChannelCount[]) =>
    names.map((name) =>
      together(
        'SUM',
        name,
        of.map((channel) => metrics.count(name, channel)),
        MINUTE,
      ),
    );
  return [
    [
      graph('Lag p95: from a sale received to each channel showing it (ms)', lags, [
        threshold(10_000, 'alarm, at p99'),
      ]),
      graph(
        'Posted, by channel',
        channels.map((channel) => metrics.count('Posted', channel).with({ label: channel.id })),
      ),
      graph('Oversold and parked', counted(channels, ['Oversold', 'Parked']), [threshold(1, 'alarm')]),
    ],
    [
      graph('Pushes not accepted', counted(selling, NOT_ACCEPTED)),
      graph('Pushes held back', counted(selling, HELD_BACK)),
      graph('Webhooks refused', counted(channels, ['NotAuthentic', 'Malformed'])),
    ],
    [graph('Nothing moved: known already, or a clock is off', counted(channels, NOTHING_MOVED))],
  ];
}

function workGraphs({ queues, deadLetters, functions }: DashboardProps): IWidget[][] {
  const errors = functions.map(({ lambda, name }) => lambda.metricErrors({ period: MINUTE, label: name }));
  const durations = functions.map(({ lambda, name }) =>
    lambda.metricDuration({ statistic: Stats.p(99), period: MINUTE, label: name }),
  );
  return [
    [
      graph('Messages waiting', byKind('SUM', queues, waiting)),
      graph('Age of the oldest message (s)', byKind('MAX', queues, age), [
        threshold(60, 'alarm: observations'),
        threshold(120, 'alarm: urgent pushes'),
      ]),
      graph('Set aside: dead letters', byKind('SUM', deadLetters, waiting), [threshold(1, 'alarm')]),
    ],
    [
      graph('Function errors', [together('SUM', 'errors', errors, MINUTE)], [threshold(1, 'alarm')]),
      graph('Slowest function, p99 (ms)', [together('MAX', 'duration', durations, MINUTE)]),
    ],
  ];
}

/** A line for each kind of queue: those of all channels together. */
function byKind(how: 'SUM' | 'MAX', queues: ReadonlyMap<string, Queue>, metric: (queue: Queue) => IMetric): IMetric[] {
  const kinds = Map.groupBy(queues, ([name]) => KINDS.find((kind) => name.endsWith(kind)) ?? name);
  return [...kinds].map(([kind, found]) =>
    together(
      how,
      kind,
      found.map(([, queue]) => metric(queue)),
      MINUTE,
    ),
  );
}

/** What stands behind a channel's id in the name of a queue; the longest that fits is its kind. */
const KINDS = ['urgent pushes', 'orders to read', 'notifications', 'notices', 'pushes', 'checks', 'events'];

function waiting(queue: Queue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: MINUTE });
}

function age(queue: Queue): IMetric {
  return queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: MINUTE });
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
