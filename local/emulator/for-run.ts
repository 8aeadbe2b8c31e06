/** Gives a run its AWS emulators: the first may run already, or is one of its own. */
import { join } from 'node:path';
import { CannotStart } from '../processes/cannot-start.ts';
import type { Run } from '../processes/run.ts';
import { isHealthy, startEmulator } from './emulator.ts';
import { CFN_LINT, installFromPyPI, MINISTACK, MOTO, type PythonPackage } from './install.ts';
import { startMoto } from './moto.ts';
import { findPython } from './python.ts';
import type { Emulator } from './python-server.ts';

export type Places = {
  readonly port: number;
  /** `.local` of the checkout. */
  readonly localFolder: string;
  readonly logFolder: string;
};

/** The emulator that the caller has running already, if there is one: the run neither starts nor stops it. */
export function namedEmulator(env: NodeJS.ProcessEnv): string | undefined {
  return env['STOCKLINE_EMULATOR_URL'] || undefined;
}

/**
 * The address of the AWS emulator for a run: of the one that STOCKLINE_EMULATOR_URL names, or of one that is
 * fetched and started for the run. That one stops with the run, and if it ends by itself, the run ends too. Throws
 * {@link CannotStart} when there is none.
 */
export async function emulatorForRun(run: Run, { port, localFolder, logFolder }: Places): Promise<string> {
  const named = namedEmulator(process.env);
  if (named !== undefined) {
    if (!(await isHealthy(named))) {
      throw new CannotStart(`No emulator answers at STOCKLINE_EMULATOR_URL (${named}).`);
    }
    run.say(`Using the AWS emulator at ${named}`);
    return new URL(named).origin;
  }
  const emulator = await startedForRun(run, { port, localFolder, logFolder }, MINISTACK, 'emulator.log');
  run.say(`AWS emulator up at ${emulator.url}`);
  return emulator.url;
}

/** The address of the second AWS emulator, which is fetched and started for the run, and stops with it. */
export async function secondEmulatorForRun(run: Run, places: Places): Promise<string> {
  const { url } = await startedForRun(run, places, MOTO, 'moto.log');
  run.say(`Second AWS emulator up at ${url}`);
  return url;
}

/** The Python that has the linter of templates, which is fetched for the run. */
export async function linterForRun({ stopping, say }: Run, folders: Omit<Places, 'port'>): Promise<string> {
  const python = findPython(process.env);
  return await installFromPyPI({ what: CFN_LINT, ...folders, python, env: process.env, stopping, say });
}

async function startedForRun(
  run: Run,
  { port, localFolder, logFolder }: Places,
  what: PythonPackage,
  log: string,
): Promise<Emulator> {
  const { stopping, say } = run;
  const python = findPython(process.env);
  const interpreter = await installFromPyPI({ what, localFolder, logFolder, python, env: process.env, stopping, say });
  const logPath = join(logFolder, log);
  const start = what === MOTO ? startMoto : startEmulator;
  const emulator = await start({ interpreter, port, logPath, stopping });
  run.onStop(what.name, emulator.stop);
  const onEnd = () =>
    run.fail(`${what.name}, an AWS emulator, ended by itself; the end of its log says why: ${logPath}`);
  emulator.exited.then(onEnd, onEnd);
  return emulator;
}
