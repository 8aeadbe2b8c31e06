/** Writes the log and the metrics of a function to CloudWatch. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { LAG } from '../../metrics.ts';
import type { Journal } from '../../ports/journal.ts';

/**
 * The merchant's log in CloudWatch: one JSON line a step, and metrics in the embedded metric format. Each count is
 * written at once as a line of its own dimension set: nothing is collected that could outlive an invocation.
 */
export function cloudWatchJournal(): Journal {
  const logger = new Logger();
  const metrics = new Metrics({ singleMetric: true });
  return {
    info: (message, fields) => logger.info(message, { ...fields }),
    warn: (message, fields) => logger.warn(message, { ...fields }),
    count(metric, channel, value = 1) {
      const single = metrics.singleMetric();
      if (channel !== undefined) {
        single.addDimension('channel', channel);
      }
      single.addMetric(metric, MetricUnit.Count, value);
    },
    lag(channel, milliseconds) {
      const single = metrics.singleMetric();
      single.addDimension('channel', channel);
      single.addMetric(LAG, MetricUnit.Milliseconds, milliseconds);
    },
  };
}
