/** Writes the log and the metrics of a function to CloudWatch. */
import {
  COUNTED_BY_CHANNEL,
  COUNTED_TWICE,
  type CountName,
  LAG,
  METRIC_NAMESPACE,
  METRIC_SERVICE,
  REPORT_DELAY,
} from '../../metrics.ts';
import type { Journal } from '../../ports/journal.ts';

const byChannel: ReadonlySet<CountName> = new Set(COUNTED_BY_CHANNEL);
const twice: ReadonlySet<CountName> = new Set(COUNTED_TWICE);

type Fields = Readonly<Record<string, unknown>>;

/**
 * The merchant's log in CloudWatch: one JSON line a step, and metrics in the embedded metric format. Each count is
 * written at once as a line of its own dimension set: nothing is collected that could outlive an invocation. The first line of a
 * process has `startedMs`, the time since it began. `service`, on every line and the dimension of every metric, is the variable
 * SERVICE_NAME.
 */
export function cloudWatchJournal(): Journal {
  const service = process.env['SERVICE_NAME'] ?? METRIC_SERVICE;
  // The functions write no START and REPORT lines (infra/constructs/stockline-function.ts): the first line of each process says
  // how long it took to start, in milliseconds.
  let isFirst = true;
  const log = (level: 'INFO' | 'WARN', message: string, fields: Fields) => {
    const own = { level, message, timestamp: new Date().toISOString(), service };
    // What a line is by itself no field replaces.
    writeLine({ ...own, ...fields, ...(isFirst && { startedMs: Math.round(performance.now()) }), ...own });
    isFirst = false;
  };
  const add = (name: string, unit: Unit, value: number, dimensions: Fields, besides: Fields = {}) =>
    writeLine(embeddedMetric({ name, unit, value }, { service, ...dimensions }, besides));
  return {
    info: (message, fields) => log('INFO', message, fields),
    warn: (message, fields) => log('WARN', message, fields),
    count(metric, channel, value = 1) {
      if (channel !== undefined && byChannel.has(metric)) {
        add(metric, 'Count', value, { channel });
      }
      if (channel === undefined || !byChannel.has(metric) || twice.has(metric)) {
        // Beside the metric, for those who search the log: what is no dimension is not billed.
        add(metric, 'Count', value, {}, channel === undefined ? {} : { channel });
      }
    },
    lag: (channel, milliseconds) => add(LAG, 'Milliseconds', milliseconds, { channel }),
    reportDelay: (channel, milliseconds) => add(REPORT_DELAY, 'Milliseconds', milliseconds, { channel }),
  };
}

type Unit = 'Count' | 'Milliseconds';

/**
 * One metric with its dimensions, as CloudWatch takes it out of the log. Source: “Specification: Embedded metric format”,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html (2026-11).
 */
function embeddedMetric(
  { name, unit, value }: { readonly name: string; readonly unit: Unit; readonly value: number },
  dimensions: Fields,
  besides: Fields,
): Fields {
  const metric = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [Object.keys(dimensions)],
    Metrics: [{ Name: name, Unit: unit }],
  };
  return { _aws: { Timestamp: Date.now(), CloudWatchMetrics: [metric] }, ...besides, ...dimensions, [name]: value };
}

/** One write a line, so that Lambda makes one event of it. */
function writeLine(line: Fields): void {
  process.stdout.write(`${JSON.stringify(line, asText)}\n`);
}

/** What JSON has no form for: an error would be `{}`, and a bigint would throw. */
function asText(_: string, value: unknown): unknown {
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return { name, message, stack, ...(cause instanceof Error && { cause }) };
  }
  return typeof value === 'bigint' ? String(value) : value;
}
