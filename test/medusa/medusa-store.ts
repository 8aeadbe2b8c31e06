/** The Medusa store of one run: installed, built, migrated, filled, and started as often as a test wants. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CannotStart } from '../../local/processes/cannot-start.ts';
import { startGroup } from '../../local/processes/process-group.ts';
import { lastLines, runProgram } from '../../local/processes/program.ts';
import type { Run } from '../../local/processes/run.ts';
import { freePort } from '../../local/stack/ports.ts';
import { type StoreIds, storeIdsIn } from './store-ids.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const PACKAGE = join(PROJECT, 'integrations', 'medusa');
const STORE = join(PACKAGE, 'store');
const MEDUSA = join(PACKAGE, 'node_modules', '@medusajs', 'cli', 'cli.js');
const LOGS = join(PROJECT, '.local', 'logs', 'medusa');
/** Beside what npm installed: the lock that it was installed from. */
const INSTALLED_FROM = join(PACKAGE, 'node_modules', '.installed-from');
/** Each start of Medusa reads some thousand modules: what Node compiled of them is kept for the next. */
const COMPILED = join(PROJECT, '.local', 'medusa-compiled');
const BOOT_LIMIT_MS = 120_000;

export type Secrets = { readonly callingSecret: string; readonly signingSecret: string };

export type Instance = {
  readonly url: string;
  /** As if the machine lost its power. */
  kill(): void;
  stop(): Promise<void>;
};

/** Installs the plugin's own packages, unless they are there, and builds it; throws CannotStart with npm's last words. */
export async function installPlugin(run: Run): Promise<void> {
  const lock = createHash('sha256')
    .update(readFileSync(join(PACKAGE, 'package-lock.json')))
    .digest('hex');
  if (!existsSync(INSTALLED_FROM) || readFileSync(INSTALLED_FROM, 'utf8') !== lock) {
    run.say('Installing Medusa (npm ci in integrations/medusa) ...');
    await must(run, 'install', 'npm', ['ci', '--no-audit', '--no-fund'], PACKAGE);
    writeFileSync(INSTALLED_FROM, lock);
  }
  await must(run, 'build', 'npm', ['run', 'build'], PACKAGE);
}

/** A store in an empty database. `products`: what it sells, with what is stocked. */
export async function openStore(
  run: Run,
  databaseUrl: string,
  secrets: Secrets,
  products: readonly { readonly sku: string; readonly quantity: number }[],
): Promise<{ readonly ids: StoreIds; start(name: string, env?: NodeJS.ProcessEnv): Promise<Instance> }> {
  const base: NodeJS.ProcessEnv = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    NODE_ENV: 'production',
    MEDUSA_DISABLE_TELEMETRY: 'true',
    LOG_LEVEL: 'warn',
    NODE_COMPILE_CACHE: COMPILED,
    STOCKLINE_CALLING_SECRET: secrets.callingSecret,
    STOCKLINE_SIGNING_SECRET: secrets.signingSecret,
  };
  run.say('Migrating and filling its database ...');
  await must(run, 'migrate', process.execPath, [MEDUSA, 'db:migrate'], STORE, base);
  const filled = { ...base, STORE_PRODUCTS: JSON.stringify(products) };
  const printed = await must(run, 'seed', process.execPath, [MEDUSA, 'exec', './seed.js'], STORE, filled);
  return { ids: storeIdsIn(printed), start: (name, env = {}) => startInstance(run, name, { ...base, ...env }) };
}

async function startInstance(run: Run, name: string, env: NodeJS.ProcessEnv): Promise<Instance> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logPath = join(LOGS, `${name}.log`);
  let said = '';
  const group = startGroup(process.execPath, [MEDUSA, 'start', '--host', '127.0.0.1', '--port', String(port)], {
    ...{ cwd: STORE, env, stdio: ['ignore', 'pipe', 'pipe'] },
    onOutput: (text) => {
      said += text;
      writeFileSync(logPath, said);
    },
  });
  run.onStop(`Medusa (${name})`, () => group.stop());
  let hasEnded = false;
  void group.exited.then(() => {
    hasEnded = true;
  });
  for (const deadline = Date.now() + BOOT_LIMIT_MS; !(await isUp(url)); await pause(200)) {
    if (hasEnded || Date.now() > deadline) {
      throw new CannotStart(`Medusa (${name}) did not come up:\n${lastLines(said, 15)}`);
    }
  }
  return { url, kill: () => process.kill(-group.pid, 'SIGKILL'), stop: () => group.stop() };
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}

async function must(
  run: Run,
  what: string,
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const logPath = join(LOGS, `${what}.log`);
  const { code, output } = await runProgram(program, args, { cwd, env, logPath, stopping: run.stopping });
  if (code !== 0) {
    throw new CannotStart(`Medusa’s ${what} ended with ${code}; all of it is in ${logPath}:\n${lastLines(output, 15)}`);
  }
  return output;
}
