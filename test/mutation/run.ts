/** Changes every condition of the product in turn, and lists those that no test notices. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { changedTree } from './changed-tree.ts';
import { jestProcess } from './jest-process.ts';
import { sourceFiles } from './sources.ts';
import { afterRun, NO_REASON, pageOf, type Survivor, survivorsOf } from './survivors.ts';

/**
 * `npm run test:mutation [-- --only PREFIX --changed COMMIT --unexplained --seconds N]`: makes every condition of the product
 * true and false, leaves out every operand and every check of a schema, one after the other in a copy of the source, and runs
 * the tests beside the sources that reach it. What none of them notices is written to docs/survivors.md; exit code 1 when it
 * was not there before. `--only` takes the files whose path begins so (also several times), `--changed` those that
 * differ from a commit, `--unexplained` the survivors without a reason once more; `--seconds` ends the run after so long.
 */
const PROJECT = join(import.meta.dirname, '..', '..');
const PAGE = join(PROJECT, 'docs', 'survivors.md');
/** A change with which tests take so much longer than without it has made something endless. */
const ENDLESS = { timesLonger: 10, butAtLeastMs: 30_000 };
const REACH_WITHIN_MS = 3_600_000;

const record = v.object({ test: v.string(), changes: v.array(v.number()), milliseconds: v.number() });
type Reach = v.InferOutput<typeof record>;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [''] },
    changed: { type: 'string' },
    unexplained: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '86400' },
  },
});
const before = survivors();
const wanted = before.filter(({ reason }) => values.unexplained && reason === NO_REASON);
const files = sourceFiles(PROJECT, values.changed)
  .filter((file) => values.only.some((prefix) => file.startsWith(prefix)))
  .filter((file) => !values.unexplained || wanted.some((each) => each.file === file));
const tree = changedTree(PROJECT, files);
const jest = jestProcess();
process.once('SIGINT', () => end(130));
process.once('SIGTERM', () => end(143));
end(await main().catch(failed));

async function main(): Promise<number> {
  const endsAt = performance.now() + Number(values.seconds) * 1_000;
  const reaches = await reach();
  let tried = 0;
  for (const [index, { file, change, line }] of tree.changes.entries()) {
    if (performance.now() > endsAt) {
      say('The time is up.');
      break;
    }
    if (values.unexplained && !isAmong(wanted, { file, change })) {
      continue;
    }
    const by = await noticedBy(index + 1, file, reaches);
    say(`${by === undefined ? 'SURVIVED' : 'noticed '}  ${file}:${line}  ${change}  ←  ${by ?? 'no test'}`);
    // Read and written after each, so that a run that is cut off keeps what it found and rows edited meanwhile stay.
    writeFileSync(PAGE, pageOf(afterRun(survivors(), [{ file, change }], by === undefined ? [{ file, change }] : [])));
    tried += 1;
  }
  const unexplained = survivors().filter(({ reason }) => reason === NO_REASON).length;
  say(
    `${tried} of ${tree.changes.length} changes tried. ${survivors().length} survivors, ${unexplained} without a reason.`,
  );
  const isLonger = survivors().some(({ file, change }) => !isAmong(before, { file, change }));
  return isLonger ? 1 : 0;
}

/** Runs the tests once with nothing changed, to learn which of them reach which change. The fastest come first. */
async function reach(): Promise<readonly Reach[]> {
  const folder = join(tree.path, '.reach');
  mkdirSync(folder);
  say(
    `${tree.changes.length} changes in ${files.length} files. First ${tree.tests.length} test files with nothing changed.`,
  );
  const { failed: problem, files: failing = [] } = await jest.run(
    { tree: tree.path, tests: [...tree.tests], change: 0, reach: folder },
    REACH_WITHIN_MS,
  );
  if (problem !== undefined) {
    say(`With nothing changed this fails: ${problem}. Left out: ${failing.join(', ')}`);
  }
  return readdirSync(folder)
    .map((name) => v.parse(record, JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    .filter(({ test }) => !failing.includes(test))
    .toSorted((one, other) => one.milliseconds - other.milliseconds);
}

/** The first test that fails with the change, beginning with the source's own test and the fastest others. */
async function noticedBy(change: number, file: string, reaches: readonly Reach[]): Promise<string | undefined> {
  const own = join(tree.path, 'test', file.replace(/\.ts$/, '.test.ts'));
  const reaching = reaches
    .filter(({ changes }) => changes.includes(change))
    .toSorted((one, other) => Number(other.test === own) - Number(one.test === own));
  const tests = reaching.map(({ test }) => test);
  const usualMs = reaching.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const endlessMs = Math.max(ENDLESS.butAtLeastMs, ENDLESS.timesLonger * usualMs);
  return tests.length === 0 ? undefined : (await jest.run({ tree: tree.path, tests, change }, endlessMs)).failed;
}

function isAmong(rows: readonly Survivor[], { file, change }: Pick<Survivor, 'file' | 'change'>): boolean {
  return rows.some((each) => each.file === file && each.change === change);
}

function survivors(): readonly Survivor[] {
  return survivorsOf(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '');
}

function failed(error: unknown): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

function end(code: number): never {
  jest.close();
  tree.remove();
  process.exit(code);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
