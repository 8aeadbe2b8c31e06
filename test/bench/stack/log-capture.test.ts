import { describe, expect, it } from '@jest/globals';
import { writtenIn } from '../../../bench/stack/log-capture.ts';

const METRIC = JSON.stringify({
  _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'Posted' }], Dimensions: [['service', 'channel']] }] },
  service: 'stockline',
  channel: 'shopify',
  Posted: 1,
});

describe('what a function writes to its log', () => {
  it('counts each line with what CloudWatch adds to it', () => {
    expect(writtenIn('{"message":"a"}\n').bytes).toBe(15 + 26);
  });

  it('names each metric once with its dimensions', () => {
    expect([...writtenIn(`${METRIC}\n${METRIC}\n`).metrics]).toEqual(['Posted service=stockline channel=shopify']);
  });
});
