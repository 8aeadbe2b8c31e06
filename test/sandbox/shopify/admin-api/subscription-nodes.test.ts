import { afterEach, describe, expect, it } from '@jest/globals';
import type { DeliveryAttempt, DeliveryResult } from '../../../../sandbox/kernel/notifications.ts';
import { placeOrder } from '../../../../sandbox/shopify/orders/placing.ts';
import { openShop } from '../../../../sandbox/shopify/shop.ts';
import { createWebhooks } from '../../../../sandbox/shopify/webhooks/webhooks.ts';
import { type AdminAnswer, BAG, MAIN, openShopUnderTest, SECRET, type ShopUnderTest } from '../shop-under-test.ts';

let shop: ShopUnderTest;

afterEach(() => shop.close());

const nodesOf = (answer: AdminAnswer, field: string) =>
  (answer.data?.[field] as { nodes: Record<string, unknown>[] } | undefined)?.nodes;

describe('webhook subscriptions', () => {
  const CREATE = `mutation ($topic: WebhookSubscriptionTopic!, $uri: String!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri }) {
      webhookSubscription { id topic uri } userErrors { field message }
    }
  }`;

  it('are made, listed and removed through the API, beside those of the app', async () => {
    shop = await openShopUnderTest();
    const uri = 'https://stockline.example/hook';
    const made = await shop.admin(CREATE, { topic: 'INVENTORY_LEVELS_UPDATE', uri });
    const { webhookSubscription } = { ...made.data }['webhookSubscriptionCreate'] as {
      webhookSubscription: { id: string };
    };
    const listed = await shop.admin('{ webhookSubscriptions(first: 10) { nodes { id topic uri } } }');
    expect(nodesOf(listed, 'webhookSubscriptions')).toEqual([
      { id: webhookSubscription.id, topic: 'INVENTORY_LEVELS_UPDATE', uri },
    ]);
    const removed = await shop.admin(
      'mutation ($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }',
      webhookSubscription,
    );
    expect(removed.data?.['webhookSubscriptionDelete']).toMatchObject({ userErrors: [] });
    expect(
      nodesOf(await shop.admin('{ webhookSubscriptions(first: 10) { nodes { id } } }'), 'webhookSubscriptions'),
    ).toEqual([]);
  });

  it('are taken once: a topic and an address make one subscription', async () => {
    shop = await openShopUnderTest();
    const wanted = { topic: 'ORDERS_CREATE', uri: 'https://stockline.example/hook' };
    await shop.admin(CREATE, wanted);
    const again = await shop.admin(CREATE, wanted);
    expect(again.data?.['webhookSubscriptionCreate']).toMatchObject({
      webhookSubscription: null,
      userErrors: [{ message: 'Address for this topic has already been taken' }],
    });
  });

  it('stay when eight deliveries failed once each, as when the receiver was away for a moment', async () => {
    const received = new Set<unknown>();
    shop = await openShopUnderTest({ topics: [] }, ({ headers }) => {
      const isNew = !received.has(headers['x-shopify-webhook-id']);
      received.add(headers['x-shopify-webhook-id']);
      return isNew ? 500 : 200;
    });
    await shop.admin(CREATE, { topic: 'ORDERS_CREATE', uri: shop.receiverUrl });
    const order = { lines: [{ sku: 'BAG', quantity: 1 }] };
    await Promise.all(Array.from({ length: 8 }, () => shop.control('POST', '/orders', order)));
    expect(await shop.received(16)).toHaveLength(16);
    expect(
      nodesOf(await shop.admin('{ webhookSubscriptions(first: 10) { nodes { id } } }'), 'webhookSubscriptions'),
    ).toHaveLength(1);
  });

  it('are removed after eight failures in a row', async () => {
    shop = await openShopUnderTest({ topics: [] }, () => 500);
    const uri = 'http://127.0.0.1:1/hook';
    await shop.admin(CREATE, { topic: 'ORDERS_CREATE', uri });
    await shop.control('POST', '/orders', { lines: [{ sku: 'BAG', quantity: 1 }] });
    await shop.received(0);
    expect(
      nodesOf(await shop.admin('{ webhookSubscriptions(first: 10) { nodes { id } } }'), 'webhookSubscriptions'),
    ).toEqual([]);
  });

  it('do not take plain http beyond this machine', async () => {
    shop = await openShopUnderTest();
    const answer = await shop.admin(CREATE, { topic: 'ORDERS_CREATE', uri: 'http://stockline.example/hook' });
    expect(answer.data?.['webhookSubscriptionCreate']).toEqual({
      webhookSubscription: null,
      userErrors: [
        { field: ['webhookSubscription', 'callbackUrl'], message: 'Address protocol http:// is not supported' },
      ],
    });
  });
});

describe('a subscription whose delivery failed eight times', () => {
  const TRIES = 8;

  /** Subscribes to orders and reports two; each delivery is tried when the test says, and answered as it says. */
  function openDeliveries() {
    const shop = openShop({
      domain: 'demo.myshopify.com',
      location: MAIN,
      furtherLocations: [],
      catalogue: [BAG],
      sellsBelowZero: new Set(),
      now: () => new Date('2026-11-24T12:00:00.000Z'),
    });
    const deliveries: DeliveryAttempt[] = [];
    let answer: DeliveryResult = { accepted: false, reason: 'http_500' };
    const webhooks = createWebhooks(shop, SECRET, {
      notify: (deliver) => deliveries.push(deliver),
      post: () => Promise.resolve(answer),
    });
    webhooks.subscribe({ topic: 'orders/create', uri: 'http://127.0.0.1', name: null, origin: 'api' }, true);
    for (let order = 0; order < 2; order += 1) {
      const placed = placeOrder(shop, [{ sku: 'BAG', quantity: 1 }]);
      webhooks.announce(placed.outcome === 'done' ? placed.value.happenings : []);
    }
    return {
      isThere: () => webhooks.subscriptions.size === 1,
      async attempt(delivery: number, retry: number, accepted: boolean) {
        answer = accepted ? { accepted } : { accepted, reason: 'http_500' };
        await deliveries[delivery]?.({ retry, lastFailure: '', signal: new AbortController().signal });
      },
    };
  }

  it('goes with the eighth, and not before', async () => {
    const { attempt, isThere } = openDeliveries();
    for (let retry = 0; retry < TRIES - 1; retry += 1) await attempt(0, retry, false);
    expect(isThere()).toBe(true);
    await attempt(0, TRIES - 1, false);
    expect(isThere()).toBe(false);
  });

  it('stays when another delivery was taken meanwhile', async () => {
    const { attempt, isThere } = openDeliveries();
    await attempt(0, 0, false);
    await attempt(1, 0, true);
    for (let retry = 1; retry < TRIES; retry += 1) await attempt(0, retry, false);
    expect(isThere()).toBe(true);
  });
});
