/** Proves the list of places in docs/new-channel.md with a platform that is made up. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { OpenChannel } from './benches/bench.ts';

/**
 * A fifth platform, made up for this test, is added at the places that docs/new-channel.md names, and at no other. What
 * is a list in the sources is that list with one entry more; what is a folder is a folder here.
 */

const PROJECT = join(import.meta.dirname, '..', '..');

const configs = await import('../../shared/channel-config.ts');
const { TOY, toy, toyChannel } = await import('./toy/platform.ts');
jest.unstable_mockModule('../../shared/channel-config.ts', () => ({
  ...configs,
  CHANNEL_SCHEMAS: [...configs.CHANNEL_SCHEMAS, toyChannel],
}));
const registry = await import('../../shared/channels/platforms.ts');
jest.unstable_mockModule('../../shared/channels/platforms.ts', () => ({
  ...registry,
  PLATFORMS: { ...registry.PLATFORMS, toy: { facts: TOY, load: async () => toy } },
}));

/** How each place of the list is filled here; null: it is for people, or for `npm start`. */
const PLACES: Readonly<Record<string, string | null>> = {
  'shared/channels/etsy/': 'test/conformance/toy/platform.ts',
  'shared/channel-config.ts': 'CHANNEL_SCHEMAS',
  'shared/channels/platforms.ts': 'PLATFORMS',
  'functions/': 'push, check, sweep, read-orders and webhook-intake of functions/wiring',
  'sandbox/etsy/': 'test/conformance/toy/shop.ts',
  'test/conformance/benches/': 'test/conformance/toy/account.ts',
  'local/stack/': null,
  'README.md': null,
};

// What reads the lists above is loaded when they have the entry.
const { sqsClient } = await import('../../shared/aws/lambda/sqs-client.ts');
const { environment, functionNamed, resources, synthesise } = await import('../infra/synthesis.ts');
const { movement } = await import('../fakes/facts.ts');
const { control } = await import('../shared/channels/sandbox-control.ts');
const { collect } = await import('../shared/channels/listing.ts');
const { openChannels } = await import('../../cli/channels/channel-clients.ts');
const { connectorOf } = await import('../../cli/channels/connectors.ts');
const { channelToDiagnose } = await import('../../cli/channels/channels-to-diagnose.ts');
const { escrowProofs } = await import('../../cli/channels/escrow-proof.ts');
const { configured, only, openToy, TOY_CHANNEL, TOY_SECRET } = await import('./toy/account.ts');
const { FunctionBundles } = await import('../../infra/constructs/function-bundles.ts');
const { checkHandler } = await import('../../functions/wiring/check.ts');
const { pushHandler } = await import('../../functions/wiring/push.ts');
const { readOrdersHandler } = await import('../../functions/wiring/read-orders.ts');
const { sweepHandler } = await import('../../functions/wiring/sweep.ts');
const { webhookHandler } = await import('../../functions/wiring/webhook-intake.ts');

process.env['AWS_REGION'] ??= 'us-east-1';

/** Nothing that is connected here has a queue of its own. */
const NO_QUEUES = sqsClient();
const closing: OpenChannel[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((channel) => channel.close()));
});

async function openedToy() {
  const opened = await openToy();
  closing.push(opened.channel);
  return opened;
}

const stackOfToy = () => synthesise(configured());

