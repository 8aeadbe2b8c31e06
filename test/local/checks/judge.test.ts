import { describe, expect, it } from '@jest/globals';
import { explained, judge } from '../../../local/checks/judge.ts';
import type { HouseRule } from '../../../local/checks/tree.ts';

/** Every file that says “bad”. */
const RULE: HouseRule = {
  name: 'no bad',
  why: 'It is bad.',
  todo: 'Make it good.',
  find: (tree) => [...tree].filter(([, text]) => text === 'bad').map(([file]) => ({ file, what: 'bad' })),
};

const TREE = new Map([
  ['shared/a.ts', 'bad'],
  ['shared/b.ts', 'bad'],
  ['cli/c.ts', 'good'],
]);

describe('a rule and what is allowed to break it', () => {
  it.each([
    ['nothing allowed', [], ['shared/a.ts', 'shared/b.ts']],
    ['one file allowed', [{ rule: 'no bad', under: 'shared/a.ts', count: 1 }], ['shared/b.ts']],
    ['as many as there are', [{ rule: 'no bad', under: 'shared', count: 2 }], []],
    ['fewer than there are', [{ rule: 'no bad', under: 'shared', count: 1 }], ['shared/a.ts', 'shared/b.ts']],
    ['more than there are', [{ rule: 'no bad', under: 'shared', count: 3 }], ['local/checks/allowed.ts']],
    [
      'where there is none',
      [
        { rule: 'no bad', under: 'shared', count: 2 },
        { rule: 'no bad', under: 'cli', count: 1 },
      ],
      ['local/checks/allowed.ts'],
    ],
    ['another rule', [{ rule: 'no good', under: 'shared', count: 2 }], ['shared/a.ts', 'shared/b.ts']],
  ])('%s', (_what, allowed, files) => {
    expect(judge(RULE, TREE, allowed).map(({ file }) => file)).toEqual(files);
  });

  it('is explained with file, what, why and what to do', () => {
    expect(
      judge(RULE, new Map([['shared/a.ts', 'bad']]), [])
        .map(explained)
        .join(''),
    ).toBe('shared/a.ts: bad\n    no bad: It is bad.\n    Make it good.\n');
  });
});
