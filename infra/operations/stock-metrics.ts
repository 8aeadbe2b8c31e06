/** The metrics that functions write (shared/metrics.ts), as CloudWatch has them for alarms and the dashboard. */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type CountName, LAG, METRIC_NAMESPACE, METRIC_SERVICE } from '../../shared/metrics.ts';
import type { Channel } from '../channels/setup.ts';

/** How often it happened on that channel, in a minute. */
export function channelCount(name: CountName, { id }: Pick<Channel, 'id'>): Metric {
  return stockMetric(name, id).with({ statistic: Stats.SUM, period: Duration.minutes(1) });
}

/** How often it happened in a minute, where it is counted without a channel. */
export function stocklineCount(name: CountName): Metric {
  const dimensionsMap = { service: METRIC_SERVICE };
  return new Metric({
    ...{ namespace: METRIC_NAMESPACE, metricName: name, dimensionsMap },
    ...{ statistic: Stats.SUM, period: Duration.minutes(1) },
  });
}

/** Milliseconds from a sale received to the channel's acknowledgement of what it now shows. */
export function channelLag({ id }: Pick<Channel, 'id'>, percentile: 50 | 99, period: Duration): Metric {
  return stockMetric(LAG, id).with({ statistic: Stats.percentile(percentile), period });
}

function stockMetric(metricName: string, channel: string): Metric {
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap: { service: METRIC_SERVICE, channel } });
}
