// The page of guards keeps what a run did not check.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CHAPTERS } from './chapters.ts';
import type { Guard } from './guard.ts';
import { hasVerdict, pageOf } from './guard-page.ts';

const guard = (name: string, file = 'shared/x.ts'): Guard => ({
  guard: name,
  file,
  search: 'a',
  replace: 'b',
  tests: ['test/x'],
});
const chapters = [{ title: 'Posting', guards: [guard('A is kept'), guard('B is kept', 'shared/new.ts')] }];

describe('the page of guards', () => {
  const all = pageOf(chapters, '', [
    { guard: guard('A is kept'), isCaught: true, by: 'a test of A' },
    { guard: guard('B is kept'), isCaught: false, by: 'no test fails without it' },
  ]);

  it('has a row for each guard, with the test that noticed, or says that none did', () => {
    expect(all).toContain('| A is kept | `shared/x.ts` | a test of A |');
    expect(all).toContain('| B is kept | `shared/new.ts` | **NOT CAUGHT**: no test fails without it |');
  });

  it('keeps the rows of guards that a run left out, renews those it checked, and drops guards that are no more', () => {
    const page = pageOf(chapters, `${all}| C is gone | \`shared/x.ts\` | a test of C |\n`, [
      { guard: guard('B is kept'), isCaught: true, by: 'a new test of B' },
    ]);
    expect(page).toContain('| A is kept | `shared/x.ts` | a test of A |');
    expect(page).toContain('| B is kept | `shared/new.ts` | a new test of B |');
    expect(page).not.toContain('C is gone');
  });

  it('says of a guard that was never checked that it was not', () => {
    const page = pageOf(chapters, '', [{ guard: guard('B is kept'), isCaught: true, by: 'a test of B' }]);
    expect(page).toContain('| A is kept | `shared/x.ts` | **NOT RUN**');
    expect(['A is kept', 'B is kept'].map((name) => hasVerdict(page, guard(name)))).toEqual([false, true]);
  });
});

describe('docs/guards.md', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'guards.md'), 'utf8');

  it('is what a run writes: each guard has one row, in its chapter, with a verdict', () => {
    expect(page).toBe(pageOf(CHAPTERS, page, []));
    const guards = CHAPTERS.flatMap((chapter) => chapter.guards);
    expect(guards.filter((each) => !hasVerdict(page, each)).map((each) => each.guard)).toEqual([]);
    expect(page).not.toContain('**NOT CAUGHT**');
  });
});
