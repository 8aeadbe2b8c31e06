import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ADJUST,
  type AdminAnswer,
  adjustment,
  BAG_ID,
  change,
  HAT_ID,
  MAIN_ID,
  openShopUnderTest,
  quantities,
  SCOPES_WITH_LOCATIONS,
  type ShopUnderTest,
} from '../shop-under-test.ts';

let shop: ShopUnderTest;

afterEach(() => shop.close());

const place = async (sku: string, quantity: number) =>
  String((await shop.control('POST', '/orders', { lines: [{ sku, quantity }] })).body['id']);

const nodesOf = (answer: AdminAnswer, field: string) =>
  (answer.data?.[field] as { nodes: Record<string, unknown>[] } | undefined)?.nodes;

describe('the points of a call', () => {
  let at = new Date('2026-11-24T12:00:00Z');
  const now = () => at;

  it('are those recorded from a Standard shop', async () => {
    shop = await openShopUnderTest({ now });
    const { extensions } = await shop.admin(ADJUST, adjustment('k', change(-1, 10)));
    expect(extensions?.cost).toEqual({
      requestedQueryCost: 13,
      actualQueryCost: 13,
      throttleStatus: { maximumAvailable: 2_000, currentlyAvailable: 1_987, restoreRate: 100 },
    });
  });

  it('are asked for by page size and taken by what came', async () => {
    shop = await openShopUnderTest({ now });
    const { extensions } = await shop.admin('{ productVariants(first: 250) { nodes { sku inventoryItem { id } } } }');
    expect(extensions?.cost).toMatchObject({
      requestedQueryCost: 24,
      actualQueryCost: 4,
      throttleStatus: { currentlyAvailable: 1_996 },
    });
  });

  it('run out: nothing is done until they are restored', async () => {
    shop = await openShopUnderTest({ now, limits: { maximumAvailable: 20, restoreRate: 10 } });
    await shop.admin(ADJUST, adjustment('a', change(-1, 10)));
    const throttled = await shop.admin(ADJUST, adjustment('b', change(-1, 9)));
    expect(throttled).toEqual({
      errors: [{ message: 'Throttled', extensions: expect.objectContaining({ code: 'THROTTLED' }) }],
      extensions: {
        cost: {
          requestedQueryCost: 13,
          actualQueryCost: null,
          throttleStatus: { maximumAvailable: 20, currentlyAvailable: 7, restoreRate: 10 },
        },
      },
    });
    expect((await shop.control('GET', '/stock/BAG')).body).toEqual({ available: 9 });
    at = new Date(at.getTime() + 600);
    const { data } = await shop.admin(ADJUST, adjustment('b', change(-1, 9)));
    expect(data?.['inventoryAdjustQuantities']).toMatchObject({ userErrors: [] });
    expect((await shop.control('GET', '/stock/BAG')).body).toEqual({ available: 8 });
  });
});

describe('injected faults', () => {
  it('throttle in the platform’s own words and do nothing', async () => {
    shop = await openShopUnderTest();
    await shop.control('PUT', '/faults', { seed: 1, api: { throttle: 1 } });
    const answer = await shop.admin(ADJUST, adjustment('k', change(-1, 10)));
    expect(answer.errors?.[0]?.extensions?.code).toBe('THROTTLED');
    expect(answer.extensions?.cost).toMatchObject({ throttleStatus: { currentlyAvailable: 0 } });
    expect((await shop.control('GET', '/stock/BAG')).body).toEqual({ available: 10 });
  });

  it('accept without applying, also when the key comes again', async () => {
    shop = await openShopUnderTest();
    await shop.control('PUT', '/faults', { seed: 1, api: { ignore: 1 } });
    const ignored = await shop.admin(ADJUST, adjustment('k', change(-1, 10)));
    expect(ignored.data?.['inventoryAdjustQuantities']).toMatchObject({ userErrors: [] });
    await shop.control('DELETE', '/faults');
    const replayed = await shop.admin(ADJUST, adjustment('k', change(-1, 10)));
    expect(replayed.data).toEqual(ignored.data);
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 10 });
  });
});

describe('the call log', () => {
  it('names the SKU, the figure, the key and what became of it', async () => {
    shop = await openShopUnderTest();
    await shop.admin(ADJUST, adjustment('k-1', change(-1, 10), change(2, 5, HAT_ID)));
    await shop.admin(ADJUST, adjustment('k-2', change(-1, 10)));
    await quantities(shop, BAG_ID);
    const { body } = await shop.control('GET', '/calls?sku=BAG&reads=true');
    expect(body).toMatchObject([
      { operation: 'inventoryAdjustQuantities', quantity: -1, idempotencyKey: 'k-1', answer: 'ok' },
      { operation: 'inventoryAdjustQuantities', idempotencyKey: 'k-2', answer: 'CHANGE_FROM_QUANTITY_STALE' },
      { kind: 'read', operation: 'inventoryItem', quantity: null, answer: 'ok' },
    ]);
  });
});

