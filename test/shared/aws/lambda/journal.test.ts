import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cloudWatchJournal } from '../../../../shared/aws/lambda/journal.ts';
import type { CountName } from '../../../../shared/metrics.ts';
import { SHOPIFY } from '../../../fakes/facts.ts';

describe('the log of a function', () => {
  const lines: Readonly<Record<string, unknown>>[] = [];

  beforeEach(() => {
    lines.length = 0;
    process.env['POWERTOOLS_DEV'] = 'true';
    for (const level of ['info', 'warn'] as const) {
      jest.spyOn(console, level).mockImplementation((line) => void lines.push(JSON.parse(String(line))));
    }
  });
  afterEach(() => {
    jest.restoreAllMocks();
    delete process.env['POWERTOOLS_DEV'];
  });

  it('says in its first line, and only there, how long the process took to start', () => {
    const journal = cloudWatchJournal();
    journal.warn('MUG: one', { step: 'posted' });
    journal.info('MUG: two', { step: 'posted' });
    expect(lines).toEqual([
      expect.objectContaining({ message: 'MUG: one', step: 'posted', startedMs: expect.any(Number) }),
      expect.not.objectContaining({ startedMs: expect.anything() }),
    ]);
  });
});

const written: string[] = [];

/** The metrics of what was written, each with its dimensions and what else its line says of the channel. */
function metrics(): unknown[] {
  return written.map((line) => {
    const { _aws, channel } = JSON.parse(line);
    const [{ Dimensions, Metrics }] = _aws.CloudWatchMetrics;
    return [Metrics[0].Name, Dimensions[0], channel];
  });
}

describe('the metrics of a function', () => {
  beforeEach(() => {
    written.length = 0;
    jest.replaceProperty(process, 'env', {
      ...process.env,
      POWERTOOLS_METRICS_NAMESPACE: 'Stockline',
      POWERTOOLS_SERVICE_NAME: 'stockline',
    });
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      written.push(String(line));
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

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
});
