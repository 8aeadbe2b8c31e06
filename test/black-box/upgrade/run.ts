/** `npm run test:upgrade`: this checkout is deployed over a running older version under load, and nothing may be lost. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startGroup } from '../../../local/processes/process-group.ts';
import { openRun } from '../../../local/processes/run.ts';
import { printProblem } from '../../../local/processes/terminal.ts';
import { deploy } from '../../../local/stack/cdk.ts';
import type { LocalOutputs } from '../../../local/stack/outputs.ts';
import { runStockline } from '../../../local/stack/stockline-command.ts';
import { HEAD } from '../../../shared/aws/ledger/table-keys.ts';
import { checkOut, outputsOf, startIn } from './older-version.ts';

/**
 * An upgrade and a move, as a drill on this machine alone: starts an older commit as `npm start` does, in a worktree of its
 * own, lets customers buy there (test/black-box/storm.ts, with everything that goes wrong at platforms), deploys this
 * checkout over it meanwhile, and goes on until every figure is exact. Both versions verify the chain of every SKU. Then the
 * ledger is exported, imported into a second stage that is deployed beside the first, and compared. Exits 0 if nothing was
 * lost. It takes some ten minutes.
 *
 *     npm run test:upgrade -- --from COMMIT [--orders 60] [--rate 0.5] [--skus 6] [--seed 1] [--limit 1500]
 */

const PROJECT = join(import.meta.dirname, '..', '..', '..');
const LOGS = join(PROJECT, '.local', 'logs', 'upgrade');
const STAGE = 'copy';
/** What is said of a form that is too new (shared/aws/shapes/shape.ts). */
const A_NEWER_VERSION = 'a newer version of Stockline wrote it';
/** By then the storm pushes. */
const DEPLOY_AFTER_MS = 20_000;

const text = (value: string) => ({ type: 'string', default: value }) as const;
const { values } = parseArgs({
  options: {
    from: text(''),
    ...{ orders: text('60'), rate: text('0.5'), skus: text('6'), seed: text('1'), limit: text('1500') },
  },
});

const run = openRun();
process.exit(await main());

async function main(): Promise<number> {
  const { from } = values;
  if (from === '') {
    printProblem(new Error('Which version is to be upgraded? Name its commit: npm run test:upgrade -- --from COMMIT'));
    return 2;
  }
  try {
    const isSound = await Promise.race([drill(from), run.stopped()]);
    run.say(isSound ? 'Nothing was lost.' : 'NOT SOUND: see above.');
    return isSound ? 0 : 1;
  } catch (error) {
    printProblem(error);
    return 1;
  } finally {
    await run.close();
  }
}

async function drill(commit: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'stockline-upgrade-'));
  run.removeAtEnd(folder);
  const older = join(folder, 'older');
  run.say(`Checking out ${commit}, and installing what it needs ...`);
  checkOut(run, PROJECT, commit, older);
  run.say('Starting it ...');
  const outputs = await startIn(run, older);
  const stage = { outputs, outputsFile: outputsOf(older), folder };

  run.say(`It is up at ${outputs.api.url}. Customers come ...`);
  const storm = startStorm(stage.outputsFile);
  await pause(DEPLOY_AFTER_MS);
  run.say('Deploying this checkout over it ...');
  await deployed(stage);
  run.say('Deployed. Customers go on, until every figure is exact ...');
  const { code } = await storm.exited;
  const verified = [await isVerified(stage, 'this version', PROJECT), await isVerifiedOrRefused(stage, commit, older)];
  return code === 0 && verified.every((each) => each) && (await isMoved(stage));
}

type Deployed = { readonly outputs: LocalOutputs; readonly outputsFile: string; readonly folder: string };

function startStorm(outputsFile: string) {
  const { orders, rate, skus, seed, limit } = values;
  const options = Object.entries({ orders, rate, skus, seed, limit }).flatMap(([name, value]) => [`--${name}`, value]);
  const storm = startGroup(process.execPath, [join(PROJECT, 'test', 'black-box', 'storm.ts'), ...options], {
    cwd: PROJECT,
    env: { ...process.env, STOCKLINE_OUTPUTS: outputsFile },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  run.onStop('the customers', () => storm.stop());
  return storm;
}

function deployed({ outputs: { aws }, folder }: Deployed, stage?: string): Promise<unknown> {
  const where = { projectFolder: PROJECT, runFolder: folder, logFolder: LOGS, aws, stopping: run.stopping };
  return deploy(where, stage);
}

/** Runs a command of the version in that folder; resolves with its exit code and what it printed. */
function called(
  { outputs: { aws }, outputsFile, folder }: Deployed,
  projectFolder: string,
  args: readonly string[],
  stage?: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const [name = ''] = args;
  const where = { projectFolder, runFolder: folder, logFolder: LOGS, aws, stopping: run.stopping };
  return runStockline(where, name, args, {
    STOCKLINE_OUTPUTS: outputsFile,
    ...(stage !== undefined && { STOCKLINE_STAGE: stage }),
  });
}

/** The same, undefined when it failed. */
async function command(...call: Parameters<typeof called>): Promise<string | undefined> {
  const [, , args] = call;
  const { code, output } = await called(...call);
  if (code === 0) {
    return output;
  }
  run.say(`stockline ${args.join(' ')} failed:\n${output}`);
  return undefined;
}

async function isVerified(stage: Deployed, version: string, projectFolder: string): Promise<boolean> {
  const { code, output } = await called(stage, projectFolder, ['verify']);
  run.say(`Verified by ${version}: ${output.trim()}`);
  return code === 0;
}

/** The older version reads no form that it does not know: it must say so, and never take it for something else. */
async function isVerifiedOrRefused(stage: Deployed, version: string, projectFolder: string): Promise<boolean> {
  const { code, output } = await called(stage, projectFolder, ['verify']);
  const isRefused = code !== 0 && output.includes(A_NEWER_VERSION);
  run.say(isRefused ? `${version} refuses what this version wrote.` : `Verified by ${version}: ${output.trim()}`);
  return code === 0 || isRefused;
}

/** The ledger is exported, imported into a second stage, and exported from there: entries and stock must be the same. */
async function isMoved(stage: Deployed): Promise<boolean> {
  run.say(`Deploying a second stage, “${STAGE}”, beside it ...`);
  await deployed(stage, STAGE);
  const file = join(stage.folder, 'ledger.jsonl');
  const before = await command(stage, PROJECT, ['export', '--ledger']);
  writeFileSync(file, before ?? '');
  const imported = await command(stage, PROJECT, ['import-ledger', file], STAGE);
  run.say(`Imported into it: ${imported?.trim()}`);
  const after = await command(stage, PROJECT, ['export', '--ledger'], STAGE);
  const [wanted, found] = [ledgerIn(before), ledgerIn(after)];
  const different = wanted.filter((line) => !found.includes(line));
  run.say(
    `${wanted.length} entries and SKU heads in the first stage, ${found.length} in the second, ${different.length} differ.`,
  );
  return imported !== undefined && wanted.length > 0 && wanted.length === found.length && different.length === 0;
}

/** The lines of an exported ledger that are entries and heads of SKUs: what else there is goes on changing. */
function ledgerIn(exported = ''): readonly string[] {
  return exported
    .split('\n')
    .filter((line) => line.includes('"S":"ENTRY#') || line.includes(`"S":"${HEAD}"`))
    .sort();
}