/** A value as a deployed function has it: what only the deployment knows is made up. */
function known([name, value]: readonly [string, unknown]): readonly [string, string] {
  if (typeof value === 'string') {
    return [name, value];
  }
  const joined = (value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join']?.[1] ?? ['{}'];
  return [name, joined.map((part) => (typeof part === 'string' ? part : 'known-on-aws')).join('')];
}

describe('the list of places', () => {
  it('is at most eight long, and this test fills each', () => {
    const listed = [...readFileSync(join(PROJECT, 'docs/new-channel.md'), 'utf8').matchAll(/^\| \d+ \| `([^`]+)`/gm)];
    expect(listed.map(([, place]) => place).sort()).toEqual(Object.keys(PLACES).sort());
    expect(listed.length).toBeLessThanOrEqual(8);
  });

  it('leaves out nothing: no other file of the product names a platform', () => {
    const elsewhere = productFiles().filter(
      (file) => NAMES.test(readFileSync(join(PROJECT, file), 'utf8')) && !isListed(file) && !OF_ONE_PLATFORM.has(file),
    );
    expect(elsewhere).toEqual([]);
  });
});

/** What is there for one platform only, and no new one needs. */
const OF_ONE_PLATFORM: ReadonlyMap<string, string> = new Map([
  ['infra/intake/intake.ts', 'a second way in, over Shopify’s event bus'],
  ['infra/intake/shopify-events.ts', 'the same'],
  ['cli/conformance/trial.ts', 'the command tries shops that speak our own protocol, and nothing else'],
  ['infra/stockline-stack.ts', 'Square’s signature covers the URL'],
  ['cli/configuring/configuration.ts', 'init asks about the three that most shops have, a new one is written by hand'],
  ['cli/configuring/questions.ts', 'the same'],
]);
const NAMES = /'(?:shopify|amazon|square|direct|pos)'/;

function productFiles(): readonly string[] {
  return ['shared', 'functions', 'infra', 'cli'].flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
}

function isListed(file: string): boolean {
  const ofPlatforms = ['shopify', 'amazon', 'square', 'direct', 'pos'];
  return Object.keys(PLACES)
    .flatMap((place) => ofPlatforms.map((name) => place.replace('etsy', name)))
    .some((place) => file.startsWith(place));
}

describe('a platform that is added there', () => {
  it('is configured, and a field that it does not have is refused', () => {
    expect(configured().channels).toEqual([{ ...TOY_CHANNEL, buffer: 0 }]);
    expect(() => configured({ shop: 'mugs' })).toThrow('channels.0.shop');
    expect(() => configured({ locations: { '1': ['elsewhere'] } })).toThrow('draws on location “elsewhere”');
  });

  it('is in the stack: a function for each role, its queues, its secret and its webhook URL', () => {
    const bundled = jest.spyOn(FunctionBundles.prototype, 'code');
    const { template } = stackOfToy();
    const entries = bundled.mock.calls.map(([entry]) => entry).filter((entry) => entry.includes('toy'));
    bundled.mockRestore();
    expect(entries.sort()).toEqual(['check-toy', 'push-toy', 'read-toy-orders', 'receive-toy', 'sweep-toy']);
    const secrets = resources(template, 'AWS::SecretsManager::Secret').map(({ properties }) => properties['Name']);
    expect(secrets).toContain('stockline/toy');
    const routes = resources(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => properties['RouteKey']);
    expect(routes).toContain('POST /webhooks/toy');
    expect(Object.keys(template.findOutputs('WebhookUrlToy'))).toHaveLength(1);
    const concurrent = resources(template, 'AWS::Lambda::EventSourceMapping').map(
      ({ properties }) => properties['ScalingConfig'],
    );
    expect(concurrent).toContainEqual({ MaximumConcurrency: TOY.selling.pushesAtOnce });
  });

  it.each([
    ['push-toy', () => pushHandler(toy)],
    ['check-toy', () => checkHandler(toy)],
    ['sweep-toy', () => sweepHandler(toy)],
    ['read-toy-orders', () => readOrdersHandler(toy)],
    ['receive-toy', () => webhookHandler(toy.intake)],
  ] as const)('has a function %s that starts with what the stack gives it', (name, start) => {
    const variables = environment(functionNamed(stackOfToy().template, `stockline-${name}`));
    const before = process.env;
    process.env = { ...before, ...Object.fromEntries(Object.entries(variables).map(known)) };
    try {
      expect(start()).toBeInstanceOf(Function);
    } finally {
      process.env = before;
    }
  });

  it('is opened, connected, diagnosed and judged by the command line', async () => {
    const config = configured();
    const [channel] = config.channels;
    const channels = await openChannels(config, async () => TOY_SECRET);
    const [clients, feeds] = [channels.map(({ client }) => client), channels.map(({ orderFeed }) => orderFeed)];
    expect([...clients, ...feeds].map((each) => each.channel)).toEqual(['toy', 'toy']);
    expect(escrowProofs(config)).toMatchObject([{ channel: 'toy', proof: 'resultingCount', isProven: true }]);
    const outputs = new Map([['WebhookUrlToy', 'https://stock.example.com/webhooks/toy']]);
    const deployment = { config, table: 'table', observationsQueueUrl: 'queue', outputs, isLocal: false };
    const connector = await connectorOf(only(channel), deployment, NO_QUEUES);
    expect(connector.isComplete({ token: 'token' })).toBe(false);
    expect(await connector.open(JSON.parse(TOY_SECRET)).access()).toMatchObject({ kind: 'accepted' });
    expect(channelToDiagnose(only(channel), deployment, NO_QUEUES)).toMatchObject({ channel: 'toy', platform: 'Toy' });
  });
});

describe('an account of that platform', () => {
  it('sells, is refused a forged message, is pushed to, and shows what is sellable', async () => {
    const { channel, deployment } = await openedToy();
    await channel.people.sell([{ sku: 'MUG', quantity: 2 }]);
    const [sale, ...others] = await deployment.untaken(channel);
    expect(others).toEqual([]);
    const forged = { headers: { 'x-toy-signature': 'forged' }, body: only(sale).body };
    expect(await deployment.take(channel, forged)).toMatchObject({ kind: 'notAuthentic' });
    await deployment.take(channel, only(sale));
    await deployment.runUntilIdle();
    expect({ available: await deployment.available('MUG'), shows: await deployment.shows('MUG') }).toEqual({
      available: 8,
      shows: [8],
    });
    await deployment.post(movement('adjusted', -3));
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([5]);
  });

  it('is swept for the sale whose message was lost', async () => {
    const { channel, since } = await openedToy();
    await control(channel.sandbox).faults({ seed: 1, webhook: { loss: 1 } });
    const order = await channel.people.sell([{ sku: 'MUG', quantity: 3 }]);
    const found = (await collect(channel.sweep.changedWithin(since, new Date(), async () => undefined))).flat();
    expect(found).toMatchObject([{ kind: 'orderLine', source: { order }, state: { ordered: 3 } }]);
    expect(await channel.orders?.readOrder(order, since.toISOString())).toMatchObject({ kind: 'order', lines: [{}] });
  });
});
