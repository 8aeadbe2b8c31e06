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

  it('are given the exposure of every channel that shows stock, the locations, and which channels there are', () => {
    const ids = JSON.stringify(MERCHANT.channels.map(({ id }) => id));
    for (const each of functions) {
      const variables = environment(each);
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
      // One that serves channels knows those, and any other the ids of all.
      expect('CHANNELS' in variables || variables['CHANNEL_IDS'] === ids).toBe(true);
    }
  });

  it('are given how long a channel may take, which decides every posting, push, check and share', () => {
    const own = synthesise({ ...MERCHANT, settleSeconds: 7 }).template;
    const settleSeconds = (each: typeof template) =>
      resources(each, 'AWS::Lambda::Function').map((one) => environment(one)['SETTLE_SECONDS']);
    expect(new Set(settleSeconds(template))).toEqual(new Set(['30']));
    expect(new Set(settleSeconds(own))).toEqual(new Set(['7']));
  });
});

describe('the front door', () => {
  const routes = resources(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => properties['RouteKey']);

  it('has one webhook route per channel, the stock API, and nothing else', () => {
    expect([...routes].sort()).toEqual([
      'GET /holds/{id}',
      'GET /parked',
      'GET /stock/{sku+}',
      'GET /trace/{channel}/{order+}',
      'POST /holds',
      'POST /holds/{id}/{end}',
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
