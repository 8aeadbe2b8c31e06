/** Reads from CloudWatch what functions measured of the channels, and keeps the answer for a while. */
import { type CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { ChannelId } from '../../domain/identifiers.ts';
import { type CountName, LAG, METRIC_NAMESPACE, REPORT_DELAY } from '../../metrics.ts';
import type { ChannelFigures, DelayFigures } from '../../ports/reading/channel-figures.ts';
import { keptAnswer } from '../kept-answer.ts';

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_MS = 24 * HOUR_S * 1_000;
/** A rate is the average of so many minutes. */
const RATE_MINUTES = 5;
/** A metric costs $0.01 for a thousand (CloudWatch pricing, 2026-11): a page that is open for a day costs $0.40 a channel. */
const KEPT_MS = 15_000;

/** How each figure is read: delays by the hour, what was received and sold by the minute. */
const SERIES = [
  { id: 'p50', metric: LAG, stat: 'p50', period: HOUR_S },
  { id: 'p95', metric: LAG, stat: 'p95', period: HOUR_S },
  { id: 'reportP50', metric: REPORT_DELAY, stat: 'p50', period: HOUR_S },
  { id: 'reportP95', metric: REPORT_DELAY, stat: 'p95', period: HOUR_S },
  { id: 'sold', metric: REPORT_DELAY, stat: 'SampleCount', period: MINUTE_S },
  { id: 'received', metric: 'Received' satisfies CountName, stat: 'Sum', period: MINUTE_S },
  // Square only says that something changed.
  { id: 'noticed', metric: 'Noticed' satisfies CountName, stat: 'Sum', period: MINUTE_S },
] as const;

type SeriesId = (typeof SERIES)[number]['id'];

/**
 * The figures of the last day. `service` is the value of that dimension (Powertools: POWERTOOLS_SERVICE_NAME). What was read
 * is kept for 15 s in this process. Rejects when CloudWatch does not answer.
 */
export function cloudWatchFigures(
  client: CloudWatchClient,
  service: string,
): (channels: readonly ChannelId[]) => Promise<ReadonlyMap<ChannelId, ChannelFigures>> {
  return keptAnswer(KEPT_MS, (channels: readonly ChannelId[]) => readFigures(client, service, channels, new Date()));
}

async function readFigures(
  client: CloudWatchClient,
  service: string,
  channels: readonly ChannelId[],
  now: Date,
): Promise<ReadonlyMap<ChannelId, ChannelFigures>> {
  const answer = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - DAY_MS),
      EndTime: now,
      ScanBy: 'TimestampDescending',
      MetricDataQueries: channels.flatMap((channel, index) =>
        SERIES.map(({ id, metric, stat, period }) => ({
          Id: `${id}_${index}`,
          MetricStat: {
            Metric: {
              Namespace: METRIC_NAMESPACE,
              MetricName: metric,
              Dimensions: [
                { Name: 'service', Value: service },
                { Name: 'channel', Value: channel },
              ],
            },
            Period: period,
            Stat: stat,
          },
        })),
      ),
    }),
  );
  const results = answer.MetricDataResults ?? [];
  const pointsOf = (id: SeriesId, index: number) => pointsIn(results.find(({ Id }) => Id === `${id}_${index}`));
  return new Map(channels.map((channel, index) => [channel, figuresOf((id) => pointsOf(id, index), now)]));
}

type Point = { readonly at: number; readonly value: number };

/** The points of a series, newest first. */
function pointsIn(result: MetricDataResult | undefined): readonly Point[] {
  const values = result?.Values ?? [];
  const points = (result?.Timestamps ?? []).map((time, index) => ({ at: time.getTime(), value: values[index] ?? 0 }));
  return points.sort(newestFirst);
}

function newestFirst(one: Point, other: Point): number {
  return other.at - one.at;
}

function figuresOf(pointsOf: (id: SeriesId) => readonly Point[], now: Date): ChannelFigures {
  const received = [...pointsOf('received'), ...pointsOf('noticed')].sort(newestFirst);
  const last = received.find(({ value }) => value > 0);
  const lag = lastHour(pointsOf('p50'), pointsOf('p95'));
  const reportDelay = lastHour(pointsOf('reportP50'), pointsOf('reportP95'));
  return {
    ...(lag !== undefined && { lag }),
    ...(reportDelay !== undefined && { reportDelay }),
    soldPerMinute: rateOf(pointsOf('sold'), now),
    receivedPerMinute: rateOf(received, now),
    ...(last !== undefined && { lastReceivedAt: new Date(last.at).toISOString() }),
  };
}

/** Both figures of the last hour that has them. */
function lastHour(p50: readonly Point[], p95: readonly Point[]): DelayFigures | undefined {
  const [half] = p50;
  const most = p95.find(({ at }) => at === half?.at);
  return half !== undefined && most !== undefined
    ? { p50Ms: half.value, p95Ms: most.value, since: new Date(half.at).toISOString() }
    : undefined;
}

function rateOf(points: readonly Point[], now: Date): number {
  const lately = points.filter(({ at }) => at >= now.getTime() - RATE_MINUTES * MINUTE_S * 1_000);
  return lately.reduce((sum, { value }) => sum + value, 0) / RATE_MINUTES;
}
