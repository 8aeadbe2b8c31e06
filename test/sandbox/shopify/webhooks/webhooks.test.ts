import '@shopify/shopify-api/adapters/web-api';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';
import type { DeliveryAttempt } from '../../../../sandbox/kernel/notifications.ts';
import { cancel } from '../../../../sandbox/shopify/orders/order-actions.ts';
import { placeOrder } from '../../../../sandbox/shopify/orders/placing.ts';
import { openShop } from '../../../../sandbox/shopify/shop.ts';
import { createWebhooks } from '../../../../sandbox/shopify/webhooks/webhooks.ts';
import {
  ADJUST,
  adjustment,
  BAG,
  change,
  MAIN,
  openShopUnderTest,
  SECRET,
  type ShopUnderTest,
} from '../shop-under-test.ts';

describe('a delivery', () => {
  let shop: ShopUnderTest;

  afterEach(() => shop.close());

  const order = () => shop.control('POST', '/orders', { lines: [{ sku: 'BAG', quantity: 1 }] });

  it('is authentic to the library of Shopify', async () => {
    const shopify = shopifyApi({
      apiKey: 'sandbox-client',
      apiSecretKey: SECRET,
      hostName: 'stockline.example',
      apiVersion: ApiVersion.October26,
      isEmbeddedApp: false,
      logger: { level: LogSeverity.Error },
    });
    shop = await openShopUnderTest({ topics: ['orders/create'] });
    await order();
    const [webhook] = await shop.received(1);
    const headers = webhook?.headers as Record<string, string>;
    const check = (rawBody: string) =>
      shopify.webhooks.validate({
        rawBody,
        rawRequest: new Request('https://stockline.example', { method: 'POST', headers }),
      });
    expect(await check(webhook?.text ?? '')).toMatchObject({
      valid: true,
      topic: 'ORDERS_CREATE',
      domain: 'demo.myshopify.com',
      apiVersion: '2026-10',
      triggeredAt: expect.stringMatching(/T\d\d:\d\d:\d\d\.\d{9}Z$/),
    });
    expect(await check(`${webhook?.text} `)).toMatchObject({ valid: false, reason: 'invalid_hmac' });
  });

  it('keeps its id over retries until it is taken', async () => {
    shop = await openShopUnderTest({ topics: ['orders/create'] }, (_, nth) => (nth < 3 ? 503 : 200));
    await order();
    const tries = await shop.received(3);
    expect(tries).toHaveLength(3);
    expect(new Set(tries.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(1);
  });

  it('keeps its id when it is duplicated', async () => {
    shop = await openShopUnderTest({ topics: ['orders/create'] });
    await shop.control('PUT', '/faults', { seed: 1, webhook: { duplicate: 1 } });
    await order();
    const copies = await shop.received(2);
    expect(copies).toHaveLength(2);
    expect(new Set(copies.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(1);
  });

  it('echoes a change that the product makes itself', async () => {
    shop = await openShopUnderTest();
    await shop.admin(ADJUST, adjustment('k', change(-4, 10)));
    const echoes = await shop.received(1);
    expect(echoes.map(({ topic, text }) => [topic, JSON.parse(text).available])).toEqual([
      ['inventory_levels/update', 6],
    ]);
  });

  it('goes to no one for a topic that is not subscribed', async () => {
    shop = await openShopUnderTest({ topics: ['orders/create'] });
    await order();
    expect((await shop.received(1)).map(({ topic }) => topic)).toEqual(['orders/create']);
  });
});

describe('a payload', () => {
  const at = new Date('2026-11-24T12:00:00.700Z');
  const shop = openShop({
    domain: 'demo.myshopify.com',
    location: MAIN,
    furtherLocations: [],
    catalogue: [BAG],
    sellsBelowZero: new Set(),
    now: () => at,
  });
  const deliveries: DeliveryAttempt[] = [];
  const bodies: string[] = [];
  const webhooks = createWebhooks(shop, SECRET, {
    notify: (deliver) => deliveries.push(deliver),
    post: ({ body }) => {
      bodies.push(String(body));
      return Promise.resolve({ accepted: false, reason: 'not now' });
    },
  });
  const attempt = () => deliveries[0]?.({ retry: 0, lastFailure: '', signal: new AbortController().signal });

  it('shows the state when it is first sent, and stays as it was built', async () => {
    webhooks.subscribe({ topic: 'orders/create', uri: 'http://127.0.0.1', name: null, origin: 'app' }, true);
    const placed = placeOrder(shop, [{ sku: 'BAG', quantity: 2 }]);
    if (placed.outcome !== 'done') throw new Error(placed.reason);
    webhooks.announce(placed.value.happenings);
    const { order } = placed.value;
    cancel(shop, order.id, true);
    await attempt();
    order.refunds.length = 0;
    await attempt();
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
      cancelled_at: '2026-11-24T07:00:00-05:00',
      refunds: [{ refund_line_items: [{ restock_type: 'cancel' }] }],
    });
    expect(bodies[1]).toBe(bodies[0]);
  });
});
