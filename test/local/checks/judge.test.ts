import { describe, expect, it } from '@jest/globals';
import { explained, judge } from '../../../local/checks/judge.ts';
import type { HouseRule } from '../../../local/checks/tree.ts';

/** Every file that says “bad”. */
const RULE: HouseRule = {
  name: 'no bad',
  why: 'It is bad.',
  remedy: 'Make it good.',
  find: (tree) => [...tree].filter(([, text]) => text === 'bad').map(([file]) => ({ file, what: 'bad' })),
};

const TREE = new Map([
  ['shared/a.ts', 'bad'],
  ['shared/b.ts', 'bad'],
  ['cli/c.ts', 'good'],
]);

describe('a rule that is broken', () => {
  it('names each place, and nothing else', () => {
    expect(judge(RULE, TREE).map(({ file }) => file)).toEqual(['shared/a.ts', 'shared/b.ts']);
  });

  it('is explained with file, what, why and what to do', () => {
    expect(
      judge(RULE, new Map([['shared/a.ts', 'bad']]))
        .map(explained)
        .join(''),
    ).toBe('shared/a.ts: bad\n    no bad: It is bad.\n    Make it good.\n');
  });
});
