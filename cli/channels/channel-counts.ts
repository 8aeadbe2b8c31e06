/** Reads what the functions counted of a channel, from CloudWatch. */

import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import { type CountName, METRIC_NAMESPACE } from '../../shared/metrics.ts';
import type { ChannelCounts, Counted } from '../../shared/ports/diagnosing/diagnosis.ts';
import { metricServiceOf } from '../../shared/stage.ts';
import { currentStage } from '../arguments/aws-options.ts';

/** CloudWatch keeps single minutes for 15 days; an hour's sum is enough to see whether something happened in it. */
const MINUTE = 60;
const HOUR = 3_600;

/** What functions counted of a channel, from CloudWatch: nothing is written for it, and a query costs a tenth of a cent. */
export function cloudWatchCounts(client: CloudWatchClient): ChannelCounts {
  return {
    async since(channel, metrics, from, to) {
      const series = await readSeries(client, channel, metrics, { from, to, period: HOUR });
      const last = Math.max(...series.map(({ last: hour }) => hour ?? 0));
      const minutes = last === 0 ? [] : await lastHour(client, channel, metrics, last);
      return new Map(
        series.map(({ metric, sum, last: hour }) => {
          const at = minutes.find((each) => each.metric === metric)?.last ?? hour;
          return [metric, { sum, ...(at !== undefined && { lastAt: new Date(at) }) } satisfies Counted];
        }),
      );
    },
  };
}

type Series = { readonly metric: CountName; readonly sum: number; readonly last: number | undefined };
type Span = { readonly from: Date; readonly to: Date; readonly period: number };

/** The minutes of the last hour that had anything. */
function lastHour(client: CloudWatchClient, channel: ChannelId, metrics: readonly CountName[], hour: number) {
  const span = { from: new Date(hour), to: new Date(hour + HOUR * 1_000), period: MINUTE };
  return readSeries(client, channel, metrics, span);
}

async function readSeries(
  client: CloudWatchClient,
  channel: ChannelId,
  metrics: readonly CountName[],
  { from, to, period }: Span,
): Promise<readonly Series[]> {
  const answer = await client.send(
    new GetMetricDataCommand({
      StartTime: from,
      EndTime: to,
      MetricDataQueries: metrics.map((metric, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: METRIC_NAMESPACE,
            MetricName: metric,
            Dimensions: [
              { Name: 'service', Value: metricServiceOf(currentStage()) },
              { Name: 'channel', Value: channel },
            ],
          },
          Period: period,
          Stat: 'Sum',
        },
      })),
    }),
  );
  return metrics.map((metric, index) => {
    const result = answer.MetricDataResults?.find(({ Id }) => Id === `m${index}`);
    const values = result?.Values ?? [];
    const times = (result?.Timestamps ?? []).filter((_, at) => (values[at] ?? 0) > 0).map((time) => time.getTime());
    return {
      metric,
      sum: values.reduce((sum, value) => sum + value, 0),
      last: times.length === 0 ? undefined : Math.max(...times),
    };
  });
}
