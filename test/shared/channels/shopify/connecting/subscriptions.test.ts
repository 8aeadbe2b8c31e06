import { afterEach, expect, it } from '@jest/globals';
import { SHOPIFY } from '../../../../../sandbox/kernel/identities.ts';
import { createShopifyConnection } from '../../../../../shared/channels/shopify/connecting/connection.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import type { ChannelConnection } from '../../../../../shared/ports/connecting/connection.ts';
import { startStubShop } from '../stub-shop.ts';

const URL_OF_WEBHOOKS = 'https://stockline.example.com/webhooks/shop';

let shop: Awaited<ReturnType<typeof startStubShop>>;

afterEach(async () => {
  await shop.close();
});

function connection({ endpoint }: typeof shop): ChannelConnection {
  return createShopifyConnection(
    {
      id: parseChannelId('shop'),
      platform: 'shopify',
      shop: SHOPIFY.shop,
      locations: { [SHOPIFY.locationId]: [parseLocationId('main')] },
      buffer: 0,
      apiEndpoint: endpoint,
    },
    { clientId: SHOPIFY.clientId, clientSecrets: ['current'] },
    { webhookUrl: URL_OF_WEBHOOKS, clock: () => new Date() },
  );
}

it('a webhook whose topic Shopify denies the app is refused, and the others are made', async () => {
  const made: unknown[] = [];
  shop = await startStubShop(({ query, variables }) => {
    if (query.includes('StocklineAccess')) {
      return {
        body: { data: { currentAppInstallation: { accessScopes: [{ handle: 'read_orders' }] } } },
      };
    }
    if (query.includes('StocklineSubscriptions')) {
      return {
        body: { data: { webhookSubscriptions: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } } },
      };
    }
    if (variables['topic'] === 'ORDERS_CREATE') {
      const message = 'Access denied for webhookSubscriptionCreate field.';
      const denied = { message, extensions: { code: 'ACCESS_DENIED' }, path: ['webhookSubscriptionCreate'] };
      return { body: { data: { webhookSubscriptionCreate: null }, errors: [denied] } };
    }
    made.push(variables['topic']);
    return { body: { data: { webhookSubscriptionCreate: { userErrors: [] } } } };
  });
  const refusals: unknown[] = [];
  for (const { carryOut: act } of await connection(shop).plan()) {
    refusals.push((await act?.()) ?? []);
  }
  expect(refusals.flat()).toEqual([
    expect.stringMatching(/Access denied for webhookSubscriptionCreate field\..*\(webhook ORDERS_CREATE\)$/),
  ]);
  expect(made).toEqual(expect.arrayContaining(['APP_UNINSTALLED', 'ORDERS_UPDATED', 'REFUNDS_CREATE']));
});

it('a subscription that cannot be read is left as it is, and costs no other', async () => {
  const right = {
    topic: 'ORDERS_CREATE',
    uri: URL_OF_WEBHOOKS,
    format: 'JSON',
    filter: null,
    includeFields: [],
    apiVersion: null,
  };
  const nodes = [
    { ...right, id: 'gid://shopify/WebhookSubscription/1' },
    { ...right, id: 'gid://shopify/WebhookSubscription/2', topic: 'SHOP_UPDATE', uri: null },
    null,
  ];
  shop = await startStubShop(({ query }) => ({
    body: {
      data: query.includes('StocklineAccess')
        ? { currentAppInstallation: { accessScopes: [{ handle: 'read_orders' }] } }
        : { webhookSubscriptions: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } },
    },
  }));
  const steps = (await connection(shop).plan()).map(({ step }) => `${step.kind} ${step.topic} ${step.target}`);
  expect(steps).toContain(`keep ORDERS_CREATE ${URL_OF_WEBHOOKS}`);
  expect(steps.filter((each) => each.startsWith('foreign'))).toEqual([
    'foreign SHOP_UPDATE a target that cannot be read (uri: Invalid type: Expected string.)',
    'foreign a topic that Shopify does not name a target that cannot be read (The row: Invalid type: Expected Object.)',
  ]);
});
