/** `npm run test:guards`: removes each guard in a copy of the source and writes down which test fails. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { emulatorForRun } from '../../local/emulator/for-run.ts';
import { openRun } from '../../local/processes/run.ts';
import { freePort } from '../../local/stack/ports.ts';
import { CHAPTERS } from './chapters.ts';
import type { Guard } from './guard.ts';
import { type Checked, hasVerdict, pageOf } from './guard-page.ts';
import { projectCopy } from './project-copy.ts';

/**
 * `npm run test:guards [-- --only TEXT --missing]`: removes one guard after the other in a copy of the source, runs the
 * tests that must notice, and writes what failed into docs/guards.md. `--only` checks the guards whose file or sentence has
 * the text, `--missing` those that the page has no verdict of; the rows of the others stay as they are.
 * Exit code 1 when the removal of a guard goes unnoticed.
 */

const PROJECT = join(import.meta.dirname, '..', '..');
/** A guard against going on for ever shows itself so when it is gone. The slowest tests need a fifth of it. */
const ENDS_WITHIN_MS = 100_000;
const COPIED = [
  'bench',
  'shared',
  'functions',
  'infra',
  'cli',
  'local',
  'page',
  'sandbox',
  // Beside it lies a node_modules of its own.
  'integrations/medusa/src',
  'test',
  'package.json',
  'jest.config.js',
  'cdk.json',
];

/** What `jest --json` writes (jest 30), as far as it is read here. */
const jestReport = v.object({
  testResults: v.array(
    v.object({
      assertionResults: v.array(
        v.object({ status: v.string(), fullName: v.string(), failureMessages: v.array(v.string()) }),
      ),
    }),
  ),
});

const { values } = parseArgs({ options: { only: { type: 'string' }, missing: { type: 'boolean', default: false } } });
const run = openRun();
const tree = projectCopy(PROJECT, COPIED, 'guards');
run.removeAtEnd(tree);
process.exitCode = await main().finally(() => run.close());

async function main(): Promise<number> {
  const page = join(PROJECT, 'docs', 'guards.md');
  const known = readFileSync(page, 'utf8');
  const wanted = CHAPTERS.flatMap(({ guards }) => guards)
    .filter((each) => `${each.file} ${each.guard}`.includes(values.only ?? ''))
    .filter((each) => !values.missing || !hasVerdict(known, each));
  const emulator = wanted.some((each) => each.tests.some(needsEmulator)) ? await startedEmulator() : undefined;
  const environment = { ...process.env, ...(emulator && { STOCKLINE_TEST_EMULATOR_URL: emulator }) };
  const checked: Checked[] = [];
  writeFileSync(page, pageOf(CHAPTERS, known, checked));
  for (const guard of wanted) {
    const result = await check(guard, environment);
    run.say(`${result.isCaught ? 'caught    ' : 'NOT CAUGHT'}  ${guard.guard}  ←  ${result.by}`);
    checked.push(result);
    // Written after each, so that a run that is cut off keeps what it found.
    writeFileSync(page, pageOf(CHAPTERS, known, checked));
  }
  const holes = checked.filter((each) => !each.isCaught);
  run.say(`${checked.length} guards, ${holes.length} not caught`);
  return holes.length === 0 ? 0 : 1;
}

function startedEmulator(): Promise<string> {
  const localFolder = join(PROJECT, '.local');
  const logFolder = join(localFolder, 'logs', 'guards');
  return freePort().then((port) => emulatorForRun(run, { port, localFolder, logFolder }));
}

/** Removes the guard, runs its tests, puts it back. */
async function check(guard: Guard, environment: NodeJS.ProcessEnv): Promise<Checked> {
  const path = join(tree, guard.file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(guard.search).length - 1;
  if (places !== 1) {
    return { guard, isCaught: false, by: `the text to remove is ${places} times in ${guard.file}` };
  }
  writeFileSync(
    path,
    source.replace(guard.search, () => guard.replace),
  );
  try {
    const by =
      (await failingTest(guard, environment)) ??
      (guard.seeds === undefined ? undefined : await failingSeed(guard.seeds, environment));
    return { guard, isCaught: by !== undefined, by: by ?? 'no test fails without it' };
  } finally {
    writeFileSync(path, source);
  }
}

/** One file after the other until a test fails: without a guard, others may never end. */
async function failingTest(guard: Guard, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const report = join(tree, 'report.json');
  const jest = join(tree, 'node_modules', 'jest', 'bin', 'jest.js');
  const project = guard.tests.some(needsEmulator) ? 'emulator' : 'unit';
  const options = [`--selectProjects=${project}`, '--json', `--outputFile=${report}`, '--silent'];
  for (const tests of guard.tests) {
    rmSync(report, { force: true });
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const named = guard.world === undefined ? [] : [`--testNamePattern=when ${guard.world}$`];
    await finished([...flags, jest, ...options, ...named, tests], environment);
    if (!existsSync(report)) {
      // A search that goes on finds nothing: only elsewhere a test that never ends shows that the guard is gone.
      return guard.world === undefined ? `${tests} never ends` : undefined;
    }
    const { testResults } = v.parse(jestReport, JSON.parse(readFileSync(report, 'utf8')));
    const results = testResults
      .flatMap((each) => each.assertionResults)
      .filter(({ status }) => status === 'passed' || status === 'failed');
    const failing = results.find((each) => each.status === 'failed');
    if (failing !== undefined) {
      return guard.world === undefined ? failing.fullName : brokenIn(guard.world, failing.failureMessages);
    }
    if (results.length === 0) {
      throw new Error(`${tests} runs no test without “${guard.guard}”: the text put in its place is no sound code.`);
    }
  }
  return undefined;
}

/** The promise that is broken in the world: the last line of the counterexample. */
function brokenIn(world: string, messages: readonly string[]): string {
  const [, broken = 'the search fails'] = /⇒ ([^"\n]+)/.exec(messages.join('\n')) ?? [];
  return `when ${world}: ${broken}`;
}

async function failingSeed(seeds: number, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const output = await finished([join(tree, 'test', 'simulation', 'run.ts'), '--seeds', `${seeds}`], environment);
  const [, seed] = /^npm run test:simulation -- --seed (\d+)$/m.exec(output) ?? [];
  return seed === undefined ? undefined : `the simulation, seed ${seed}`;
}

function finished(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...args],
      { cwd: tree, env, maxBuffer: 64 * 1024 * 1024, timeout: ENDS_WITHIN_MS, killSignal: 'SIGKILL' },
      (_error, stdout) => resolve(stdout),
    );
  });
}

function needsEmulator(tests: string): boolean {
  return tests.startsWith('test/emulator/');
}
