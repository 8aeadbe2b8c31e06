/** Fetches the AWS emulator from PyPI into the checkout. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../processes/cannot-start.ts';
import { lastLines, runProgram } from '../processes/program.ts';
import type { Python } from './python.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

export type InstallOptions = {
  /** The folder for what is fetched: `.local` of the checkout. */
  readonly localFolder: string;
  readonly logFolder: string;
  readonly python: Python;
  readonly env: NodeJS.ProcessEnv;
  readonly stopping: AbortSignal;
  /** Called before the parts that take seconds. */
  readonly say: (line: string) => void;
};

/**
 * The Python of a virtual environment that has the emulator exactly as `requirements.txt` pins it. Fetches it only when
 * the requirements or the Python changed since the last complete install. Throws {@link CannotStart} if that fails.
 */
export async function installEmulator(options: InstallOptions): Promise<string> {
  const { localFolder, logFolder, python, env, stopping, say } = options;
  const folder = join(localFolder, 'venv');
  const interpreter = join(folder, 'bin', 'python');
  const stampPath = join(folder, 'stockline-stamp');
  const stamp = `${createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex')} ${python.version}\n`;
  if (existsSync(interpreter) && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) {
    return interpreter;
  }

  say(`Fetching the AWS emulator (MiniStack, from PyPI) into .local/venv with Python ${python.version} ...`);
  rmSync(folder, { recursive: true, force: true });
  const steps = [
    { command: python.command, args: ['-m', 'venv', folder], log: 'venv.log' },
    {
      command: interpreter,
      args: [
        '-m',
        'pip',
        'install',
        '--require-hashes',
        '--no-input',
        '--disable-pip-version-check',
        '-r',
        REQUIREMENTS,
      ],
      log: 'pip.log',
    },
  ];
  for (const { command, args, log } of steps) {
    const logPath = join(logFolder, log);
    const { code, output } = await runProgram(command, args, { env, logPath, stopping });
    if (code !== 0) {
      rmSync(folder, { recursive: true, force: true });
      throw new CannotStart(`The AWS emulator could not be installed: ${lastLines(output, 1)} (all of it: ${logPath})`);
    }
  }
  writeFileSync(stampPath, stamp);
  return interpreter;
}
