/** Measures the bundles of the functions: their bytes, and how long Node takes to load each. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { FunctionBundles } from '../../infra/constructs/function-bundles.ts';
import { LOCATION } from '../stack/bench-config.ts';
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

const QUEUE = 'https://sqs.us-east-1.amazonaws.com/123456789012/queue';
const OWN_SHOP = { id: 'shop', platform: 'direct', url: 'https://shop.invalid', locations: { '1': [LOCATION] } };

const OF_AN_OWN_SHOP = {
  CHANNELS: JSON.stringify([OWN_SHOP]),
  CHECKS: JSON.stringify({ names: { [OWN_SHOP.id]: 'queue' }, alike: [] }),
  TABLE_NAME: 'ledger',
  WEBHOOK_URL: undefined,
};

/**
 * Functions that this stack does not have: each takes what another one is given, and more. A shop's second door, over an event bus;
 * an own shop; alerts of SKUs. Nothing is sent anywhere while a bundle loads.
 */
const NOT_IN_THE_STACK: readonly { readonly name: RegExp; readonly like: string; readonly besides: Environment }[] = [
  { name: /^receive-shopify-events$/, like: 'receive-shopify', besides: { INTAKE_QUEUE_URL: QUEUE } },
  { name: /-direct$/, like: '-square', besides: OF_AN_OWN_SHOP },
  {
    name: /^(mail|send)-alerts$/,
    like: 'post-observations',
    besides: {
      ALERT_MAIL_QUEUE_URL: QUEUE,
      ALERT_MAIL_TOPIC: 'arn:aws:sns:us-east-1:123456789012:topic',
      ALERT_WEBHOOKS: '[]',
      SECRET_PREFIX: 'stockline/',
    },
  },
];

/** What is undefined is not given. */
type Environment = Readonly<Record<string, string | undefined>>;

/** What the stack gives each function. */
function environmentOf(functions: StackFacts['functions'], name: string): Environment {
  const other = NOT_IN_THE_STACK.find((each) => each.name.test(name));
  const given = other === undefined ? name : name.replace(other.name, other.like);
  const facts = functions.find(({ entry }) => entry === given);
  if (facts === undefined) {
    throw new Error(`The stack has no function ${name}, and the bench knows no environment for it.`);
  }
  return { ...facts.environment, ...other?.besides };
}

function loadMs(file: string, environment: Environment): number {
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
