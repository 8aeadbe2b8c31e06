import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ADJUST,
  adjustment,
  BAG_ID,
  change,
  openShopUnderTest,
  orderOf,
  quantities,
  SECRET,
  type ShopUnderTest,
  sentBy,
  topicsOf,
} from '../shop-under-test.ts';

const SUBSCRIBE = `mutation subscribe($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri }) {
    webhookSubscription { topic apiVersion { handle } } userErrors { field message } } }`;

let shop: ShopUnderTest;

afterEach(() => shop.close());

const subscribe = async (topic: string) => {
  const { data } = await shop.admin(SUBSCRIBE, { topic, uri: shop.receiverUrl });
  return data?.['webhookSubscriptionCreate'];
};
const bags = (quantity: number) => [{ sku: 'BAG', quantity }];

describe('an app without an access scope', () => {
  it.each([
    ['orders', 'read_orders', '{ orders(first: 1) { nodes { id } } }'],
    ['productVariants', 'read_products', '{ productVariants(first: 1) { nodes { id } } }'],
    ['inventoryLevel', 'read_inventory', '{ inventoryLevel(id: "gid://shopify/InventoryLevel/1") { id } }'],
  ])('is refused %s', async (field, scope, query) => {
    shop = await openShopUnderTest({ accessScopes: [] });
    expect((await shop.admin(query)).errors).toMatchObject([
      {
        message: `Access denied for ${field} field. Required access: \`${scope}\` access scope.`,
        path: [field],
        extensions: { code: 'ACCESS_DENIED', requiredAccess: `\`${scope}\` access scope.` },
      },
    ]);
  });

  it('changes no quantity', async () => {
    shop = await openShopUnderTest({ accessScopes: ['read_inventory'] });
    const { data, errors } = await shop.admin(ADJUST, adjustment('key-1', change(-1, null)));
    expect(errors).toMatchObject([{ extensions: { code: 'ACCESS_DENIED' } }]);
    expect(data).toEqual({ inventoryAdjustQuantities: null });
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 10 });
  });

  it('is not sent a topic that takes it', async () => {
    shop = await openShopUnderTest({ accessScopes: ['read_orders'] });
    expect(await subscribe('FULFILLMENT_ORDERS_MOVED')).toMatchObject({
      webhookSubscription: null,
      userErrors: [{ message: expect.stringContaining('read_merchant_managed_fulfillment_orders') }],
    });
  });
});

describe('an app that is not approved for protected customer data', () => {
  it('is refused the topics of orders, and orders themselves', async () => {
    shop = await openShopUnderTest({ app: { isApprovedForOrders: false } });
    for (const topic of ['ORDERS_CREATE', 'REFUNDS_CREATE'])
      expect(await subscribe(topic)).toMatchObject({
        webhookSubscription: null,
        userErrors: [
          {
            field: ['webhookSubscription'],
            message: expect.stringContaining('not approved to subscribe to webhook topics containing protected'),
          },
        ],
      });
    expect(await subscribe('INVENTORY_LEVELS_UPDATE')).toMatchObject({ userErrors: [] });
    const { errors } = await shop.admin('{ orders(first: 1) { nodes { id } } }');
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('not approved to access the Order object'),
        extensions: { code: 'ACCESS_DENIED' },
      },
    ]);
  });
});

describe('the version of webhooks', () => {
  it('is the app’s and not the one of the URL that subscribed', async () => {
    shop = await openShopUnderTest({ app: { webhookApiVersion: '2026-04' }, topics: ['orders/create'] });
    expect(await subscribe('ORDERS_UPDATED')).toMatchObject({
      webhookSubscription: { topic: 'ORDERS_UPDATED', apiVersion: { handle: '2026-04' } },
    });
    await orderOf(shop, bags(1));
    const [webhook] = await shop.received(1);
    expect(webhook?.headers['x-shopify-api-version']).toBe('2026-04');
  });

  it('is another one when the app is configured anew', async () => {
    shop = await openShopUnderTest({ topics: ['orders/create'] });
    await shop.control('PUT', '/app', { webhookApiVersion: '2027-01' });
    await orderOf(shop, bags(1));
    const [webhook] = await shop.received(1);
    expect(webhook?.headers['x-shopify-api-version']).toBe('2027-01');
  });
});

describe('an inventory mutation that Shopify cannot carry out now', () => {
  it.each(['ADJUST_QUANTITIES_FAILED', 'SERVICE_UNAVAILABLE', null])('is refused with code %s, once', async (code) => {
    shop = await openShopUnderTest();
    await shop.control('POST', '/refusals', { code });
    const adjust = async (key: string) => {
      const { data } = await shop.admin(ADJUST, adjustment(key, change(-1, 10)));
      return data?.['inventoryAdjustQuantities'];
    };
    expect(await adjust('key-1')).toMatchObject({
      inventoryAdjustmentGroup: null,
      userErrors: [{ code, field: null, message: expect.stringContaining('Try again') }],
    });
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 10 });
    expect(await adjust('key-1')).toMatchObject({ userErrors: [{ code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED' }] });
    expect(await adjust('key-2')).toMatchObject({ userErrors: [] });
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 9 });
  });

  it('is refused when its key had other parameters', async () => {
    shop = await openShopUnderTest();
    await shop.admin(ADJUST, adjustment('key-1', change(-1, null)));
    const { data } = await shop.admin(ADJUST, adjustment('key-1', change(-2, null)));
    expect(data?.['inventoryAdjustQuantities']).toMatchObject({
      userErrors: [{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }],
    });
  });
});

describe('an app that is installed again', () => {
  it('gets tokens and the webhooks of its configuration, and not those that it made through the API', async () => {
    shop = await openShopUnderTest({ topics: ['orders/create', 'app/uninstalled'] });
    await subscribe('INVENTORY_LEVELS_UPDATE');
    expect(topicsOf(await sentBy(shop, 'POST', '/uninstall', {}))).toEqual(['app/uninstalled']);
    const grant = () =>
      fetch(`${shop.url}/admin/oauth/access_token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: 'sandbox-client',
          client_secret: SECRET,
          grant_type: 'client_credentials',
        }),
      });
    expect((await grant()).status).toBe(400);
    await shop.control('POST', '/reinstall', {});
    expect((await grant()).status).toBe(200);
    expect(topicsOf(await sentBy(shop, 'POST', '/orders', { lines: bags(1) }))).toEqual(['orders/create']);
  });
});
