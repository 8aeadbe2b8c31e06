import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import {
  environment,
  functionNamed,
  logicalId,
  MERCHANT,
  type Resource,
  resource,
  resources,
  synthesise,
} from './synthesis.ts';

const FUNCTIONS = join(import.meta.dirname, '..', '..', 'functions');

const { template } = synthesise();

describe('the functions', () => {
  const functions = resources(template, 'AWS::Lambda::Function');

  it('are one per platform that is received by webhook, and one per channel for the rest', () => {
    expect(functions.map(({ properties }) => properties['FunctionName']).sort()).toEqual([
      'stockline-check-amazon',
      'stockline-check-shop',
      'stockline-check-shop-outlet',
      'stockline-check-till',
      'stockline-expire-holds',
      'stockline-page',
      'stockline-post-observations',
      'stockline-push-amazon',
      'stockline-push-shop',
      'stockline-push-shop-outlet',
      'stockline-push-till',
      'stockline-read-amazon-orders',
      'stockline-read-shop-orders',
      'stockline-read-shop-outlet-orders',
      'stockline-read-till',
      'stockline-receive-amazon',
      'stockline-receive-pos',
      'stockline-receive-shopify',
      'stockline-receive-till',
      'stockline-stock-api',
      'stockline-sweep-amazon',
      'stockline-sweep-shop',
      'stockline-sweep-shop-outlet',
      'stockline-sweep-till',
    ]);
  });

  it('run on Node 24 on ARM and log into a group of their own that forgets', () => {
    const groups = new Map(resources(template, 'AWS::Logs::LogGroup').map(({ id, properties }) => [id, properties]));
    for (const { properties } of functions) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      const { LogGroup } = properties['LoggingConfig'] as { readonly LogGroup: unknown };
      expect(groups.get(logicalId(LogGroup))).toMatchObject({
        LogGroupName: `/stockline/${String(properties['FunctionName']).replace('stockline-', '')}`,
        RetentionInDays: 30,
      });
    }
    expect([...groups.values()].every((group) => group['RetentionInDays'] === 30)).toBe(true);
  });

  it('know only the channels they serve', () => {
    const served = functions.map((each) => [each.properties['FunctionName'], channelIds(each)]);
    expect(Object.fromEntries(served)).toMatchObject({
      'stockline-push-shop-outlet': ['shop-outlet'],
      'stockline-receive-shopify': ['shop', 'shop-outlet'],
      'stockline-receive-till': ['till'],
      'stockline-stock-api': [],
      'stockline-page': [],
      'stockline-post-observations': [],
      'stockline-read-shop-outlet-orders': ['shop-outlet'],
    });
  });

  it('know where orders to read are queued, of the channels that they hear of and whose orders can be read', () => {
    const known = functions.flatMap((each) => {
      const variable = environment(each)['ORDERS_TO_READ'];
      return variable === undefined ? [] : [[each.properties['FunctionName'], queuesIn(variable)] as const];
    });
    const shops = { shop: 'OrderReadingsshopOrders', 'shop-outlet': 'OrderReadingsshopoutletOrders' };
    expect(Object.fromEntries(known)).toEqual({
      'stockline-post-observations': { ...shops, amazon: 'OrderReadingsamazonOrders' },
      'stockline-receive-amazon': { amazon: 'OrderReadingsamazonOrders' },
      'stockline-receive-shopify': shops,
    });
  });

  it('are given no queue of orders to read where no channel lets its orders be read', () => {
    const own = synthesise({ locations: ['main'], channels: [{ id: 'warehouse', platform: 'pos' }] }).template;
    expect(environment(functionNamed(own, 'stockline-post-observations'))['ORDERS_TO_READ']).toBe(
      '{"names":{},"alike":[]}',
    );
  });

  it('are given those settings of the configuration that their code reads, and no others', () => {
    const given = functions.map((each) =>
      Object.keys(environment(each))
        .filter((name) => name in SETTING_READERS)
        .sort(),
    );
    const read = functions.map((each) => [...settingsReadBy(entryOf(each))].sort());
    expect(given).toEqual(read);
    expect(new Set(read.flat())).toEqual(new Set(Object.keys(SETTING_READERS)));
  });

  it('know the exposure of every channel that shows stock, the locations, and which channels there are', () => {
    const variables = environment(functionNamed(template, 'stockline-stock-api'));
    expect(JSON.parse(String(variables['EXPOSURE']))).toEqual({
      policy: 'shared',
      safetyStock: 0,
      risk: 1e-4,
      urgentAt: 5,
      channels: {
        shop: { buffer: 2 },
        'shop-outlet': { buffer: 0 },
        amazon: { buffer: 0, cap: 50 },
        till: { buffer: 0 },
      },
    });
    expect(variables['LOCATIONS']).toBe('["main","outlet"]');
    expect(variables['CHANNEL_IDS']).toBe(JSON.stringify(MERCHANT.channels.map(({ id }) => id)));
  });

  it('are given how long a channel may take, which decides every posting, push, check and share', () => {
    const own = synthesise({ ...MERCHANT, settleSeconds: 7 }).template;
    const settleSeconds = (each: typeof template) =>
      resources(each, 'AWS::Lambda::Function').flatMap((one) => environment(one)['SETTLE_SECONDS'] ?? []);
    expect(new Set(settleSeconds(template))).toEqual(new Set(['30']));
    expect(new Set(settleSeconds(own))).toEqual(new Set(['7']));
  });
});

