/** The sources of a mutation run and their changes: which files, and how each change is named. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Change, changesOf } from './conditions.ts';
import { nameOf } from './survivors.ts';

/** A change with its file, and its name there. */
export type NamedChange = Change & { readonly file: string; readonly change: string };

export const FOLDERS = ['functions/', 'shared/', 'infra/', 'cli/'];
/** What reads and writes the table is held by test/emulator, and its conditions are removed by `npm run test:guards`. */
const HELD_BY_EMULATOR = /^shared\/aws\/(?:ledger|pushing|listings|exposure|reconciling)\//;

/** The files of the product, or those that differ from a commit. */
export function sourceFiles(project: string, changedSince: string | undefined): readonly string[] {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project, encoding: 'utf8' }).split('\n');
  const files =
    changedSince === undefined
      ? git('ls-files', ...FOLDERS)
      : git('diff', '--name-only', '--diff-filter=d', changedSince, '--', ...FOLDERS);
  return files.filter((file) => file.endsWith('.ts') && !HELD_BY_EMULATOR.test(file));
}

export function namedChanges(project: string, file: string): readonly NamedChange[] {
  const times = new Map<string, number>();
  return changesOf(readFileSync(join(project, file), 'utf8')).map((change) => {
    const first = nameOf(change.condition, change.becomes, 1);
    const nth = (times.get(first) ?? 0) + 1;
    times.set(first, nth);
    return { ...change, file, change: nameOf(change.condition, change.becomes, nth) };
  });
}
