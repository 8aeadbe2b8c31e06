import { describe, expect, it } from '@jest/globals';
import { PAGED_READ_TRIES, whileThrottled } from '../../../shared/channels/while-throttled.ts';

type Answer = { kind: 'done'; value: number } | { kind: 'throttled'; retryAfterMs: number };

function asking(...answers: Answer[]) {
  const waits: number[] = [];
  const ask = async () => answers.shift() ?? { kind: 'throttled' as const, retryAfterMs: 5 };
  const wait = async (milliseconds: number) => waits.push(milliseconds);
  return { waits, answer: () => whileThrottled<Answer>(ask, PAGED_READ_TRIES, wait) };
}

describe('timeouts with a channel that throttles', () => {
  it('waits as long as the channel names and asks again', async () => {
    const { waits, answer } = asking({ kind: 'throttled', retryAfterMs: 700 }, { kind: 'done', value: 1 });
    expect(await answer()).toEqual({ kind: 'done', value: 1 });
    expect(waits).toEqual([700]);
  });

  it('does not wait when there is no need', async () => {
    const { waits, answer } = asking({ kind: 'done', value: 1 });
    await answer();
    expect(waits).toEqual([]);
  });

  it('waits no longer than half a minute', async () => {
    const { waits, answer } = asking({ kind: 'throttled', retryAfterMs: 3_600_000 }, { kind: 'done', value: 1 });
    await answer();
    expect(waits).toEqual([30_000]);
  });

  it('ends', async () => {
    const { waits, answer } = asking();
    await expect(answer()).rejects.toThrow('20 times in a row');
    expect(waits).toHaveLength(19);
  });
});
