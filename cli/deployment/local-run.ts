/** Finds the running local stack of this checkout, and points every client of this process at it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';

/** What the command line needs of `.local/outputs.json`, which stands while `npm start` is ready. */
const outputsSchema = v.object({
  aws: v.object({ endpoint: v.pipe(v.string(), v.url()), region: v.string() }),
  api: v.object({ url: v.pipe(v.string(), v.url()) }),
});

const OUTPUTS = resolve(import.meta.dirname, '..', '..', '.local', 'outputs.json');

/** What the SDK would take from the caller's shell: another account, region, or endpoint than the emulator's. */
const OF_THE_CALLER =
  /^AWS_(?:PROFILE|DEFAULT_PROFILE|DEFAULT_REGION|SESSION_TOKEN|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|ENDPOINT_URL_.+)$/;

/**
 * Points this process at the emulator of the local run, whatever its port and whatever AWS variables the shell exports.
 * STOCKLINE_EMULATOR_URL and STOCKLINE_PORT, where set, name the run themselves. Throws a sentence when no run is ready.
 */
export function useLocalRun(env: NodeJS.ProcessEnv, file = OUTPUTS): void {
  const run = namedRun(env) ?? runOf(file);
  for (const name of Object.keys(env).filter((each) => OF_THE_CALLER.test(each))) {
    delete env[name];
  }
  env['STOCKLINE_PORT'] = String(run.port);
  env['AWS_ENDPOINT_URL'] = run.endpoint;
  env['AWS_REGION'] = run.region;
  env['AWS_ACCESS_KEY_ID'] = 'test';
  env['AWS_SECRET_ACCESS_KEY'] = 'test';
}

type LocalRun = { readonly port: number; readonly endpoint: string; readonly region: string };

/** Where `npm start` puts the emulator unless STOCKLINE_PORT says otherwise (local/stack/ports.ts). */
const PORT_DEFAULT = 4566;
const REGION_DEFAULT = 'us-east-1';

function namedRun(env: NodeJS.ProcessEnv): LocalRun | undefined {
  const { STOCKLINE_EMULATOR_URL: url, STOCKLINE_PORT: port } = env;
  if (!url && !port) {
    return undefined;
  }
  const base = Number(port || PORT_DEFAULT);
  return { port: base, endpoint: url || `http://127.0.0.1:${base}`, region: REGION_DEFAULT };
}

function runOf(file: string): LocalRun {
  const { aws, api } = v.parse(outputsSchema, JSON.parse(textOf(file)));
  // The gateway of the stock API listens on the port after the base, also where the emulator was running before.
  return { port: Number(new URL(api.url).port) - 1, endpoint: aws.endpoint, region: aws.region };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error('No local stack is ready: run `npm start` in another terminal, and wait until it says so.', {
      cause: error,
    });
  }
}
