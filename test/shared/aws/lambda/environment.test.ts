import { afterEach, describe, expect, it } from '@jest/globals';
import { channelIds, checkQueues } from '../../../../shared/aws/lambda/environment.ts';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

function queues(checks: string): ReadonlyMap<string, string> {
  process.env['OBSERVATIONS_QUEUE_URL'] = 'https://sqs.eu-central-1.amazonaws.com/111122223333/observations.fifo';
  process.env['CHECKS'] = checks;
  return checkQueues();
}

const ACCOUNT = 'https://sqs.eu-central-1.amazonaws.com/111122223333/';

describe('the channels of the deployment', () => {
  it('are known by their ids to a function that serves none of them', () => {
    process.env['CHANNEL_IDS'] = '["shopify","till-7"]';
    expect(channelIds()).toEqual(['shopify', 'till-7']);
  });
});

describe('the queues of channels', () => {
  it('are known by their names, each by itself or all that are named alike by one pattern', () => {
    const alike = [{ pattern: 'stockline-more-*-checks', channels: ['outlet', 'shop-2'] }];
    const known = queues(JSON.stringify({ names: { shop: 'Stockline-Waiting-1A2B' }, alike }));
    expect(Object.fromEntries(known)).toEqual({
      shop: `${ACCOUNT}Stockline-Waiting-1A2B`,
      outlet: `${ACCOUNT}stockline-more-outlet-checks`,
      'shop-2': `${ACCOUNT}stockline-more-shop-2-checks`,
    });
  });

  it('may be none', () => {
    expect(queues('{"names":{},"alike":[]}').size).toBe(0);
  });
});
