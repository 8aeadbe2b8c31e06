import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BAG,
  BAG_ID,
  bodyOf,
  openShopUnderTest,
  orderOf,
  quantities,
  type ShopUnderTest,
  sentBy,
} from '../shop-under-test.ts';

let shop: ShopUnderTest;

beforeEach(async () => {
  shop = await openShopUnderTest();
});

afterEach(() => shop.close());

const bags = (quantity: number) => [{ sku: 'BAG', quantity }];
const idOf = (body: Record<string, unknown>) => `gid://shopify/InventoryItem/${body['inventoryItemId']}`;

describe('a variant that is deleted and made again under its SKU', () => {
  it('has other ids, and the stock that it is given', async () => {
    await shop.control('DELETE', '/items/BAG', {});
    const { body } = await shop.control('POST', '/items', { sku: 'BAG', quantity: 3 });
    expect(body['variantId']).not.toBe(String(BAG.shopify.variantId));
    expect(idOf(body)).not.toBe(BAG_ID);
    expect(await quantities(shop, idOf(body))).toEqual({ available: 3, committed: 0, on_hand: 3 });
    const { data } = await shop.admin(`{ inventoryItem(id: "${BAG_ID}") { sku } }`);
    expect(data).toEqual({ inventoryItem: null });
  });

  it('leaves the lines of older orders without a variant, under their SKU', async () => {
    const id = await orderOf(shop, bags(1));
    await shop.control('DELETE', '/items/BAG', {});
    await shop.received(4);
    const webhooks = await sentBy(shop, 'POST', `/orders/${id}/archive`, {});
    expect(bodyOf(webhooks, 'orders/updated').line_items).toMatchObject([
      {
        sku: 'BAG',
        variant_id: null,
        product_id: null,
        product_exists: false,
        variant_inventory_management: 'shopify',
      },
    ]);
    const { data } = await shop.admin(
      `{ order(id: "gid://shopify/Order/${id}") { lineItems(first: 1) { nodes { sku variant { id } } } } }`,
    );
    expect(data?.['order']).toEqual({ lineItems: { nodes: [{ sku: 'BAG', variant: null }] } });
  });
});

describe('a product that is duplicated', () => {
  it('is another item of the same SKU, with its own stock and its own sales', async () => {
    const { body } = await shop.control('POST', '/items/BAG/duplicate', { quantity: 20 });
    await shop.received(3);
    const lines = [{ sku: 'BAG', quantity: 4, variantId: body['variantId'] }];
    const webhooks = await sentBy(shop, 'POST', '/orders', { lines });
    expect(bodyOf(webhooks, 'orders/create').line_items).toMatchObject([
      { sku: 'BAG', variant_id: Number(body['variantId']) },
    ]);
    expect(await quantities(shop, idOf(body))).toEqual({ available: 16, committed: 4, on_hand: 20 });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 10, committed: 0, on_hand: 10 });
    const { data } = await shop.admin('{ productVariants(first: 5, query: "sku:BAG") { nodes { sku } } }');
    expect(data).toEqual({ productVariants: { nodes: [{ sku: 'BAG' }, { sku: 'BAG' }] } });
  });
});

describe('a SKU', () => {
  it('may be given to an item while another one has it', async () => {
    expect((await shop.control('PATCH', '/items/HAT', { sku: 'BAG' })).status).toBe(200);
    expect((await shop.control('GET', '/stock/HAT')).status).toBe(404);
  });

  it('stays as it was on lines that were ordered before it changed', async () => {
    const id = await orderOf(shop, bags(1));
    await shop.control('PATCH', '/items/BAG', { sku: 'SACK' });
    await shop.received(4);
    const webhooks = await sentBy(shop, 'POST', `/orders/${id}/refund`, { lines: bags(1), restock: true });
    expect(bodyOf(webhooks, 'orders/updated').line_items).toMatchObject([
      { sku: 'BAG', variant_id: BAG.shopify.variantId },
    ]);
  });
});

describe('an item with inventory policy `continue`', () => {
  it('sells on below zero, and says so', async () => {
    await shop.control('PATCH', '/items/BAG', { policy: 'continue' });
    await orderOf(shop, bags(12));
    expect(await quantities(shop, BAG_ID)).toEqual({ available: -2, committed: 12, on_hand: 10 });
    const { data } = await shop.admin('{ productVariants(first: 1, query: "sku:BAG") { nodes { inventoryPolicy } } }');
    expect(data).toEqual({ productVariants: { nodes: [{ inventoryPolicy: 'CONTINUE' }] } });
  });
});