describe('the front door', () => {
  const routes = resources(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => properties['RouteKey']);

  it('has one webhook route per channel, the API, the page, and nothing else', () => {
    expect([...routes].sort()).toEqual([
      'GET /',
      'GET /assets/{file}',
      'GET /channels',
      'GET /holds/{id}',
      'GET /openapi.json',
      'GET /parked',
      'GET /problems',
      'GET /proposals',
      'GET /stock',
      'GET /stock/{sku+}',
      'GET /trace/{channel}/{order+}',
      'POST /holds',
      'POST /holds/{id}/{end}',
      'POST /sign-in',
      'POST /sign-out',
      'POST /webhooks/shop',
      'POST /webhooks/shop-outlet',
      'POST /webhooks/till',
      'POST /webhooks/warehouse',
    ]);
  });

  it('throttles, and logs no address, path, query or header', () => {
    const stage = resource(template, 'AWS::ApiGatewayV2::Stage', () => true, 'a stage').properties;
    expect(stage).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 },
    });
    const { Format } = stage['AccessLogSettings'] as { readonly Format: string };
    expect(Object.values(JSON.parse(Format))).toEqual([
      '$context.requestId',
      '$context.requestTime',
      '$context.httpMethod',
      '$context.routeKey',
      '$context.status',
      '$context.responseLatency',
      '$context.integrationErrorMessage',
    ]);
  });

  it('lets no other site’s page call it', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
  });
});

describe('the readers of orders', () => {
  it('are no more copies at once than leave the channel’s budget to its pushes', () => {
    const feeds = resources(template, 'AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
      logicalId(properties['EventSourceArn']).startsWith('OrderReadings'),
    );
    expect(feeds.map(({ properties }) => properties['ScalingConfig'])).toEqual(
      ['shop', 'shop-outlet', 'amazon'].map(() => ({ MaximumConcurrency: 2 })),
    );
  });
});

describe('Square', () => {
  it('is verified against the stack’s own address unless the merchant gave one', () => {
    const own = environment(functionNamed(template, 'stockline-receive-till'));
    expect(JSON.stringify(own['WEBHOOK_URL'])).toMatch(/ApiEndpoint.*\/webhooks\/till/);
    const channels = [{ ...MERCHANT.channels[3], webhookUrl: 'https://stock.example.com/square' }];
    const given = synthesise({ locations: ['main'], channels } as typeof MERCHANT).template;
    expect(environment(functionNamed(given, 'stockline-receive-till'))['WEBHOOK_URL']).toBe(
      'https://stock.example.com/square',
    );
    given.hasOutput('WebhookUrlTill', { Value: 'https://stock.example.com/square' });
  });
});

/** ORDERS_TO_READ by channel, each queue by the beginning of its logical id. */
function queuesIn(variable: unknown): Record<string, string> {
  const [, parts] = (variable as { readonly 'Fn::Join': readonly [string, readonly unknown[]] })['Fn::Join'];
  return JSON.parse(parts.map((part) => logicalId(part).replace(/Queue[0-9A-F]{8,16}$/, '')).join('')).names;
}

/** CHANNELS may hold the stack’s own address, known only at deployment: the ids are found in the text. */
function channelIds(stocklineFunction: Resource): string[] {
  const text = JSON.stringify(environment(stocklineFunction)['CHANNELS'] ?? '');
  return [...text.matchAll(/\\"id\\*":\\*"([a-z-]+)/g)].map(([, id]) => String(id));
}

/** The settings, each with what reads it (shared/aws/lambda/environment.ts). */
const SETTING_READERS: Readonly<Record<string, string>> = {
  CHANNELS: 'servedChannels',
  CHANNEL_IDS: 'channelIds',
  EXPOSURE: 'exposureRules',
  LOCATIONS: 'ledgerLocations',
  SETTLE_SECONDS: 'settleMs',
};

/** The file of `functions/` that the function runs: its description and name say the platform, the file has no channel's id. */
function entryOf({ properties }: Resource): string {
  const platforms: Readonly<Record<string, string>> = { shop: 'shopify', amazon: 'amazon', till: 'square' };
  const name = String(properties['FunctionName']).replace('stockline-', '').replace('-outlet', '');
  return name.replace(/(?<=-)(shop|amazon|till)(?=-|$)/, (id) => platforms[id] ?? id);
}

/** The settings that the code of a function reads: what it and all that it imports take from `environment.ts`. */
function settingsReadBy(entry: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const read = new Set<string>();
  const ahead = [join(FUNCTIONS, `${entry}.ts`)];
  for (let file = ahead.pop(); file !== undefined; file = ahead.pop()) {
    if (seen.has(file)) {
      continue;
    }
    seen.add(file);
    for (const [, names = '', from = ''] of readFileSync(file, 'utf8').matchAll(
      /^import (?!type\b)([^;]*?) from '(\.[^']*)';/gm,
    )) {
      if (from.endsWith('/lambda/environment.ts')) {
        for (const [setting, reader] of Object.entries(SETTING_READERS)) {
          if (new RegExp(`\\b${reader}\\b`).test(names)) {
            read.add(setting);
          }
        }
      }
      ahead.push(join(dirname(file), from));
    }
  }
  return read;
}
