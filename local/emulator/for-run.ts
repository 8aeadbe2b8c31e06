/** Gives a run its AWS emulators: the first may run already, or is one of its own. */
import { join } from 'node:path';
import { CannotStart } from '../processes/cannot-start.ts';
import type { Run } from '../processes/run.ts';
import { type EmulatorOptions, isHealthy, startEmulator } from './emulator.ts';
import { CFN_LINT, installFromPyPI, MINISTACK, MOTO, type PythonPackage } from './install.ts';
import { startMoto } from './moto.ts';
import { findPython } from './python.ts';
import type { Emulator } from './python-server.ts';

export type Folders = {
  /** `.local` of the checkout. */
  readonly localFolder: string;
  readonly logFolder: string;
};
export type Places = Folders & { readonly port: number };

/** An emulator that a run can fetch and start. */
type Available = {
  readonly what: PythonPackage;
  readonly start: (options: EmulatorOptions) => Promise<Emulator>;
  /** Its log's name in the log folder. */
  readonly log: string;
};
const FIRST: Available = { what: MINISTACK, start: startEmulator, log: 'emulator.log' };
const SECOND: Available = { what: MOTO, start: startMoto, log: 'moto.log' };

/** The emulator that the caller has running already, if there is one: the run neither starts nor stops it. */
export function namedEmulator(env: NodeJS.ProcessEnv): string | undefined {
  return env['STOCKLINE_EMULATOR_URL'] || undefined;
}

/**
 * The address of the AWS emulator for a run: of the one that STOCKLINE_EMULATOR_URL names, or of one that is
 * fetched and started for the run. That one stops with the run, and if it ends by itself, the run ends too. Throws
 * {@link CannotStart} when there is none.
 */
export async function emulatorForRun(run: Run, places: Places): Promise<string> {
  const named = namedEmulator(process.env);
  if (named !== undefined) {
    if (!(await isHealthy(named))) {
      throw new CannotStart(`No emulator answers at STOCKLINE_EMULATOR_URL (${named}).`);
    }
    run.say(`Using the AWS emulator at ${named}`);
    return new URL(named).origin;
  }
  const { url } = await startedForRun(run, places, FIRST);
  run.say(`AWS emulator up at ${url}`);
  return url;
}

/** The address of the second AWS emulator, which is fetched and started for the run, and stops with it. */
export async function secondEmulatorForRun(run: Run, places: Places): Promise<string> {
  const { url } = await startedForRun(run, places, SECOND);
  run.say(`Second AWS emulator up at ${url}`);
  return url;
}

/** The Python that has the linter of templates, which is fetched for the run. */
export async function linterForRun(run: Run, folders: Folders): Promise<string> {
  return await installedForRun(run, folders, CFN_LINT);
}

async function startedForRun(
  run: Run,
  { port, ...folders }: Places,
  { what, start, log }: Available,
): Promise<Emulator> {
  const interpreter = await installedForRun(run, folders, what);
  const logPath = join(folders.logFolder, log);
  const emulator = await start({ interpreter, port, logPath, stopping: run.stopping });
  run.onStop(what.name, emulator.stop);
  const onEnd = () =>
    run.fail(`${what.name}, an AWS emulator, ended by itself; the end of its log says why: ${logPath}`);
  emulator.exited.then(onEnd, onEnd);
  return emulator;
}

async function installedForRun({ stopping, say }: Run, folders: Folders, what: PythonPackage): Promise<string> {
  const python = findPython(process.env);
  return await installFromPyPI({ what, ...folders, python, env: process.env, stopping, say });
}
