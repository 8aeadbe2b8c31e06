/** Writes the log and the metrics of a function to CloudWatch. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { ChannelId } from '../../domain/identifiers.ts';
import { COUNTED_BY_CHANNEL, COUNTED_TWICE, type CountName, LAG, REPORT_DELAY } from '../../metrics.ts';
import type { Journal } from '../../ports/journal.ts';

const byChannel: ReadonlySet<CountName> = new Set(COUNTED_BY_CHANNEL);
const twice: ReadonlySet<CountName> = new Set(COUNTED_TWICE);

/**
 * The merchant's log in CloudWatch: one JSON line a step, and metrics in the embedded metric format. Each count is
 * written at once as a line of its own dimension set: nothing is collected that could outlive an invocation. The first line of a
 * process has `startedMs`, the time since it began.
 */
export function cloudWatchJournal(): Journal {
  const logger = new Logger();
  const metrics = new Metrics({ singleMetric: true });
  // The functions write no START and REPORT lines (infra/constructs/stockline-function.ts): the first line of each process says
  // how long it took to start, in milliseconds.
  let isFirst = true;
  const first = () => {
    const startedMs = isFirst ? { startedMs: Math.round(performance.now()) } : {};
    isFirst = false;
    return startedMs;
  };
  const addTime = (metric: typeof LAG | typeof REPORT_DELAY, channel: ChannelId, milliseconds: number) => {
    const single = metrics.singleMetric();
    single.addDimension('channel', channel);
    single.addMetric(metric, MetricUnit.Milliseconds, milliseconds);
  };
  return {
    info: (message, fields) => logger.info(message, { ...fields, ...first() }),
    warn: (message, fields) => logger.warn(message, { ...fields, ...first() }),
    count(metric, channel, value = 1) {
      if (channel !== undefined && byChannel.has(metric)) {
        const single = metrics.singleMetric();
        single.addDimension('channel', channel);
        single.addMetric(metric, MetricUnit.Count, value);
      }
      if (channel === undefined || !byChannel.has(metric) || twice.has(metric)) {
        const single = metrics.singleMetric();
        if (channel !== undefined) {
          // Beside the metric, for those who search the log: what is no dimension is not billed.
          single.addMetadata('channel', channel);
        }
        single.addMetric(metric, MetricUnit.Count, value);
      }
    },
    lag: (channel, milliseconds) => addTime(LAG, channel, milliseconds),
    reportDelay: (channel, milliseconds) => addTime(REPORT_DELAY, channel, milliseconds),
  };
}
