/** `.local/outputs.json`: where everything of the run that is up answers. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { SHOPIFY } from '../../sandbox/kernel/identities.ts';
import { CannotStart } from '../processes/cannot-start.ts';
import type { LocalOwnShop } from './asked-for.ts';
import type { LocalAws } from './aws.ts';
import { type LocalPorts, localUrl } from './ports.ts';
import type { RunSecrets } from './secrets.ts';

const localOutputsSchema = v.object({
  version: v.literal(1),
  aws: v.object({
    endpoint: v.string(),
    region: v.string(),
    accessKeyId: v.string(),
    secretAccessKey: v.string(),
  }),
  table: v.string(),
  queueUrl: v.string(),
  bus: v.string(),
  api: v.object({ url: v.string(), token: v.string() }),
  page: v.object({ url: v.string() }),
  webhooks: v.object({ shopify: v.string(), square: v.string(), pos: v.string(), amazonQueueUrl: v.string() }),
  shopifyShop: v.string(),
  secrets: v.object({ shopify: v.string(), square: v.string(), pos: v.string() }),
  sandbox: v.object({ shopify: v.string(), amazon: v.string(), square: v.string() }),
  /** Where a run was asked for an own shop: where it answers, the door of its messages, and its two secrets. */
  ownShop: v.optional(
    v.object({
      url: v.string(),
      /** Absent where it is no sandbox. */
      sandbox: v.exactOptional(v.string()),
      webhook: v.string(),
      callingSecret: v.string(),
      signingSecret: v.string(),
    }),
  ),
});

/** What scripts, the CLI and outside checks read of the run that is up; public, so fields are only ever added. */
export type LocalOutputs = Readonly<v.InferOutput<typeof localOutputsSchema>>;

/** Where the outputs of a checkout's run stand while it is up and ready; STOCKLINE_OUTPUTS names another file. */
export function outputsPath(projectFolder: string, env: NodeJS.ProcessEnv): string {
  return env['STOCKLINE_OUTPUTS'] || join(projectFolder, '.local', 'outputs.json');
}

/** Writes the outputs in one step: a reader sees all of them or none. */
export function writeOutputs(path: string, outputs: LocalOutputs): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, asText(outputs), { mode: 0o600 });
  renameSync(draft, path);
}

/** Removes the outputs; with `outputs`, only if the file still holds them: another run may have written its own. */
export function removeOutputs(path: string, outputs?: LocalOutputs): void {
  if (outputs !== undefined && existsSync(path) && readFileSync(path, 'utf8') !== asText(outputs)) {
    return;
  }
  rmSync(path, { force: true });
}

function asText(outputs: LocalOutputs): string {
  return `${JSON.stringify(outputs, null, 2)}\n`;
}

/** The outputs of the run that is up; throws {@link CannotStart} when there is none. */
export function readOutputs(path: string): LocalOutputs {
  if (!existsSync(path)) {
    throw new CannotStart('No local run is ready: run npm start in another terminal and wait until it says so.');
  }
  return v.parse(localOutputsSchema, JSON.parse(readFileSync(path, 'utf8')));
}

const stackOutputsSchema = v.object({
  TableName: v.string(),
  ObservationsQueueUrl: v.string(),
  BusName: v.string(),
  ApiUrl: v.string(),
  AmazonNotificationsQueueUrl: v.string(),
});

export type StackOutputs = Readonly<v.InferOutput<typeof stackOutputsSchema>>;

/** The outputs of the deployed stack that the local run needs; throws with the names of those missing. */
export function stackOutputs(found: Readonly<Record<string, string>>): StackOutputs {
  const missing = Object.keys(stackOutputsSchema.entries).filter((name) => !found[name]);
  if (missing.length > 0) {
    throw new Error(
      `The stack states no ${missing.join(', ')}; it states ${Object.keys(found).join(', ') || 'nothing'}.`,
    );
  }
  return v.parse(stackOutputsSchema, found);
}

/** The outputs of a run from what it deployed and drew. */
export function localOutputs(parts: {
  readonly aws: LocalAws;
  readonly stack: StackOutputs;
  readonly ports: LocalPorts;
  readonly secrets: RunSecrets;
  readonly ownShop?: LocalOwnShop | undefined;
}): LocalOutputs {
  const { aws, stack, ports, secrets, ownShop } = parts;
  const apiUrl = localUrl(ports.gateway);
  return {
    version: 1,
    aws,
    table: stack.TableName,
    queueUrl: atEndpoint(stack.ObservationsQueueUrl, aws),
    bus: stack.BusName,
    api: { url: apiUrl, token: secrets.apiToken },
    page: { url: `${apiUrl}/` },
    webhooks: {
      shopify: `${apiUrl}/webhooks/shopify`,
      square: `${apiUrl}/webhooks/square`,
      pos: `${apiUrl}/webhooks/pos`,
      amazonQueueUrl: atEndpoint(stack.AmazonNotificationsQueueUrl, aws),
    },
    shopifyShop: SHOPIFY.shop,
    secrets: {
      shopify: secrets.shopifyClientSecret,
      square: secrets.squareSignatureKey,
      pos: secrets.posSigningSecret,
    },
    sandbox: {
      shopify: localUrl(ports.shopify),
      amazon: localUrl(ports.amazon),
      square: localUrl(ports.square),
    },
    ...(ownShop !== undefined && {
      ownShop: {
        ...shopUrls(ownShop, ports),
        webhook: `${apiUrl}/webhooks/own-shop`,
        callingSecret: ownShop.callingSecret,
        signingSecret: ownShop.signingSecret,
      },
    }),
  };
}

function shopUrls({ url }: LocalOwnShop, ports: LocalPorts): { url: string; sandbox?: string } {
  const sandbox = localUrl(ports.ownShop ?? 0);
  return url === undefined ? { url: sandbox, sandbox } : { url };
}

/** The stack states queue URLs on `localhost` (MiniStack 1.5.33), which is ::1 first on some machines. */
function atEndpoint(queueUrl: string, aws: LocalAws): string {
  return new URL(new URL(queueUrl).pathname, aws.endpoint).href;
}
