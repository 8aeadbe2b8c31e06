import { afterEach, describe, expect, it } from '@jest/globals';
import {
  BAG,
  BAG_ID,
  bodyOf,
  openShopUnderTest,
  orderOf,
  quantities,
  SCOPES_WITHOUT_ROUTING,
  type ShopUnderTest,
  sentBy,
  topicsOf,
} from '../shop-under-test.ts';

let shop: ShopUnderTest;

afterEach(() => shop.close());

const bags = (quantity: number) => [{ sku: 'BAG', quantity }];
const UNTOUCHED = { available: 10, committed: 0, on_hand: 10 };

describe('an order of more than 60 days ago', () => {
  it.each([
    ['is not shown to an app', [], []],
    ['is shown to one with the scope read_all_orders', ['read_all_orders'], [70]],
  ])('%s, and its units are committed', async (_, scopes, shown) => {
    shop = await openShopUnderTest({ accessScopes: [...SCOPES_WITHOUT_ROUTING, ...scopes] });
    for (const days of [70, 50]) {
      const createdAt = new Date(Date.now() - days * 24 * 3_600_000).toISOString();
      await orderOf(shop, bags(2), { createdAt });
    }
    const answer = await shop.admin('{ orders(first: 9) { nodes { createdAt } } }');
    const { orders } = answer.data as {
      readonly orders: { readonly nodes: readonly { readonly createdAt: string }[] };
    };
    const ages = orders.nodes.map(({ createdAt }) =>
      Math.round((Date.now() - Date.parse(createdAt)) / (24 * 3_600_000)),
    );
    expect(ages.sort()).toEqual([50, ...shown]);
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 6, committed: 4, on_hand: 10 });
  });
});

describe('an order that an app made through the API', () => {
  it('bypasses the inventory, whatever becomes of it before it ships', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const webhooks = await sentBy(shop, 'POST', '/orders', { lines: bags(12), source: 'api', bypass: true });
    expect(topicsOf(webhooks)).toEqual(['orders/create']);
    const reported = bodyOf(webhooks, 'orders/create');
    expect(reported).toMatchObject({ source_name: String(reported.app_id), line_items: [{ quantity: 12 }] });
    expect(reported.line_items[0].variant_inventory_management).toBe('shopify');
    expect(await quantities(shop, BAG_ID)).toEqual(UNTOUCHED);
    const id = reported.admin_graphql_api_id.split('/').at(-1);
    await shop.control('POST', `/orders/${id}/fulfil`, {});
    expect(await quantities(shop, BAG_ID)).toEqual(UNTOUCHED);
    const cancelled = await orderOf(shop, bags(2), { source: 'api' });
    await shop.control('POST', `/orders/${cancelled}/cancel`, { restock: true });
    expect(await quantities(shop, BAG_ID)).toEqual(UNTOUCHED);
  });

  it('claims the inventory where the app says so', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    await orderOf(shop, bags(2), { source: 'api', bypass: false });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 8, committed: 2, on_hand: 10 });
  });

  it('carries what the app wrote on it, as an import of another marketplace does', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const marks = {
      sourceName: 'amazon-us',
      appId: '2653365',
      sourceIdentifier: '113-5550000-1234567',
      tags: ['Amazon', 'US'],
      note: 'Amazon order 113-5550000-1234567',
      noteAttributes: [{ name: 'Amazon Order Id', value: '113-5550000-1234567' }],
      name: '113-5550000-1234567',
    };
    const [created] = await sentBy(shop, 'POST', '/orders', { lines: bags(1), source: 'api', ...marks });
    const reported = JSON.parse(created?.text ?? '');
    expect(reported).toMatchObject({
      source_name: 'amazon-us',
      app_id: 2_653_365,
      source_identifier: '113-5550000-1234567',
      tags: 'Amazon, US',
      note: 'Amazon order 113-5550000-1234567',
      note_attributes: marks.noteAttributes,
      name: '113-5550000-1234567',
    });
    const { data } = await shop.admin(
      `{ order(id: "${reported.admin_graphql_api_id}") { name note customAttributes { key value } tags sourceName sourceIdentifier app { id } } }`,
    );
    expect(data?.['order']).toEqual({
      name: marks.name,
      note: marks.note,
      customAttributes: [{ key: 'Amazon Order Id', value: '113-5550000-1234567' }],
      tags: marks.tags,
      sourceName: marks.sourceName,
      sourceIdentifier: marks.sourceIdentifier,
      app: { id: 'gid://shopify/App/2653365' },
    });
  });
});

