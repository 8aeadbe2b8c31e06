import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Channel } from '../channels/setup.ts';

/** What the functions count of each channel, one line each in their logs (embedded metric format). */
export type ChannelCount =
  | 'Posted'
  | 'Duplicate'
  | 'Stale'
  | 'Conflicting'
  | 'Parked'
  | 'Oversold'
  | 'NotAuthentic'
  | 'Malformed'
  | 'PushThrottled'
  | 'PushUnanswered'
  | 'PushRefused'
  | 'PushWaited'
  | 'PushLeft'
  | 'RaiseWithdrawn'
  | 'CircuitOpened'
  | 'BreakerTripped'
  | 'Drift'
  | 'Swept'
  | 'SweepFound'
  | 'ListingProblem'
  | 'Uninstalled';

/** How often it happened on that channel, in a minute. */
export function channelCount(name: ChannelCount, { id }: Pick<Channel, 'id'>): Metric {
  return stockMetric(name, id).with({ statistic: Stats.SUM, period: Duration.minutes(1) });
}

/** Milliseconds from a sale received to the channel's acknowledgement of what it now shows. */
export function channelLag({ id }: Pick<Channel, 'id'>, percentile: 50 | 99, period: Duration): Metric {
  return stockMetric('LagMs', id).with({ statistic: Stats.percentile(percentile), period });
}

function stockMetric(metricName: string, channel: string): Metric {
  return new Metric({ namespace: 'Stockline', metricName, dimensionsMap: { service: 'stockline', channel } });
}
