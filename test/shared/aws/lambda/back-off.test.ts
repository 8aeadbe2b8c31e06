import { describe, expect, it } from '@jest/globals';
import { comesAgainMs, pauseMs, tryFor } from '../../../../shared/aws/lambda/back-off.ts';
import { PermanentError } from '../../../../shared/ports/permanent-error.ts';

/** A call that fails until a moment, in a time in which each call takes 10 ms and each wait 100. */
function outage(untilMs: number, error = new Error('no answer')) {
  let nowMs = 0;
  let calls = 0;
  const call = async () => {
    calls += 1;
    nowMs += 10;
    if (nowMs < untilMs) {
      throw error;
    }
    return 'answer';
  };
  const wait = async () => {
    nowMs += 100;
  };
  return { call, timing: { nowMs: () => nowMs, wait }, calls: () => calls };
}

describe('what is tried for a while', () => {
  it('outlasts an outage that ends in time', async () => {
    const { call, timing } = outage(3_900);
    expect(await tryFor(4_000, call, timing)).toBe('answer');
  });

  it('fails with the last error of one that does not', async () => {
    const { call, timing, calls } = outage(60_000);
    await expect(tryFor(4_000, call, timing)).rejects.toThrow('no answer');
    expect(calls()).toBeGreaterThan(30);
  });

  it('is tried once where no time is left', async () => {
    const { call, timing, calls } = outage(60_000);
    await expect(tryFor(-1, call, timing)).rejects.toThrow('no answer');
    expect(calls()).toBe(1);
  });

  it('is not tried again where that is no use', async () => {
    const { call, timing, calls } = outage(60_000, new PermanentError('too long'));
    await expect(tryFor(4_000, call, timing)).rejects.toThrow('too long');
    expect(calls()).toBe(1);
  });
});

describe('the wait before the next attempt', () => {
  it('is drawn between 20 and 75 ms at first, and 20 and 300 ms later', () => {
    const drawn = (attempt: number) => Array.from({ length: 500 }, () => pauseMs(attempt));
    expect(Math.min(...drawn(1), ...drawn(9))).toBeGreaterThanOrEqual(20);
    expect(Math.max(...drawn(1))).toBeLessThanOrEqual(75);
    expect(Math.max(...drawn(9))).toBeLessThanOrEqual(300);
    expect(new Set(drawn(9)).size).toBeGreaterThan(100);
  });
});

describe('a message that comes again', () => {
  it('does so within 2 s at its first eight tries, whenever in its outage they were', () => {
    const first = Array.from({ length: 8 }, (_, index) => comesAgainMs(1_000, index + 1));
    expect(first).toEqual([1_000, 1_000, 1_000, 1_000, 2_000, 2_000, 2_000, 2_000]);
  });

  it('waits longer each time after that, and never longer than a minute', () => {
    expect([9, 10, 12, 13, 800].map((received) => comesAgainMs(1_000, received))).toEqual([
      ...[4_000, 8_000, 32_000, 60_000, 60_000],
    ]);
  });

  it('never comes sooner than it wanted', () => {
    expect([1, 8, 9, 20].map((received) => comesAgainMs(5_000, received))).toEqual([5_000, 5_000, 10_000, 60_000]);
    expect([1, 20].map((received) => comesAgainMs(900_000, received))).toEqual([900_000, 900_000]);
    expect(comesAgainMs(0, 5)).toBe(0);
  });
});
