/** The metrics that functions write (shared/metrics.ts), as CloudWatch has them for alarms and the dashboard. */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type COUNTED_BY_CHANNEL,
  type COUNTED_TWICE,
  type CountName,
  LAG,
  METRIC_NAMESPACE,
} from '../../shared/metrics.ts';
import { crashMetricOf, metricServiceOf } from '../../shared/stage.ts';
import type { Channel, Setup } from '../channels/setup.ts';

/** What functions count for all channels together. */
type TotalName = Exclude<CountName, (typeof COUNTED_BY_CHANNEL)[number]> | (typeof COUNTED_TWICE)[number];

/** The metrics of one deployment: each stage has its own. */
export class StockMetrics {
  readonly #service: string;
  readonly #stage: string | undefined;

  constructor({ stage }: Pick<Setup, 'stage'>) {
    this.#service = metricServiceOf(stage);
    this.#stage = stage;
  }

  /** How often it happened on that channel, in a minute. */
  count(name: (typeof COUNTED_BY_CHANNEL)[number], { id }: Pick<Channel, 'id'>): Metric {
    return this.#metric(name, { channel: id }).with({ statistic: Stats.SUM, period: Duration.minutes(1) });
  }

  /** How often it happened in a minute, on all channels together. */
  total(name: TotalName): Metric {
    return this.#metric(name, {}).with({ statistic: Stats.SUM, period: Duration.minutes(1) });
  }

  /** Minutes, the most of all channels, in an hour. */
  age(name: 'SweepAge' | 'ComparisonAge'): Metric {
    return this.#metric(name, {}).with({ statistic: Stats.MAXIMUM, period: Duration.hours(1) });
  }

  /** SKUs for sale that a channel shows otherwise than is believed, as the sweeps of the last so many minutes counted them. */
  differingSkus(sweepMinutes: number): Metric {
    return this.#metric('DifferingSkus', {}).with({
      ...{ statistic: Stats.MAXIMUM, period: Duration.minutes(sweepMinutes) },
    });
  }

  /** Functions that crashed or timed out in a minute, as filters count them in their logs (see StocklineFunction). */
  crashes(): Metric {
    return new Metric({
      ...{ namespace: METRIC_NAMESPACE, metricName: crashMetricOf(this.#stage) },
      ...{ statistic: Stats.SUM, period: Duration.minutes(1) },
    });
  }

  /** Milliseconds from a sale received to the channel's acknowledgement of what it now shows. */
  lag({ id }: Pick<Channel, 'id'>, percentile: 95 | 99, period: Duration): Metric {
    return this.#metric(LAG, { channel: id }).with({ statistic: Stats.percentile(percentile), period });
  }

  #metric(metricName: string, dimensions: Readonly<Record<string, string>>): Metric {
    return new Metric({
      ...{ namespace: METRIC_NAMESPACE, metricName },
      dimensionsMap: { service: this.#service, ...dimensions },
    });
  }
}
