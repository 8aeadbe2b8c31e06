import { describe, expect, it } from '@jest/globals';
import { axisLabels, clockTime, duration, withClockTimes } from '../../../page/words/times.ts';

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

it.each([
  [0, '0 s'],
  [4, '0 s'],
  [350, '0.35 s'],
  [9_700, '9.7 s'],
  [59_000, '59 s'],
  [240_000, '4 min'],
  [10_800_000, '3 h'],
  [172_800_000, '2 days'],
])('%i ms are %s', (milliseconds, words) => {
  expect(duration(milliseconds)).toBe(words);
});

describe('what stands below a time axis', () => {
  // In the reader's own time, whichever that is where this runs.
  const MIDNIGHT = new Date(2026, 10, 25).getTime() / 1_000;

  it('is the time of the day, and the day at the first mark and at each new one', () => {
    const half = 1_800;
    expect(axisLabels([MIDNIGHT - half, MIDNIGHT, MIDNIGHT + half], half, 'en-GB')).toEqual([
      '23:30\n24 Nov',
      '00:00\n25 Nov',
      '00:30',
    ]);
  });

  it('has seconds where marks are closer than a minute', () => {
    expect(axisLabels([MIDNIGHT, MIDNIGHT + 10], 10, 'en-GB')).toEqual(['00:00:00\n25 Nov', '00:00:10']);
  });

  it('is the day alone where marks are days apart', () => {
    expect(axisLabels([MIDNIGHT, MIDNIGHT + 86_400], 86_400, 'en-GB')).toEqual(['25 Nov', '26 Nov']);
  });
});
