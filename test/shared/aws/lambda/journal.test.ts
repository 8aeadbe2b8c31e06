import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cloudWatchJournal } from '../../../../shared/aws/lambda/journal.ts';
import type { CountName } from '../../../../shared/metrics.ts';
import { SHOPIFY } from '../../../fakes/facts.ts';

const written: string[] = [];

beforeEach(() => {
  written.length = 0;
  jest.replaceProperty(process, 'env', { ...process.env, SERVICE_NAME: 'stockline-trial' });
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** What one write has made of it: each is one line, and an event of its own in CloudWatch. */
function lines(): readonly Readonly<Record<string, unknown>>[] {
  return written.map((line) => {
    expect(line).toMatch(/^[^\n]+\n$/);
    return JSON.parse(line);
  });
}

describe('the log of a function', () => {
  it('says in its first line, and only there, how long the process took to start', () => {
    const journal = cloudWatchJournal();
    journal.warn('MUG: one', { step: 'posted' });
    journal.info('MUG: two', { step: 'posted' });
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const own = { timestamp, service: 'stockline-trial', step: 'posted' };
    expect(lines()).toEqual([
      { level: 'WARN', message: 'MUG: one', ...own, startedMs: expect.any(Number) },
      { level: 'INFO', message: 'MUG: two', ...own },
    ]);
  });

  it('has of an error what it is, and of no field in place of what a line is by itself', () => {
    const error = new Error('no answer', { cause: new TypeError('fetch failed') });
    cloudWatchJournal().warn('MUG: failed\nagain', {
      error,
      level: 'low',
      message: 'other',
      units: 10n,
      none: undefined,
    });
    expect(lines()).toEqual([
      expect.objectContaining({
        ...{ level: 'WARN', message: 'MUG: failed\nagain', units: '10' },
        error: {
          ...{ name: 'Error', message: 'no answer', stack: expect.stringContaining('journal.test.ts') },
          cause: { name: 'TypeError', message: 'fetch failed', stack: expect.any(String) },
        },
      }),
    ]);
  });
});

/** The metrics of what was written, each with its dimensions and what else its line says of the channel. */
function metrics(): unknown[] {
  return written.map((line) => {
    const { _aws, channel } = JSON.parse(line);
    const [{ Dimensions, Metrics }] = _aws.CloudWatchMetrics;
    return [Metrics[0].Name, Dimensions[0], channel];
  });
}

describe('the metrics of a function', () => {
  it.each<[string, CountName, readonly (readonly string[])[]]>([
    ['what is shown by channel for the channel', 'Posted', [['service', 'channel']]],
    ['what an alarm watches for all channels, too', 'Parked', [['service', 'channel'], ['service']]],
    ['what nobody asks for by channel for all channels alone', 'SweepFound', [['service']]],
  ])('counts %s', (_, name, dimensions) => {
    cloudWatchJournal().count(name, SHOPIFY);
    expect(metrics()).toEqual(dimensions.map((each) => [name, each, SHOPIFY]));
  });

  it('adds the times of a channel to its own metrics', () => {
    const journal = cloudWatchJournal();
    journal.lag(SHOPIFY, 1_200);
    journal.reportDelay(SHOPIFY, 400);
    expect(metrics()).toEqual([
      ['LagMs', ['service', 'channel'], SHOPIFY],
      ['ReportDelayMs', ['service', 'channel'], SHOPIFY],
    ]);
  });

  it('counts what has no channel for all channels', () => {
    cloudWatchJournal().count('BatchFailed', undefined);
    expect(metrics()).toEqual([['BatchFailed', ['service'], undefined]]);
  });

  it('are in the embedded metric format, in our namespace, with the value beside them', () => {
    cloudWatchJournal().count('Posted', SHOPIFY, 3);
    expect(lines()).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'Stockline',
              Dimensions: [['service', 'channel']],
              Metrics: [{ Name: 'Posted', Unit: 'Count' }],
            },
          ],
        },
        ...{ service: 'stockline-trial', channel: SHOPIFY, Posted: 3 },
      },
    ]);
  });
});
