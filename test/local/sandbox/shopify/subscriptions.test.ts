import { afterEach, describe, expect, it } from '@jest/globals';
import { type AdminAnswer, openShopUnderTest, type ShopUnderTest } from './shop-under-test.ts';

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
    const heard = new Set<unknown>();
    shop = await openShopUnderTest({ topics: [] }, ({ headers }) => {
      const isNew = !heard.has(headers['x-shopify-webhook-id']);
      heard.add(headers['x-shopify-webhook-id']);
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
