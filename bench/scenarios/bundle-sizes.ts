/** Measures the bundles of the functions: their bytes, and how long Node takes to load each. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { FunctionBundles } from '../../infra/constructs/function-bundles.ts';
import type { StackFacts } from '../stack/stack-facts.ts';

export type BundleSize = { readonly function: string; readonly bytes: number };
export type BundleLoad = BundleSize & {
  /** Milliseconds that Node computes from its start until the function is loaded; the least of some tries. */
  readonly initMs: number;
  /** The same of a function that does nothing. */
  readonly baselineInitMs: number;
};

const TRIES = 3;

/** Bundles all functions as a deployment does, and gives each its bytes, source maps not counted. */
export function measureBundles(): readonly BundleSize[] {
  return withBundles(sizesIn);
}

/** The same, and loads each as often as it takes. */
export function measureLoads({ functions }: StackFacts, progress: (what: string) => void): readonly BundleLoad[] {
  return withBundles((folder) => {
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, 'export const handler = async () => {};\n');
    const baselineInitMs = loadMs(empty, {});
    return sizesIn(folder).map((size) => {
      progress(`loading ${size.function}`);
      const initMs = loadMs(join(folder, size.function, 'index.mjs'), environmentOf(functions, size.function));
      return { ...size, initMs, baselineInitMs };
    });
  });
}

function withBundles<Result>(work: (folder: string) => Result): Result {
  const outdir = mkdtempSync(join(tmpdir(), 'stockline-bench-'));
  try {
    void new FunctionBundles(new Stack(new App({ outdir }), 'Bundles'));
    return work(join(outdir, 'functions'));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function sizesIn(folder: string): readonly BundleSize[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ function: name, bytes: statSync(join(folder, name, 'index.mjs')).size }))
    .sort((left, right) => (left.function < right.function ? -1 : 1));
}

/**
 * What the stack gives each function. A shop's second door, over an event bus, is not in this stack: it takes what the
 * first one is given, and the queue of the other receiver that reads one. Nothing is sent there while a bundle loads.
 */
function environmentOf(functions: StackFacts['functions'], name: string): Readonly<Record<string, string>> {
  if (name === 'receive-shopify-events') {
    const { INTAKE_QUEUE_URL } = environmentOf(functions, 'receive-amazon');
    if (INTAKE_QUEUE_URL === undefined) {
      throw new Error('The stack names no queue to receive-amazon, so the bench has none for receive-shopify-events.');
    }
    return { ...environmentOf(functions, 'receive-shopify'), INTAKE_QUEUE_URL };
  }
  const facts = functions.find(({ entry }) => entry === name);
  if (facts === undefined) {
    throw new Error(`The stack has no function ${name}, and the bench knows no environment for it.`);
  }
  return facts.environment;
}

function loadMs(file: string, environment: Readonly<Record<string, string>>): number {
  const script = `await import(${JSON.stringify(file)});
    const { user, system } = process.cpuUsage();
    process.stdout.write('\\n' + (user + system) / 1000);
    process.exit(0);`;
  const tries = Array.from({ length: TRIES }, () => {
    const said = execFileSync(process.execPath, ['--enable-source-maps', '--input-type=module', '-e', script], {
      env: { PATH: process.env['PATH'], AWS_REGION: 'us-east-1', ...environment },
      encoding: 'utf8',
    });
    return Number(said.split('\n').at(-1));
  });
  return Math.round(10 * Math.min(...tries)) / 10;
}
