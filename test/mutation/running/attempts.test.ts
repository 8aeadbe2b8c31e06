import { describe, expect, it } from '@jest/globals';
import { attemptsAt, type Learnt } from './attempts.ts';

const test = (place: number, asked: readonly number[], milliseconds = 1, isRepeatable = true) => ({
  ...{ test: place, asked, milliseconds, isRepeatable },
});
const learnt = (file: string, tests: Learnt['tests'], more: Partial<Learnt> = {}): Learnt => ({
  ...{ file, tests, askedOnce: [], askedByAll: [], ...more },
});
const source = {
  actsOnce: false,
  importing: new Set(['own', 'far']),
  distance: (file: string) => (file === 'own' ? 0 : 1),
};
const shown = (change: number, suites: readonly Learnt[], actsOnce = false) =>
  attemptsAt(change, suites, { ...source, actsOnce }).map(
    ({ file, isFresh, tests }) => `${file}${isFresh ? ' fresh' : ''} ${tests.join(' ')}`,
  );

describe('the attempts at a change', () => {
  it('are the tests that ask for it, those of the nearest file first, then those of the fastest', () => {
    const suites = [
      learnt('slow', [test(0, [7], 90)]),
      learnt('fast', [test(0, [7], 5)]),
      learnt('own', [test(0, [8]), test(1, [7], 99)]),
    ];
    expect(attemptsAt(7, suites, source)).toEqual([
      { file: 'own', isFresh: false, tests: [1], usualMs: 99 },
      { file: 'fast', isFresh: false, tests: [0], usualMs: 5 },
      { file: 'slow', isFresh: false, tests: [0], usualMs: 90 },
    ]);
  });

  it('are all tests of a file that asks for it before they begin', () => {
    expect(shown(7, [learnt('own', [test(0, []), test(1, [])], { askedByAll: [7] })])).toEqual(['own 0 1']);
  });

  it('load the product anew for what it asks once, with every test that loads it', () => {
    const suites = [
      learnt('own', [test(0, []), test(1, [7])]),
      learnt('far', [test(0, [])]),
      learnt('no', [test(0, [])]),
    ];
    expect(shown(7, suites, true)).toEqual(['own 1', 'own fresh 0 1', 'far fresh 0']);
  });

  it('load it anew for a test that cannot be repeated', () => {
    expect(shown(7, [learnt('own', [test(0, [7]), test(1, [7], 1, false)])])).toEqual(['own 0', 'own fresh 1']);
  });

  it('are none where no test asks for it', () => {
    expect(shown(7, [learnt('own', [test(0, [8])])])).toEqual([]);
  });
});