describe('a draft order', () => {
  it('reserves its units: they are on hand and not available', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const webhooks = await sentBy(shop, 'POST', '/orders', { lines: bags(3), draft: true });
    expect(topicsOf(webhooks)).toEqual(['inventory_levels/update']);
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 7, committed: 0, on_hand: 10 });
  });

  it('is an order once it is paid, and takes its units then', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const draft = await orderOf(shop, bags(10), { draft: true });
    await shop.received(1);
    const webhooks = await sentBy(shop, 'POST', `/orders/${draft}/pay`, {});
    expect(topicsOf(webhooks)).toEqual(['inventory_levels/update', 'orders/create']);
    expect(bodyOf(webhooks, 'orders/create')).toMatchObject({ source_name: 'shopify_draft_order' });
    expect(bodyOf(webhooks, 'inventory_levels/update')).toMatchObject({ available: 0 });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 0, committed: 10, on_hand: 10 });
    expect((await shop.control('POST', `/orders/${draft}/pay`, {})).status).toBe(404);
  });

  it('takes nothing where it does not reserve, and frees what it reserved when it is deleted', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    await orderOf(shop, bags(3), { draft: true, reserve: false });
    expect(await quantities(shop, BAG_ID)).toEqual(UNTOUCHED);
    const draft = await orderOf(shop, bags(3), { draft: true });
    await shop.control('DELETE', `/orders/${draft}`, {});
    expect(await quantities(shop, BAG_ID)).toEqual(UNTOUCHED);
  });
});

describe('a line without stock behind it', () => {
  it('that staff typed in has no variant, and a SKU of its own', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const lines = [...bags(1), { custom: true, title: 'Engraving', sku: 'BAG', quantity: 5 }];
    const webhooks = await sentBy(shop, 'POST', '/orders', { lines });
    expect(bodyOf(webhooks, 'orders/create').line_items).toMatchObject([
      { sku: 'BAG', variant_id: BAG.shopify.variantId, variant_inventory_management: 'shopify' },
      { sku: 'BAG', variant_id: null, product_id: null, variant_inventory_management: null, product_exists: false },
    ]);
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 9, committed: 1, on_hand: 10 });
  });

  it('that Shopify does not track is sold without end', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    await shop.control('POST', '/items', { sku: 'GIFT-WRAP', tracked: false });
    await shop.received(3);
    const lines = [{ sku: 'GIFT-WRAP', quantity: 50 }];
    const webhooks = await sentBy(shop, 'POST', '/orders', { lines });
    expect(topicsOf(webhooks)).toEqual(['orders/create']);
    expect(bodyOf(webhooks, 'orders/create').line_items).toMatchObject([
      { sku: 'GIFT-WRAP', variant_id: expect.any(Number), variant_inventory_management: null },
    ]);
    const id = bodyOf(webhooks, 'orders/create').admin_graphql_api_id.split('/').at(-1);
    const refund = { lines, restock: true };
    expect(topicsOf(await sentBy(shop, 'POST', `/orders/${id}/refund`, refund))).toEqual([
      'orders/updated',
      'refunds/create',
    ]);
  });
});

describe('an order that was sold before the shop received it', () => {
  it('says so by processed_at, and is taken though the shop shows too little', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const soldAt = new Date(Date.now() - 3 * 3_600_000);
    const webhooks = await sentBy(shop, 'POST', '/pos-orders', { lines: bags(11), soldAt: soldAt.toISOString() });
    const reported = bodyOf(webhooks, 'orders/create');
    expect(Date.parse(reported.processed_at)).toBe(Math.floor(soldAt.getTime() / 1_000) * 1_000);
    expect(Date.parse(reported.created_at) - Date.parse(reported.processed_at)).toBeGreaterThan(10_000_000);
    expect(await quantities(shop, BAG_ID)).toEqual({ available: -1, committed: 0, on_hand: -1 });
  });
});

describe('an archived order', () => {
  it('is closed and not shipped: a search for open orders misses it', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const id = await orderOf(shop, bags(2));
    await shop.received(2);
    const webhooks = await sentBy(shop, 'POST', `/orders/${id}/archive`, {});
    expect(bodyOf(webhooks, 'orders/updated')).toMatchObject({
      closed_at: expect.any(String),
      cancelled_at: null,
      fulfillment_status: null,
    });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 8, committed: 2, on_hand: 10 });
    const found = async (query: string) => {
      const { data } = await shop.admin(`{ orders(first: 5, query: "${query}") { nodes { closed cancelledAt } } }`);
      const orders = data?.['orders'] as { nodes: object[] };
      return orders.nodes;
    };
    expect(await found('status:open')).toEqual([]);
    expect(await found('fulfillment_status:unfulfilled')).toEqual([{ closed: true, cancelledAt: null }]);
  });
});
