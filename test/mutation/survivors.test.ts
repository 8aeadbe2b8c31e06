import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { namedChanges } from './sources.ts';
import { afterRun, NO_REASON, nameOf, pageOf, partsOf, survivorsOf, withParts } from './survivors.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(PROJECT, 'docs', 'survivors.md'), 'utf8');
/**
 * Lower it when a survivor is given a test. A new condition comes with its test: it is raised only where a part is tried for the
 * first time, by the survivors there that have a reason.
 */
const SURVIVORS_MAX = 68;
/** Those of them that still need a test or a reason. */
const NOT_JUDGED_MAX = 0;

describe('docs/survivors.md', () => {
  const survivors = survivorsOf(page);

  it('is as the run writes it, and has no more rows than it had', () => {
    expect(pageOf(survivors, partsOf(page))).toBe(page);
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
    expect(survivorsOf(pageOf(written, []))).toEqual(written);
  });
});

describe('the list of what was tried', () => {
  const tried = (part: string, changes = 3) => ({ part, day: '2026-11-30', changes, survived: 1 });

  it('is read as it was written', () => {
    const parts = [tried('cli/'), tried('shared/config.ts', 1_200)];
    expect(partsOf(pageOf([], parts))).toEqual(parts);
  });

  it('has a folder in place of what is inside it', () => {
    const known = [
      tried('cli/'),
      tried('shared/aws/'),
      tried('shared/domain/ledger/'),
      tried('shared/domain/ledger/units.ts'),
    ];
    expect(withParts(known, [tried('shared/domain/', 9)])).toEqual([
      tried('cli/'),
      tried('shared/aws/'),
      tried('shared/domain/', 9),
    ]);
    expect(withParts([tried('cli/', 3)], [tried('cli/', 4)])).toEqual([tried('cli/', 4)]);
  });
});
