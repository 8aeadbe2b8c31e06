/** Runs the command line as a program of its own, and says which packages it loaded. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '..', '..');

/** node:module registerHooks (Node 24): each module that is loaded passes `load`. */
const WATCH = `
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.LOADED, url + '\\n');
    return next(url, context);
  },
});
`;

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** `env` is added to an environment without AWS variables and colour settings. */
export function runCommandLine(
  args: readonly string[],
  { cwd = PROJECT, env = {}, imports = [] }: RunOptions = {},
): Ran {
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...imports.flatMap((each) => ['--import', each]), join(PROJECT, 'cli', 'stockline.js'), ...args],
    { cwd, env: { PATH, HOME, AWS_EC2_METADATA_DISABLED: 'true', ...env }, encoding: 'utf8', input: '' },
  );
  return { code: status, stdout, stderr };
}

type RunOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly imports?: readonly string[];
};

/** The files of the project and of packages that the command loads, each once. */
export function filesLoadedBy(args: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'stockline-loaded-'));
  try {
    const [watch, list] = [join(folder, 'watch.mjs'), join(folder, 'loaded')];
    writeFileSync(watch, WATCH);
    runCommandLine(args, { imports: [watch], env: { LOADED: list } });
    const loaded = readFileSync(list, 'utf8').split('\n');
    return [...new Set(loaded)].filter((url) => url.startsWith('file:')).map((url) => url.slice('file://'.length));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
