import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { FunctionBundles } from '../../../infra/constructs/function-bundles.ts';
import { environment, functionNamed, MERCHANT, synthesise } from '../synthesis.ts';

let folder: string;
let bundles: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockline-bundles-'));
  bundles = bundled('first');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Bundles into an assembly of its own, and returns where the bundles stand. */
function bundled(assembly: string): string {
  const outdir = join(folder, assembly);
  const stack = new Stack(new App({ outdir }), 'Bundled');
  new FunctionBundles(stack).code('stock-api').bind(stack);
  return join(outdir, 'functions');
}

const template = synthesise({
  ...MERCHANT,
  channels: MERCHANT.channels.map(withPlainAddress),
  alerts: { email: 'shop@example.com', webhooks: [{ id: 'chat', url: 'https://chat.example.com/stock' }] },
}).template;

/** Of a merchant with an own shop only: a fifth selling channel of MERCHANT would stand in a stack of its own. */
const withOwnShop = synthesise({
  locations: ['main'],
  channels: [{ id: 'web', platform: 'direct', url: 'https://shop.example.com', locations: { '1': ['main'] } }],
}).template;

/** Square's address is known only at deployment, unless the merchant gives one. The shop has a bus of its own too. */
function withPlainAddress(channel: (typeof MERCHANT.channels)[number]) {
  if (channel.id === 'shop') {
    return { ...channel, eventBus: 'aws.partner/shopify.com/1/stockline' };
  }
  return channel.platform === 'square' ? { ...channel, webhookUrl: 'https://stock.example.com/square' } : channel;
}

/** The functions with the bundle that each runs. */
const DEPLOYED = [
  ['stockline-check-amazon', 'check-amazon'],
  ['stockline-check-shop', 'check-shopify'],
  ['stockline-check-till', 'check-square'],
  ['stockline-check-web', 'check-direct'],
  ['stockline-expire-holds', 'expire-holds'],
  ['stockline-mail-alerts', 'mail-alerts'],
  ['stockline-page', 'page'],
  ['stockline-post-observations', 'post-observations'],
  ['stockline-push-amazon', 'push-amazon'],
  ['stockline-push-shop', 'push-shopify'],
  ['stockline-push-till', 'push-square'],
  ['stockline-push-web', 'push-direct'],
  ['stockline-read-amazon-orders', 'read-amazon-orders'],
  ['stockline-read-shop-orders', 'read-shopify-orders'],
  ['stockline-read-till', 'read-square'],
  ['stockline-receive-amazon', 'receive-amazon'],
  ['stockline-receive-pos', 'receive-pos'],
  ['stockline-receive-shopify', 'receive-shopify'],
  ['stockline-receive-shop-bus', 'receive-shopify-events'],
  ['stockline-receive-till', 'receive-square'],
  ['stockline-receive-direct', 'receive-direct'],
  ['stockline-send-alerts', 'send-alerts'],
  ['stockline-stock-api', 'stock-api'],
  ['stockline-sweep-amazon', 'sweep-amazon'],
  ['stockline-sweep-shop', 'sweep-shopify'],
  ['stockline-sweep-till', 'sweep-square'],
  ['stockline-sweep-web', 'sweep-direct'],
] as const;

describe('the bundles', () => {
  it('are all that the stack deploys, each a file and its map, the same bytes wherever they are made', () => {
    const others = bundled('in/another/folder');
    expect(readdirSync(bundles).sort()).toEqual(DEPLOYED.map(([, bundle]) => bundle).sort());
    for (const name of readdirSync(bundles)) {
      const beside = name === 'page' ? ['page.json'] : [];
      expect(readdirSync(join(bundles, name)).sort()).toEqual(['index.mjs', 'index.mjs.map', ...beside]);
      expect(digest(join(bundles, name))).toBe(digest(join(others, name)));
    }
  });

  it.each([
    ['shopify', 'inventoryAdjustQuantities'],
    ['amazon', 'patchListingsItem'],
    ['square', '/v2/inventory/changes/batch-create'],
    ['direct', 'open-orders'],
  ])('call %s only where they serve it, and never where they only receive', (platform, call) => {
    const callers = readdirSync(bundles).filter((name) => contents(name).includes(call));
    expect(callers).toEqual(expect.arrayContaining([`push-${platform}`, `check-${platform}`]));
    expect(callers.filter((name) => !name.includes(platform) || name.startsWith('receive-'))).toEqual([]);
  });

  it('hold the client of the table only where the table is read or written', () => {
    const without = readdirSync(bundles).filter((name) => !contents(name).includes('DynamoDB_20120810'));
    expect(without).toEqual(['receive-amazon', 'receive-shopify', 'receive-shopify-events', 'receive-square']);
  });

  it.each([
    ['a report of Amazon (iconv-lite)', 'Encoding not recognized'],
    ['a report of Amazon (csvtojson)', 'unclosed_quote'],
    ['credentials of a person', 'GetRoleCredentials'],
    ['credentials of a machine', '/latest/meta-data/iam/security-credentials'],
    ['credentials of a file', 'credential_process'],
  ])('hold nothing that reads %s', (_, text) => {
    expect(readdirSync(bundles).filter((name) => contents(name).includes(text))).toEqual([]);
  });

  it.each(DEPLOYED)('of %s (%s) loads with what the stack gives the function, and nothing else', (name, bundle) => {
    const module = pathToFileURL(join(bundles, bundle, 'index.mjs')).href;
    const script = `process.stdout.write(typeof (await import(${JSON.stringify(module)})).handler)`;
    const given = Object.entries(
      environment(functionNamed(bundle.endsWith('-direct') ? withOwnShop : template, name)),
    ).map(([variable, value]) => [variable, atDeployment(value)]);
    const loaded = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { AWS_REGION: 'us-east-1', ...Object.fromEntries(given) },
    });
    expect(`${loaded.stdout}${/^\w*Error\b.*$/m.exec(loaded.stderr)?.[0] ?? ''}`).toBe('function');
  });
});

function contents(bundle: string): string {
  return readFileSync(join(bundles, bundle, 'index.mjs'), 'utf8');
}

/** A value as a deployed function has it: what only the deployment knows is made up. */
function atDeployment(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const joined = (value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join'];
  return joined === undefined ? 'https://known.at.deployment/name' : joined[1].map(atDeployment).join(joined[0]);
}

function digest(bundle: string): string {
  const hash = createHash('sha256');
  for (const file of ['index.mjs', 'index.mjs.map']) {
    hash.update(readFileSync(join(bundle, file)));
  }
  return hash.digest('hex');
}
