/** Finds a Python on this machine that can run the AWS emulator. */
import { spawnSync } from 'node:child_process';
import { CannotStart } from '../processes/cannot-start.ts';

export type Python = {
  readonly command: string;
  /** As in "3.11.7". */
  readonly version: string;
};

// MiniStack 1.5.33 states Requires-Python >= 3.10 (https://pypi.org/project/ministack/).
const MINOR_LEAST = 10;

const CANDIDATES = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

const DESCRIBE = [
  'import sys, platform, importlib.util as u',
  'print(platform.python_version(), all(u.find_spec(m) for m in ("venv", "ensurepip")))',
].join('\n');

/**
 * The first Python on PATH that can make a virtual environment for the emulator; `STOCKLINE_PYTHON` names one instead.
 * Throws {@link CannotStart} with what was found and how to get one.
 */
export function findPython(env: NodeJS.ProcessEnv): Python {
  const named = env['STOCKLINE_PYTHON'];
  const refused: string[] = [];
  for (const command of named ? [named] : CANDIDATES) {
    const asked = spawnSync(command, ['-c', DESCRIBE], { encoding: 'utf8', env, timeout: 20_000 });
    if (asked.error !== undefined || asked.status !== 0) {
      continue;
    }
    const [version = '', hasVenv] = asked.stdout.trim().split(' ');
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major !== 3 || minor < MINOR_LEAST) {
      refused.push(`${command} is ${version}`);
    } else if (hasVenv !== 'True') {
      refused.push(`${command} ${version} lacks venv (Debian, Ubuntu: apt install python3-venv)`);
    } else {
      return { command, version };
    }
  }
  const found =
    refused.length > 0 ? `Found: ${refused.join('; ')}.` : `Found ${named ? `no ${named}` : 'none on PATH'}.`;
  throw new CannotStart(
    `The local AWS emulator needs Python 3.${MINOR_LEAST} or later with venv. ${found} ` +
      'Install it (https://www.python.org/downloads/) or name one with STOCKLINE_PYTHON.',
  );
}
