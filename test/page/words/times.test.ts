import { describe, expect, it } from '@jest/globals';
import { clockTime, withClockTimes } from '../../../page/words/times.ts';

const NOW = Date.parse('2026-11-24T18:30:00Z');

describe('a sentence', () => {
  it('has the times of who reads it in place of those in UTC, and is otherwise as it was', () => {
    const [sale, push] = ['2026-11-24T18:00:00.123Z', '2026-11-23T09:00:00Z'];
    expect(withClockTimes(`Order 2026-11 at ${sale}, after the push of ${push}.`, NOW)).toBe(
      `Order 2026-11 at ${clockTime(sale, NOW)}, after the push of ${clockTime(push, NOW)}.`,
    );
    expect(withClockTimes('It showed 2.', NOW)).toBe('It showed 2.');
  });
});
