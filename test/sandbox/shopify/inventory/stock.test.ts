import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ADJUST,
  adjustment,
  BAG,
  BAG_ID,
  bodyOf,
  change,
  HAT_ID,
  openShopUnderTest,
  orderOf,
  quantities,
  type ShopUnderTest,
  sentBy,
} from '../shop-under-test.ts';

let shop: ShopUnderTest;
let kit: string;

beforeEach(async () => {
  shop = await openShopUnderTest();
  const components = [
    { sku: 'BAG', quantity: 2 },
    { sku: 'HAT', quantity: 1 },
  ];
  const { body } = await shop.control('POST', '/items', { sku: 'KIT', components });
  kit = `gid://shopify/InventoryItem/${body['inventoryItemId']}`;
  await shop.received(2);
});

afterEach(() => shop.close());

const kits = (quantity: number) => [{ sku: 'KIT', quantity }];

describe('a bundle of Shopify', () => {
  it('requires its components and shows what they make', async () => {
    const { data } = await shop.admin(`{ inventoryItem(id: "${kit}") { variant { sku requiresComponents
      productVariantComponents(first: 5) { nodes { quantity productVariant { sku requiresComponents } } } } } }`);
    expect(data?.['inventoryItem']).toEqual({
      variant: {
        sku: 'KIT',
        requiresComponents: true,
        productVariantComponents: {
          nodes: [
            { quantity: 2, productVariant: { sku: 'BAG', requiresComponents: false } },
            { quantity: 1, productVariant: { sku: 'HAT', requiresComponents: false } },
          ],
        },
      },
    });
    expect(await quantities(shop, kit)).toMatchObject({ available: 5 });
    expect((await shop.control('GET', '/stock/KIT')).body).toEqual({ available: 5 });
  });

  it('takes no quantity, and makes the whole batch fail', async () => {
    const { data } = await shop.admin(ADJUST, adjustment('key-1', change(-1, null), change(-1, null, kit)));
    expect(data?.['inventoryAdjustQuantities']).toMatchObject({
      inventoryAdjustmentGroup: null,
      userErrors: [{ code: 'NON_MUTABLE_INVENTORY_ITEM', field: ['input', 'changes', '1', 'inventoryItemId'] }],
    });
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 10 });
  });

  it('is sold as its components, which name it as their group', async () => {
    const webhooks = await sentBy(shop, 'POST', '/orders', { lines: kits(2) });
    const { line_items: lines, line_item_groups: groups, admin_graphql_api_id: id } = bodyOf(webhooks, 'orders/create');
    expect(groups).toMatchObject([{ title: 'KIT', quantity: 2, variant_sku: 'KIT' }]);
    expect(lines).toMatchObject([
      { sku: 'BAG', quantity: 4, variant_id: BAG.shopify.variantId, sales_line_item_group_id: groups[0].id },
      { sku: 'HAT', quantity: 2, sales_line_item_group_id: groups[0].id },
    ]);
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 6, committed: 4, on_hand: 10 });
    expect(await quantities(shop, HAT_ID)).toEqual({ available: 3, committed: 2, on_hand: 5 });
    expect(await quantities(shop, kit)).toMatchObject({ available: 3 });
    const { data } = await shop.admin(
      `{ order(id: "${id}") { lineItems(first: 5) { nodes { sku lineItemGroup { variantSku quantity } } } } }`,
    );
    const group = { variantSku: 'KIT', quantity: 2 };
    expect(data?.['order']).toEqual({
      lineItems: {
        nodes: [
          { sku: 'BAG', lineItemGroup: group },
          { sku: 'HAT', lineItemGroup: group },
        ],
      },
    });
  });

  it('is refused where a component is short', async () => {
    expect((await shop.control('POST', '/orders', { lines: kits(6) })).status).toBe(409);
  });

  it('that an app named in an order is a line of its own, and moves nothing', async () => {
    const webhooks = await sentBy(shop, 'POST', '/orders', { lines: kits(1), source: 'api' });
    expect(bodyOf(webhooks, 'orders/create')).toMatchObject({
      line_items: [{ sku: 'KIT', quantity: 1, sales_line_item_group_id: null }],
      line_item_groups: [],
    });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 10, committed: 0, on_hand: 10 });
    expect(await orderOf(shop, kits(1))).toMatch(/^\d+$/);
  });
});
