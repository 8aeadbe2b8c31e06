/** The metrics that functions write (shared/metrics.ts), as CloudWatch has them for alarms and the dashboard. */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type CountName, LAG, METRIC_NAMESPACE } from '../../shared/metrics.ts';
import { metricServiceOf } from '../../shared/stage.ts';
import type { Channel, Setup } from '../channels/setup.ts';

/** The metrics of one deployment: each stage has its own. */
export class StockMetrics {
  readonly #service: string;

  constructor({ stage }: Pick<Setup, 'stage'>) {
    this.#service = metricServiceOf(stage);
  }

  /** How often it happened on that channel, in a minute. */
  count(name: CountName, { id }: Pick<Channel, 'id'>): Metric {
    return this.#metric(name, { channel: id }).with({ statistic: Stats.SUM, period: Duration.minutes(1) });
  }

  /** Minutes since that channel was last compared as a whole, at most, in an hour. */
  comparisonAge({ id }: Pick<Channel, 'id'>): Metric {
    return this.#metric('ComparisonAge' satisfies CountName, { channel: id }).with({
      statistic: Stats.MAXIMUM,
      period: Duration.hours(1),
    });
  }

  /** How often it happened in a minute, where it is counted without a channel. */
  total(name: CountName): Metric {
    return this.#metric(name, {}).with({ statistic: Stats.SUM, period: Duration.minutes(1) });
  }

  /** Milliseconds from a sale received to the channel's acknowledgement of what it now shows. */
  lag({ id }: Pick<Channel, 'id'>, percentile: 50 | 99, period: Duration): Metric {
    return this.#metric(LAG, { channel: id }).with({ statistic: Stats.percentile(percentile), period });
  }

  #metric(metricName: string, dimensions: Readonly<Record<string, string>>): Metric {
    return new Metric({
      ...{ namespace: METRIC_NAMESPACE, metricName },
      dimensionsMap: { service: this.#service, ...dimensions },
    });
  }
}
