import { describe, expect, it, jest } from '@jest/globals';
import { cloudWatchJournal } from '../../../shared/aws/lambda/journal.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import { COUNTS, METRIC_NAMESPACE, METRIC_SERVICE } from '../../../shared/metrics.ts';
import { crashMetricOf } from '../../../shared/stage.ts';
import { longestNames, MERCHANT, resources, synthesise } from '../synthesis.ts';

const { template } = synthesise();

/** The widgets, with what is known only at deployment as `…`. */
function widgets(
  of = template,
): readonly { readonly type: string; readonly properties: Readonly<Record<string, unknown>> }[] {
  const [dashboard] = resources(of, 'AWS::CloudWatch::Dashboard');
  const body = dashboard?.properties['DashboardBody'] as { readonly 'Fn::Join': readonly [string, readonly unknown[]] };
  const text = body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : '…')).join('');
  return JSON.parse(text)['widgets'];
}

const all = widgets();
const titled = (title: string) => all.find(({ properties }) => properties['title'] === title);
const drawn = ({ properties }: { readonly properties: Readonly<Record<string, unknown>> }) =>
  ((properties['metrics'] ?? []) as readonly (readonly unknown[])[]).filter(
    (line) => !JSON.stringify(line).includes('"visible":false'),
  );

/** Every metric that the journal of a function can write for these channels: namespace, name, and dimensions with their values. */
function writtenMetrics(): ReadonlySet<string> {
  const written: string[] = [];
  const env = { POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE, POWERTOOLS_SERVICE_NAME: METRIC_SERVICE };
  jest.replaceProperty(process, 'env', { ...process.env, ...env });
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
  try {
    const journal = cloudWatchJournal();
    for (const { id } of MERCHANT.channels) {
      const channel = parseChannelId(id);
      for (const name of COUNTS) {
        journal.count(name, channel);
      }
      journal.lag(channel, 1);
      journal.reportDelay(channel, 1);
    }
  } finally {
    jest.restoreAllMocks();
  }
  return new Set(
    written.map((line) => {
      const record = JSON.parse(line);
      const [{ Namespace, Metrics, Dimensions }] = record._aws.CloudWatchMetrics;
      const names: readonly string[] = Dimensions[0];
      return JSON.stringify([Namespace, Metrics[0].Name, ...names.toSorted().flatMap((name) => [name, record[name]])]);
    }),
  );
}

describe('the dashboard', () => {
  it.each([
    'Differing now',
    'Late comparison',
    'Oversold in a day',
    'Differences found in a day',
    'Parked in a day',
    'Set aside now',
  ])('has one number for: %s', (title) => {
    expect(titled(title)?.properties['view']).toBe('singleValue');
    expect(drawn(titled(title) ?? { properties: {} })).toHaveLength(1);
  });

  it('has as the number of SKUs that differ the most that the sweeps of the last interval counted', () => {
    expect(JSON.stringify(titled('Differing now')?.properties['metrics'])).toMatch(
      /"DifferingSkus".*"period":900.*"stat":"Maximum"/,
    );
  });

  it('has the lag of each selling channel as a number', () => {
    const selling = MERCHANT.channels.filter(({ platform }) => platform !== 'pos');
    expect(drawn(titled('Lag p95 (ms)') ?? { properties: {} })).toHaveLength(selling.length);
  });

  it('asks for no metric of ours but those that functions write, with the dimensions that they write them with', () => {
    const lines = all.flatMap(({ properties }) => (properties['metrics'] ?? []) as readonly (readonly unknown[])[]);
    const ours = lines.filter(
      ([namespace, name]) => namespace === METRIC_NAMESPACE && name !== crashMetricOf(undefined),
    );
    const asked = ours.map((line) => JSON.stringify(line.filter((part) => typeof part === 'string')));
    const written = writtenMetrics();
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((line) => !written.has(line))).toEqual([]);
  });

  it('draws at most twelve lines in a graph', () => {
    const crowded = all.filter((widget) => widget.type === 'metric' && drawn(widget).length > 12);
    expect(crowded.map(({ properties }) => properties['title'])).toEqual([]);
  });

  it('lists the alarms that ring, of all that the stack has', () => {
    const listed = all.filter(({ type }) => type === 'alarm');
    const arns = listed.flatMap(({ properties }) => properties['alarms'] as readonly string[]);
    expect(arns).toHaveLength(resources(template, 'AWS::CloudWatch::Alarm').length);
    expect(listed.every(({ properties }) => (properties['alarms'] as readonly string[]).length <= 100)).toBe(true);
  });

  it('has expressions that CloudWatch takes, and each adds up the metrics of its own line alone, with 25 channels', () => {
    const lines = widgets(synthesise(longestNames(25)).template).map(({ properties }) => {
      const options = ((properties['metrics'] ?? []) as readonly (readonly unknown[])[]).map((line) => line.at(-1));
      return options.filter((each): each is { id?: string; expression?: string } => typeof each === 'object');
    });
    const expressions = lines.flat().flatMap(({ expression }) => expression ?? []);
    expect(expressions.length).toBeGreaterThan(20);
    expect(Math.max(...expressions.map(({ length }) => length))).toBeLessThanOrEqual(2_048);
    for (const graph of lines) {
      const prefixes = graph.flatMap(({ expression }) => /METRICS\("(\w+)"\)/.exec(expression ?? '')?.[1] ?? []);
      for (const { id = '' } of graph.filter(({ expression }) => expression === undefined)) {
        expect(prefixes.filter((prefix) => id.includes(prefix)).length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('shows from which figure on an alarm rings', () => {
    expect(JSON.stringify(titled('Age of the oldest message (s)')?.properties['annotations'])).toContain('"value":60');
  });

  it('says where the page and the runbook are', () => {
    const [text] = all.filter(({ type }) => type === 'text');
    expect(text?.properties['markdown']).toContain('docs/runbook.md');
  });
});
