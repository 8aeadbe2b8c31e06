/** Checks the typed client of the API: its types are made of the API's description, it compiles, and it packs. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the check says: nothing, where all is well. */
export type Fault = string | undefined;

/** npm by its own script where npm started this: `npm` alone is a batch file on Windows, which spawn does not find. */
const [NPM = 'npm', ...NPM_SCRIPT] =
  process.env['npm_execpath'] === undefined ? ['npm'] : [process.execPath, process.env['npm_execpath']];

/**
 * The client is a package of its own with packages of its own: its generator speaks to TypeScript 5, and the project is
 * checked with 7 (https://github.com/openapi-ts/openapi-typescript/issues/2841, 2026-07).
 */
export function checkTypedClient(project: string, say: (line: string) => void): Fault {
  const folder = join(project, 'clients', 'typescript');
  return installed(folder, say) ?? upToDate(folder) ?? packed(folder, join(project, '.local', 'typed-client'));
}

function installed(folder: string, say: (line: string) => void): Fault {
  const mark = join(folder, 'node_modules', '.installed-from');
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) {
    return undefined;
  }
  say('npm ci in clients/typescript ...');
  const fault = ran(folder, ['ci', '--no-audit', '--no-fund', '--ignore-scripts']);
  if (fault === undefined) {
    writeFileSync(mark, lock);
  }
  return fault;
}

function upToDate(folder: string): Fault {
  const fault = ran(folder, ['run', 'generate', '--', '--check']);
  return fault && `${fault}\nMake the types anew: npm run generate --prefix clients/typescript`;
}

/** Compiles it (`prepare`) with its own TypeScript, and packs it as its README says. */
function packed(folder: string, destination: string): Fault {
  mkdirSync(destination, { recursive: true });
  return ran(folder, ['pack', '--pack-destination', destination]);
}

function ran(folder: string, args: readonly string[]): Fault {
  const { status, stdout, stderr, error } = spawnSync(NPM, [...NPM_SCRIPT, ...args], { cwd: folder, encoding: 'utf8' });
  return status === 0 ? undefined : `npm ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`.trim()}`;
}
