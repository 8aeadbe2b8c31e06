import { describe, expect, it } from '@jest/globals';
import type { StocklineConfigInput } from '../../shared/config.ts';
import {
  environment,
  fedFunction,
  feedOf,
  functionNamed,
  logicalId,
  type Resource,
  resource,
  resources,
  statementsOf,
  synthesise,
} from './synthesis.ts';

type ChannelInput = StocklineConfigInput['channels'][number];

const amazon = (id: string, sellerId: string): ChannelInput => ({
  id,
  platform: 'amazon',
  sellerId,
  region: 'eu',
  marketplaceIds: ['A1PA6795UKMFR9'],
  drawsOn: ['main'],
  eventBus: 'aws.partner/sellingpartnerapi.amazon.com/1/2',
});

/** Two accounts on every platform whose webhooks come in by HTTP, in one deployment. */
const TWICE: StocklineConfigInput = {
  locations: ['main'],
  channels: [
    { id: 'shop', platform: 'shopify', shop: 'one.myshopify.com', locations: { '1': ['main'] } },
    { id: 'shop-outlet', platform: 'shopify', shop: 'two.myshopify.com', locations: { '1': ['main'] } },
    { id: 'till', platform: 'square', locations: { L1: ['main'] } },
    { id: 'till-outlet', platform: 'square', locations: { L1: ['main'] } },
    { id: 'warehouse', platform: 'pos' },
    { id: 'own-shop', platform: 'pos' },
  ],
};
const CHANNELS = TWICE.channels.map(({ id }) => id);
const SELLING = CHANNELS.slice(0, 4);

const { template } = synthesise(TWICE);
/** A stack has four selling channels of its own (infra/channels/placement.ts): Amazon’s two stand in a second one. */
const SELLERS = [amazon('amazon', 'A1EXAMPLESELLER'), amazon('amazon-outlet', 'A2EXAMPLESELLER')];
const sellers = synthesise({ locations: ['main'], channels: SELLERS }).template;

describe('two accounts on every platform', () => {
  it('have a secret each, which no function of another channel may read, except beside its own platform’s at one door', () => {
    const secrets = resources(template, 'AWS::SecretsManager::Secret').map(({ properties }) => properties['Name']);
    expect(secrets).toEqual(expect.arrayContaining(CHANNELS.map((id) => `stockline/${id}`)));
    const readers = Object.fromEntries(functions().map((each) => [nameOf(each), secretsReadBy(each)]));
    for (const id of SELLING) {
      expect(readers[`push-${id}`]).toEqual([id]);
      expect(readers[`check-${id}`]).toEqual([id]);
    }
    expect(readers).toMatchObject({
      'receive-shopify': ['shop', 'shop-outlet'],
      'receive-pos': ['own-shop', 'warehouse'],
      'receive-till': ['till'],
      'receive-till-outlet': ['till-outlet'],
      'read-shop-outlet-orders': ['shop-outlet'],
    });
  });

  it('are pushed to from a queue each, by what is due there and nowhere else', () => {
    const reported = resources(template, 'AWS::Events::Rule').flatMap(({ properties }) => {
      const { detail = {} } = (properties['EventPattern'] ?? {}) as { readonly detail?: Record<string, unknown> };
      const [target] = properties['Targets'] as readonly { readonly Arn: unknown }[];
      return ['urgent', 'due'].flatMap((turn) =>
        detail[turn] === undefined ? [] : [[turn, detail[turn], nameOf(behind(logicalId(target?.Arn)))]],
      );
    });
    const wanted = SELLING.flatMap((id) => ['urgent', 'due'].map((turn) => [turn, [id], `push-${id}`]));
    expect(new Set(reported)).toEqual(new Set(wanted));
    expect(channelsServed('push-till-outlet')).toEqual(['till-outlet']);
  });

  it('of Amazon are notified through a queue each, whose function knows its own seller only', () => {
    const outputs = outputsBeginning('AmazonNotificationsQueueUrl', sellers);
    expect(Object.keys(outputs)).toEqual(['AmazonNotificationsQueueUrl', 'AmazonNotificationsQueueUrlAmazonOutlet']);
    const receivers = Object.values(outputs).map((value) => behind(logicalId(value), sellers));
    expect(receivers.map(nameOf)).toEqual(['receive-amazon', 'receive-amazon-outlet']);
    const served = String(environment(functionNamed(sellers, 'stockline-receive-amazon-outlet'))['CHANNELS']);
    expect(served).toContain('A2EXAMPLESELLER');
    expect(served).not.toContain('A1EXAMPLESELLER');
  });

  it('have a webhook URL each', () => {
    expect(Object.keys(outputsBeginning('WebhookUrl')).sort()).toEqual(
      ['OwnShop', 'Shop', 'ShopOutlet', 'Till', 'TillOutlet', 'Warehouse'].map((suffix) => `WebhookUrl${suffix}`),
    );
    const routes = resources(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => properties['RouteKey']);
    const doors = CHANNELS.map((id) => `POST /webhooks/${id}`);
    expect(routes).toEqual(expect.arrayContaining(doors));
  });
});

describe('ids that lead to one name', () => {
  it.each<[string, ChannelInput]>([
    // Square and Amazon are received by a function per channel, Shopify and tills by one per platform.
    ['receive-shopify', { id: 'shopify', platform: 'square', locations: { L1: ['main'] } }],
    ['read-shop-orders', { id: 'shop-orders', platform: 'square', locations: { L1: ['main'] } }],
    ['ShopOutlet', { id: 'shop--outlet', platform: 'pos' }],
  ])('are refused before anything is deployed: %s', (name, channel) => {
    expect(() => synthesise({ ...TWICE, channels: [...TWICE.channels, channel] })).toThrow(name);
  });
});

function outputsBeginning(name: string, of = template): Readonly<Record<string, unknown>> {
  const outputs = Object.entries(of.findOutputs('*')).filter(([key]) => key.startsWith(name));
  return Object.fromEntries(outputs.map(([key, { Value }]) => [key, Value]));
}

function functions(): readonly Resource[] {
  return resources(template, 'AWS::Lambda::Function');
}

function nameOf({ properties }: Resource): string {
  return String(properties['FunctionName']).replace('stockline-', '');
}

/** The function behind a queue. */
function behind(queueId: string, of = template): Resource {
  return fedFunction(of, feedOf(of, queueId));
}

function channelsServed(name: string): readonly string[] {
  const reported = JSON.stringify(environment(functionNamed(template, `stockline-${name}`))['CHANNELS']);
  return CHANNELS.filter((id) => new RegExp(`\\\\"id\\\\":\\\\+"${id}\\\\`).test(reported));
}

/** The channels whose secrets the function's role may read. */
function secretsReadBy(each: Resource): readonly string[] {
  return statementsOf(template, each)
    .filter(({ Action }) => Action === 'secretsmanager:GetSecretValue')
    .flatMap(({ Resource: named }) => [named].flat().map(logicalId))
    .flatMap((id) => {
      const secret = resource(template, 'AWS::SecretsManager::Secret', (each) => each.id === id, id);
      return String(secret.properties['Name']).replace('stockline/', '');
    })
    .sort();
}
