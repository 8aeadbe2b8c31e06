/** Starts the local stack for the tests, or uses one that runs, and speaks to it from outside. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Channel, controlOf } from '../black-box/customers.ts';
import { signedAs } from '../shared/channels/own-format/signed-headers.ts';
import { emulatorUrl } from './emulator.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

type Outputs = {
  readonly aws: { readonly endpoint: string };
  readonly table: string;
  readonly api: { readonly url: string; readonly token: string };
  readonly page: { readonly url: string };
  readonly webhooks: { readonly shopify: string; readonly square: string; readonly pos: string };
  readonly shopifyShop: string;
  readonly secrets: { readonly shopify: string; readonly square: string; readonly pos: string };
  readonly sandbox: Readonly<Record<'shopify' | 'amazon' | 'square', string>>;
  readonly ownShop?: { readonly sandbox: string };
};

export type RunningStack = Awaited<ReturnType<typeof startStack>>;
export type Selling = Channel;
export type Answer = { readonly status: number; readonly body: Record<string, unknown> };

/**
 * `npm start` as a user runs it, on ports of its own: against the test's emulator, which holds one such stack for all, or
 * with an `own` one, where nobody else's ledger lies and each call of a function is held to the policies of its role.
 * `places`: with `stockWork`, staff work in the admins of Shopify and Square. `asked`: the variables that ask for an own shop
 * or for alerts (local/stack/asked-for.ts).
 */
export async function startStack(
  emulator: 'shared' | 'own' = 'shared',
  places: 'one' | 'stockWork' = 'one',
  asked: Readonly<Record<string, string>> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'stockline-test-'));
  const outputsFile = join(folder, 'outputs.json');
  const port = await freeBase(emulator);
  const environment = { STOCKLINE_STOCK_WORK: String(places === 'stockWork'), ...asked };
  const child = spawn('node', ['--import', './node-24.js', 'local/start.ts'], {
    cwd: PROJECT,
    env: {
      ...process.env,
      ...environment,
      STOCKLINE_EMULATOR_URL: emulator === 'own' ? '' : emulatorUrl(),
      STOCKLINE_PORT: String(port),
      STOCKLINE_ENFORCE_POLICIES: String(emulator === 'own'),
      STOCKLINE_OUTPUTS: outputsFile,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  child.stderr.on('data', (text) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let exitCode: number | null | undefined;
  void ended.then((code) => {
    exitCode = code;
  });
  await eventually(() => {
    if (exitCode !== undefined) {
      throw new Error(`npm start ended with ${exitCode}:\n${said}`);
    }
    return existsSync(outputsFile);
  }, 240);
  const outputs = JSON.parse(readFileSync(outputsFile, 'utf8')) as Outputs;
  const calls = callsTo(outputs);
  return {
    outputs,
    /** What `npx stockline` needs beside the emulator's address, to know how the stack is configured. */
    environment,
    // biome-ignore lint/nursery/noMisusedPromises: an object of functions is spread; the rule takes it for a promise (2.6.8).
    ...calls,
    /** What policies refused to functions, of an own emulator: a line each. */
    refused: () =>
      readFileSync(join(PROJECT, '.local', 'logs', String(port), 'emulator.log'), 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('refused by policy: ')),
    async stop() {
      child.kill('SIGINT');
      const code = await ended;
      const left = existsSync(outputsFile);
      rmSync(folder, { recursive: true, force: true });
      return { code, outputsLeft: left };
    },
  };
}

function callsTo(outputs: Outputs) {
  const api = (path: string, init: RequestInit = {}) =>
    call(`${outputs.api.url}${path}`, { ...init, headers: { authorization: `Bearer ${outputs.api.token}` } });
  const sandbox = (channel: Selling, path: string, init?: RequestInit) =>
    call(`${controlOf(outputs, channel)}${path}`, init);
  return {
    api,
    sandbox,
    post: (channel: Selling, path: string, body: unknown) =>
      sandbox(channel, path, { method: 'POST', body: JSON.stringify(body) }),
    buy: (channel: Selling, sku: string, quantity: number) =>
      sandbox(channel, '/orders', { method: 'POST', body: JSON.stringify({ lines: [{ sku, quantity }] }) }),
    shows: async (channel: Selling, sku: string) => (await sandbox(channel, `/stock/${sku}`)).body['available'],
    async changes(channel: Selling, sku: string) {
      const { body } = await sandbox(channel, `/calls?sku=${sku}`);
      return (body as unknown as { kind: string }[]).filter((row) => row.kind === 'change');
    },
    pos(type: string, data: object, secret = outputs.secrets.pos) {
      const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data });
      const headers = signedAs(secret, body, new Date(), `msg_${Math.random().toString(36).slice(2)}`);
      return call(outputs.webhooks.pos, { method: 'POST', headers, body });
    },
  };
}

async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...init.headers };
  const answer = await fetch(url, { ...init, headers });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
}

/** Waits until it is so; fails after a while that no healthy machine needs. */
export async function eventually(isSo: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > end) {
      throw new Error(`It was not so within ${seconds} s: ${isSo}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * A base port with room for the ports beside it. The stack on the shared emulator outlives its `npm start` there, and goes
 * on to call the sandboxes at its ports: an own stack takes its ports from another range, or it would hear those calls.
 */
async function freeBase(emulator: 'shared' | 'own'): Promise<number> {
  const first = emulator === 'shared' ? 10_000 : 20_000;
  for (let base = first + (process.pid % 80) * 100; base < first + 10_000; base += 20) {
    const free = await Promise.all([0, 1, 5, 6, 7].map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) {
      return base;
    }
  }
  throw new Error('No ports are free for a stack of its own.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
