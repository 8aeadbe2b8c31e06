/** Changes every condition of the product in turn, and lists those that no test notices. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { changedTree } from './changed-tree.ts';
import type { Learnt } from './running/attempts.ts';
import { trialOf } from './running/trial.ts';
import { FOLDERS, type NamedChange, sourceFiles } from './sources.ts';
import {
  afterRun,
  NO_REASON,
  pageOf,
  partsOf,
  type Survivor,
  survivorsOf,
  type TriedPart,
  withParts,
} from './survivors.ts';

/**
 * `npm run test:mutation [-- --only PREFIX --changed COMMIT --unexplained --seconds N]`: makes every condition of the product
 * true and false, leaves out every operand and every check of a schema, one after the other in a copy of the source, and runs
 * the tests beside the sources that reach it, those of the changed file's folder first. What none of them notices is written to
 * docs/survivors.md; exit code 1 when it was not there before. `--only` takes the files whose path begins so (also several times), `--changed` those that
 * differ from a commit, `--unexplained` the survivors without a reason once more; `--seconds` ends the run after so long.
 */
const PROJECT = join(import.meta.dirname, '..', '..');
const PAGE = join(PROJECT, 'docs', 'survivors.md');

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: FOLDERS },
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
const trial = trialOf(tree);
process.once('SIGINT', () => end(130));
process.once('SIGTERM', () => end(143));
end(await main().catch(failed));

async function main(): Promise<number> {
  const begun = performance.now();
  const isTimeUp = () => performance.now() > begun + Number(values.seconds) * 1_000;
  const asked = tree.changes
    .map((change, index) => ({ ...change, number: index + 1 }))
    .filter((each) => !values.unexplained || isAmong(wanted, each));
  say(`${asked.length} changes in ${files.length} files, ${tree.tests.length} test files.`);
  const { open, learnt } = await notNoticedInTurn(asked, isTimeUp);
  const left = await notNoticedAnew(open, learnt, isTimeUp);
  const tried = asked.length - left;
  say(`${tried} of ${asked.length} changes tried in ${Math.round((performance.now() - begun) / 1_000)} s.`);
  if (tried === tree.changes.length && values.changed === undefined) {
    write(survivors(), withParts(parts(), values.only.map(triedPart)));
  }
  const unexplained = survivors().filter(({ reason }) => reason === NO_REASON).length;
  say(`${survivors().length} survivors, ${unexplained} without a reason.`);
  return survivors().some((each) => !isAmong(before, each)) ? 1 : 0;
}

type NumberedChange = NamedChange & { readonly number: number };

/** Tries the changes of each folder with the tests of that folder, and what none of them noticed with all others. */
async function notNoticedInTurn(changes: readonly NumberedChange[], isTimeUp: () => boolean) {
  const suites = new Map<string, Learnt>();
  const learntOf = async (tests: readonly string[]) => {
    for (const test of tests) {
      if (!suites.has(test) && !isTimeUp()) {
        suites.set(test, await trial.learn(test, say));
      }
    }
    return tests.flatMap((test) => suites.get(test) ?? []);
  };
  const open: NumberedChange[] = [];
  for (const [folder, inside] of Map.groupBy(changes, ({ file }) => dirname(file))) {
    const learnt = await learntOf(tree.tests.filter((test) => isBeside(test, folder)));
    const left = await notNoticedBy(() => learnt, inside, isTimeUp);
    say(`${left.length} of ${inside.length} changes in ${folder} are not noticed by the tests beside it.`);
    open.push(...left);
  }
  const files = [...new Set(open.map(({ file }) => file))];
  const learnt = await learntOf(tree.tests.filter((test) => files.some((file) => tree.testsOf(file).includes(test))));
  const elsewhere = ({ file }: NumberedChange) => learnt.filter((suite) => !isBeside(suite.file, dirname(file)));
  return { learnt, open: await notNoticedBy(elsewhere, open, isTimeUp) };
}

function isBeside(test: string, folder: string): boolean {
  return dirname(test) === join(tree.path, 'test', folder);
}

async function notNoticedBy(
  learnt: (change: NumberedChange) => readonly Learnt[],
  changes: readonly NumberedChange[],
  isTimeUp: () => boolean,
): Promise<readonly NumberedChange[]> {
  const rest: NumberedChange[] = [];
  for (const each of changes) {
    const by = isTimeUp() ? undefined : await trial.noticedBy(each.number, each.file, learnt(each));
    if (by === undefined) {
      rest.push(each);
    } else {
      ended(each, by);
    }
  }
  return rest;
}

/** Tries the rest in processes that load the product anew, where that may matter. What is left survived, or was not tried. */
async function notNoticedAnew(
  changes: readonly NumberedChange[],
  learnt: readonly Learnt[],
  isTimeUp: () => boolean,
): Promise<number> {
  for (const [index, each] of changes.entries()) {
    if (isTimeUp()) {
      say('The time is up.');
      return changes.length - index;
    }
    ended(each, await trial.noticedAnewBy(each.number, each.file, learnt));
  }
  return 0;
}

function ended({ file, line, change }: NamedChange, by: string | undefined): void {
  say(`${by === undefined ? 'SURVIVED' : 'noticed '}  ${file}:${line}  ${change}  ←  ${by ?? 'no test'}`);
  // Read and written after each, so that a run that is cut off keeps what it found and rows edited meanwhile stay.
  if (by === undefined || isAmong(before, { file, change })) {
    write(afterRun(survivors(), [{ file, change }], by === undefined ? [{ file, change }] : []), parts());
  }
}

function triedPart(part: string): TriedPart {
  const isInside = ({ file }: { readonly file: string }) => file.startsWith(part);
  return {
    ...{ part, day: new Date().toISOString().slice(0, 10) },
    ...{ changes: tree.changes.filter(isInside).length, survived: survivors().filter(isInside).length },
  };
}

function isAmong(rows: readonly Survivor[], { file, change }: Pick<Survivor, 'file' | 'change'>): boolean {
  return rows.some((each) => each.file === file && each.change === change);
}

function survivors(): readonly Survivor[] {
  return survivorsOf(page());
}

function parts(): readonly TriedPart[] {
  return partsOf(page());
}

function page(): string {
  return existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
}

function write(now: readonly Survivor[], tried: readonly TriedPart[]): void {
  writeFileSync(PAGE, pageOf(now, tried));
}

function failed(error: unknown): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

function end(code: number): never {
  trial.close();
  tree.remove();
  process.exit(code);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
