/** Takes what functions write to their log, in place of the terminal: its bytes and its metrics are billed. */
import * as v from 'valibot';

export type Written = {
  readonly bytes: number;
  /** Metrics in the embedded metric format, each with its dimensions: AWS bills every combination as one metric. */
  readonly metrics: ReadonlySet<string>;
};

const embedded = v.looseObject({
  _aws: v.object({
    CloudWatchMetrics: v.array(
      v.object({ Metrics: v.array(v.object({ Name: v.string() })), Dimensions: v.array(v.array(v.string())) }),
    ),
  }),
});

/** CloudWatch counts each log event with so many bytes more (CloudWatch Logs quotas, 2026-11). */
const EVENT_BYTES = 26;

/** What `work` writes is taken; everything before and after goes where it went. */
export async function capturingLog<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly written: Written }> {
  const { stdout, stderr } = process;
  const [out, err] = [stdout.write, stderr.write];
  let text = '';
  const take = (chunk: string | Uint8Array): boolean => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  stdout.write = take;
  stderr.write = take;
  try {
    const result = await work();
    return { result, written: writtenIn(text) };
  } finally {
    stdout.write = out;
    stderr.write = err;
  }
}

export function writtenIn(text: string): Written {
  const lines = text.split('\n').filter((line) => line !== '');
  return {
    bytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line) + EVENT_BYTES, 0),
    metrics: new Set(lines.filter((line) => line.includes('"_aws"')).flatMap(metricsOf)),
  };
}

function metricsOf(line: string): readonly string[] {
  const { _aws, ...fields } = v.parse(embedded, JSON.parse(line));
  return _aws.CloudWatchMetrics.flatMap(({ Metrics, Dimensions }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => [Name, ...names.map((name) => `${name}=${String(fields[name])}`)].join(' ')),
    ),
  );
}
