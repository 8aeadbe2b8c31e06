/** Fetches the AWS emulators, and the linter of templates, from PyPI into the checkout. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../processes/cannot-start.ts';
import { lastLines, runProgram } from '../processes/program.ts';
import type { Python } from './python.ts';

/** A program as PyPI has it. */
export type PythonPackage = {
  readonly name: string;
  /** What is installed, each file by its hash. */
  readonly requirements: string;
  /** The folder of its virtual environment, below `.local`. */
  readonly folder: string;
};

export const MINISTACK: PythonPackage = {
  name: 'MiniStack',
  requirements: join(import.meta.dirname, 'requirements.txt'),
  folder: 'venv',
};

export const MOTO: PythonPackage = {
  name: 'moto',
  requirements: join(import.meta.dirname, 'moto-requirements.txt'),
  folder: 'venv-moto',
};

export const CFN_LINT: PythonPackage = {
  name: 'cfn-lint',
  requirements: join(import.meta.dirname, 'cfn-lint-requirements.txt'),
  folder: 'venv-cfn-lint',
};

export type InstallOptions = {
  readonly what: PythonPackage;
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
 * The Python of a virtual environment that has the program exactly as its requirements pin it. Fetches it only when
 * the requirements or the Python changed since the last complete install. Throws {@link CannotStart} if that fails.
 */
export async function installFromPyPI(options: InstallOptions): Promise<string> {
  const { what, localFolder, logFolder, python, env, stopping, say } = options;
  const folder = join(localFolder, what.folder);
  const interpreter = join(folder, 'bin', 'python');
  const stampPath = join(folder, 'stockline-stamp');
  const stamp = `${createHash('sha256').update(readFileSync(what.requirements)).digest('hex')} ${python.version}\n`;
  if (existsSync(interpreter) && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) {
    return interpreter;
  }

  say(`Fetching ${what.name} from PyPI into .local/${what.folder} with Python ${python.version} ...`);
  rmSync(folder, { recursive: true, force: true });
  const steps = [
    { command: python.command, args: ['-m', 'venv', folder], log: `${what.folder}.log` },
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
        what.requirements,
      ],
      log: `${what.folder}-pip.log`,
    },
  ];
  for (const { command, args, log } of steps) {
    const logPath = join(logFolder, log);
    const { code, output } = await runProgram(command, args, { env, logPath, stopping });
    if (code !== 0) {
      rmSync(folder, { recursive: true, force: true });
      throw new CannotStart(`${what.name} could not be installed: ${lastLines(output, 1)} (all of it: ${logPath})`);
    }
  }
  writeFileSync(stampPath, stamp);
  return interpreter;
}
