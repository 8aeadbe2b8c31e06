import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { refuseSameNames } from '../../../infra/constructs/same-names.ts';
import { parseConfig } from '../../../shared/config.ts';

function problemsOf(...ids: string[]): readonly string[] {
  const stack = new Stack(new App());
  const channels = ids.map((id) => ({ id, platform: 'pos' }));
  refuseSameNames(stack, parseConfig({ locations: ['main'], channels }).channels);
  return stack.node.validate();
}

describe('channels of one deployment', () => {
  it('may have ids that begin alike', () => {
    expect(problemsOf('shop', 'shop-2', 'shop-outlet')).toEqual([]);
  });

  it.each([
    ['us-1outlet', 'us-1-outlet'],
    ['us-outlet', 'usoutlet'],
    ['us-outlet', 'us-outlet-'],
  ])('cannot be called %s and %s: commands would find the queue of one for both', (one, other) => {
    expect(problemsOf(one, other)).toEqual([
      expect.stringMatching(`^Channels “${one}” and “${other}” would both be called .* give one another id`),
    ]);
  });
});