describe('what the product reads', () => {
  it('pages through the variants with their levels', async () => {
    shop = await openShopUnderTest();
    const page = (after: string | null) =>
      shop.admin(
        `query ($after: String) { productVariants(first: 1, after: $after, sortKey: SKU) {
          nodes { sku inventoryPolicy product { title } inventoryItem { id inventoryLevel(locationId: "${MAIN_ID}") {
            quantities(names: ["available", "on_hand"]) { name quantity } } } }
          pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
    const first = await page(null);
    expect(nodesOf(first, 'productVariants')).toEqual([
      {
        sku: 'BAG',
        inventoryPolicy: 'DENY',
        product: { title: 'Bag' },
        inventoryItem: {
          id: BAG_ID,
          inventoryLevel: {
            quantities: [
              { name: 'available', quantity: 10 },
              { name: 'on_hand', quantity: 10 },
            ],
          },
        },
      },
    ]);
    const { pageInfo } = { ...first.data }['productVariants'] as {
      pageInfo: { endCursor: string; hasNextPage: boolean };
    };
    expect(pageInfo.hasNextPage).toBe(true);
    const second = await page(pageInfo.endCursor);
    expect(nodesOf(second, 'productVariants')).toMatchObject([{ sku: 'HAT' }]);
    expect(second.data?.['productVariants']).toMatchObject({ pageInfo: { hasNextPage: false } });
  });

  it('finds variants by SKU', async () => {
    shop = await openShopUnderTest();
    const answer = await shop.admin('{ productVariants(first: 5, query: "sku:HAT OR sku:NONE") { nodes { sku } } }');
    expect(nodesOf(answer, 'productVariants')).toEqual([{ sku: 'HAT' }]);
  });

  it('finds variants and items by when they were changed', async () => {
    let at = new Date('2026-11-24T12:00:00Z');
    shop = await openShopUnderTest({ now: () => at });
    at = new Date('2026-11-24T12:05:00Z');
    expect((await shop.control('PATCH', '/items/HAT', { tracked: false })).status).toBe(200);
    const since = `query: "updated_at:>='2026-11-24T12:01:00Z'"`;
    const answer = await shop.admin(`{
      productVariants(first: 5, ${since}) { nodes { sku } }
      inventoryItems(first: 5, ${since}) { nodes { sku } } }`);
    expect(nodesOf(answer, 'productVariants')).toEqual([{ sku: 'HAT' }]);
    expect(nodesOf(answer, 'inventoryItems')).toEqual([{ sku: 'HAT' }]);
  });

  it('finds the orders changed since a time, with all that moves stock', async () => {
    let at = new Date('2026-11-24T12:00:00Z');
    shop = await openShopUnderTest({ now: () => at });
    const early = await place('HAT', 1);
    at = new Date('2026-11-24T12:05:00Z');
    const late = await place('BAG', 3);
    await shop.control('POST', `/orders/${late}/fulfil-lines`, { lines: [{ sku: 'BAG', quantity: 1 }] });
    await shop.control('POST', `/orders/${late}/refund`, { lines: [{ sku: 'BAG', quantity: 1 }], restock: true });
    const answer = await shop.admin(`{
      orders(first: 10, query: "updated_at:>='2026-11-24T12:01:00Z'", sortKey: UPDATED_AT) { nodes {
        id name sourceName updatedAt cancelledAt displayFulfillmentStatus retailLocation { id }
        lineItems(first: 10) { nodes { sku quantity currentQuantity unfulfilledQuantity } }
        refunds { refundLineItems(first: 10) { nodes { quantity restockType location { id } lineItem { sku } } } }
        fulfillments { status fulfillmentLineItems(first: 10) { nodes { quantity lineItem { sku } } } }
      } } }`);
    expect(answer.errors).toBeUndefined();
    expect(nodesOf(answer, 'orders')).toEqual([
      {
        id: `gid://shopify/Order/${late}`,
        name: '#1002',
        sourceName: 'web',
        updatedAt: '2026-11-24T12:05:00Z',
        cancelledAt: null,
        displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
        retailLocation: null,
        lineItems: { nodes: [{ sku: 'BAG', quantity: 3, currentQuantity: 2, unfulfilledQuantity: 1 }] },
        refunds: [
          {
            refundLineItems: {
              nodes: [{ quantity: 1, restockType: 'CANCEL', location: { id: MAIN_ID }, lineItem: { sku: 'BAG' } }],
            },
          },
        ],
        fulfillments: [
          { status: 'SUCCESS', fulfillmentLineItems: { nodes: [{ quantity: 1, lineItem: { sku: 'BAG' } }] } },
        ],
      },
    ]);
    const { data } = await shop.admin('query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Order { name } } }', {
      ids: [`gid://shopify/Order/${early}`, 'gid://shopify/Order/1', BAG_ID],
    });
    expect(data?.['nodes']).toEqual([{ id: `gid://shopify/Order/${early}`, name: '#1001' }, null, { id: BAG_ID }]);
  });

  it('knows its scopes and the shop', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITH_LOCATIONS });
    const { data } = await shop.admin(
      '{ shop { myshopifyDomain timezoneOffset } currentAppInstallation { accessScopes { handle } } locations(first: 5) { nodes { id name } } }',
    );
    expect(data).toMatchObject({
      shop: { myshopifyDomain: 'demo.myshopify.com' },
      currentAppInstallation: { accessScopes: expect.arrayContaining([{ handle: 'write_inventory' }]) },
      locations: { nodes: [{ id: MAIN_ID, name: 'main' }] },
    });
  });

  it('is of a location its id only, without read_locations', async () => {
    shop = await openShopUnderTest();
    expect((await shop.admin('{ locations(first: 5) { nodes { id } } }')).data).toEqual({
      locations: { nodes: [{ id: MAIN_ID }] },
    });
    const { data, errors } = await shop.admin('{ locations(first: 5) { nodes { id isActive } } }');
    expect(data).toBeNull();
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('Access denied for isActive field.'),
      extensions: { code: 'ACCESS_DENIED' },
    });
  });

  it('says so when it does not search or sort by a field', async () => {
    shop = await openShopUnderTest();
    const answer = await shop.admin('{ orders(first: 5, query: "email:a@b.c") { nodes { id } } }');
    expect(answer.errors?.[0]?.message).toBe('The sandbox does not search by email.');
  });
});
