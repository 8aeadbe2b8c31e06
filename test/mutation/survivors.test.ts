import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { namedChanges } from './sources.ts';
import { afterRun, NO_REASON, nameOf, pageOf, survivorsOf } from './survivors.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(PROJECT, 'docs', 'survivors.md'), 'utf8');
/** Lower it when a survivor is given a test. It is never raised: a new condition comes with its test. */
const SURVIVORS_MAX = 53;
/** Those of them that still need a test or a reason. */
const NOT_JUDGED_MAX = 0;

describe('docs/survivors.md', () => {
  const survivors = survivorsOf(page);

  it('is as the run writes it, and has no more rows than it had', () => {
    expect(pageOf(survivors)).toBe(page);
    expect(survivors.length).toBeLessThanOrEqual(SURVIVORS_MAX);
    expect(survivors.filter(({ reason }) => reason === NO_REASON).length).toBeLessThanOrEqual(NOT_JUDGED_MAX);
  });

  it('has conditions that stand in their file', () => {
    const gone = [...Map.groupBy(survivors, ({ file }) => file)].flatMap(([file, rows]) => {
      const names = new Set(namedChanges(PROJECT, file).map(({ change }) => change));
      return rows.filter(({ change }) => !names.has(change));
    });
    expect(gone.map(({ file, change }) => `${file} ${change}`)).toEqual([]);
  });
});

describe('the list of survivors after a run', () => {
  const row = (change: string, reason = 'It is the same.') => ({ file: 'shared/a.ts', change, reason });

  it('keeps what was not tried and the reasons of what survived again, and drops what was noticed', () => {
    const known = [row('a → true'), row('b → true'), row('c → true')];
    const tried = [row('b → true'), row('c → true'), row('d → true')];
    expect(afterRun(known, tried, [row('c → true'), row('d → true')])).toEqual([
      row('a → true'),
      row('c → true'),
      row('d → true', NO_REASON),
    ]);
  });

  it('is read as it was written, whatever is in a condition', () => {
    const written = ['a || b', 'text === `|`', 'a === "x"'].map((condition) => row(nameOf(condition, 'true', 2)));
    expect(survivorsOf(pageOf(written))).toEqual(written);
  });
});
