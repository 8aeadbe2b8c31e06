import { afterEach, describe, expect, it } from '@jest/globals';
import { parse } from 'lossless-json';
import {
  BAG,
  BAG_ID,
  HAT_ID,
  MAIN,
  openShopUnderTest,
  quantities,
  SCOPES_WITHOUT_ROUTING,
  type ShopUnderTest,
} from '../shop-under-test.ts';

type Line = { id: number; sku: string; quantity: number; current_quantity: number; fulfillable_quantity: number };

let shop: ShopUnderTest;

afterEach(() => shop.close());

const order = async (...lines: { sku: string; quantity: number }[]) => {
  const { status, body } = await shop.control('POST', '/orders', { lines });
  expect(status).toBe(201);
  return String(body['id']);
};

/** What an action sent, after the webhooks of the order itself. */
const sentBy = async (already: number, path: string, body: object) => {
  const { status } = await shop.control('POST', path, body);
  expect(status).toBe(200);
  return (await shop.received(already + 1)).slice(already);
};

const topicsOf = (webhooks: { topic: string }[]) => webhooks.map(({ topic }) => topic).sort();

const bodyOf = (webhooks: { topic: string; text: string }[], topic: string) =>
  JSON.parse(webhooks.find((webhook) => webhook.topic === topic)?.text ?? 'null');

describe('a customer order', () => {
  it('counts available down into committed, and is reported with its lines and levels', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const id = await order({ sku: 'BAG', quantity: 3 }, { sku: 'HAT', quantity: 1 });
    const webhooks = await shop.received(3);
    expect(topicsOf(webhooks)).toEqual(['inventory_levels/update', 'inventory_levels/update', 'orders/create']);
    expect(bodyOf(webhooks, 'orders/create')).toMatchObject({
      admin_graphql_api_id: `gid://shopify/Order/${id}`,
      source_name: 'web',
      location_id: null,
      cancelled_at: null,
      fulfillment_status: null,
      line_items: [
        { sku: 'BAG', quantity: 3, current_quantity: 3, fulfillable_quantity: 3, variant_id: BAG.shopify.variantId },
        { sku: 'HAT', quantity: 1, current_quantity: 1, fulfillable_quantity: 1 },
      ],
      refunds: [],
      fulfillments: [],
    });
    const levels = webhooks
      .filter(({ topic }) => topic === 'inventory_levels/update')
      .map(({ text }) => JSON.parse(text));
    expect(levels).toContainEqual(
      expect.objectContaining({
        inventory_item_id: BAG.shopify.inventoryItemId,
        location_id: MAIN.id,
        available: 7,
        updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-05:00$/),
      }),
    );
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 7, committed: 3, on_hand: 10 });
  });

  it('is refused when the shop shows less than all its lines together want', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const lines = [
      { sku: 'HAT', quantity: 3 },
      { sku: 'HAT', quantity: 3 },
    ];
    expect((await shop.control('POST', '/orders', { lines })).status).toBe(409);
    expect(await quantities(shop, HAT_ID)).toEqual({ available: 5, committed: 0, on_hand: 5 });
  });

  it('sells below zero where the policy says so', async () => {
    shop = await openShopUnderTest({ sellsBelowZero: ['HAT'] });
    await order({ sku: 'HAT', quantity: 6 });
    expect((await shop.control('GET', '/stock/HAT')).body).toEqual({ available: -1 });
  });

  it('has ids whose digits a careless reader loses', async () => {
    shop = await openShopUnderTest({ topics: ['orders/create'] });
    const id = await order({ sku: 'BAG', quantity: 1 });
    const [webhook] = await shop.received(1);
    const exact = parse(webhook?.text ?? '', null, { parseNumber: String }) as { id: string };
    expect(exact.id).toBe(id);
    expect(String(JSON.parse(webhook?.text ?? '').id)).not.toBe(id);
  });
});

describe('what the merchant does with an order', () => {
  const placed = 2;

  it('cancelling with restock puts the units back', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const id = await order({ sku: 'BAG', quantity: 3 });
    await shop.received(placed);
    const webhooks = await sentBy(placed, `/orders/${id}/cancel`, { restock: true });
    expect(topicsOf(webhooks)).toEqual([
      'inventory_levels/update',
      'orders/cancelled',
      'orders/updated',
      'refunds/create',
    ]);
    expect(new Set(webhooks.map(({ headers }) => headers['x-shopify-event-id'])).size).toBe(1);
    expect(bodyOf(webhooks, 'refunds/create').refund_line_items).toMatchObject([
      { quantity: 3, restock_type: 'cancel', location_id: MAIN.id },
    ]);
    expect(bodyOf(webhooks, 'orders/cancelled')).toMatchObject({
      cancelled_at: expect.any(String),
      line_items: [{ quantity: 3, current_quantity: 0, fulfillable_quantity: 0 }],
    });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 10, committed: 0, on_hand: 10 });
  });

  it('cancelling without restock takes the units off what is on hand', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const id = await order({ sku: 'BAG', quantity: 3 });
    await shop.received(placed);
    const webhooks = await sentBy(placed, `/orders/${id}/cancel`, { restock: false });
    expect(topicsOf(webhooks)).toEqual(['orders/cancelled', 'orders/updated', 'refunds/create']);
    expect(bodyOf(webhooks, 'refunds/create').refund_line_items).toMatchObject([
      { quantity: 3, restock_type: 'no_restock', location_id: null },
    ]);
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 7, committed: 0, on_hand: 7 });
  });

  it('shipping takes the units off what is on hand and leaves available alone', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const id = await order({ sku: 'BAG', quantity: 3 });
    await shop.received(placed);
    const webhooks = await sentBy(placed, `/orders/${id}/fulfil`, {});
    expect(topicsOf(webhooks)).toEqual(['fulfillments/create', 'orders/fulfilled', 'orders/updated']);
    expect(bodyOf(webhooks, 'fulfillments/create')).toMatchObject({
      status: 'success',
      location_id: MAIN.id,
      line_items: [{ sku: 'BAG', quantity: 3 }],
    });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 7, committed: 0, on_hand: 7 });
  });

  it('shipping a part leaves the order partly fulfilled', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const id = await order({ sku: 'BAG', quantity: 3 });
    await shop.received(placed);
    const webhooks = await sentBy(placed, `/orders/${id}/fulfil-lines`, { lines: [{ sku: 'BAG', quantity: 1 }] });
    expect(topicsOf(webhooks)).toEqual(['fulfillments/create', 'orders/updated']);
    expect(bodyOf(webhooks, 'orders/updated')).toMatchObject({
      fulfillment_status: 'partial',
      line_items: [{ fulfillable_quantity: 2, current_quantity: 3, fulfillment_status: 'partial' }],
    });
    expect((await shop.control('POST', `/orders/${id}/cancel`, { restock: true })).status).toBe(409);
  });

  it('refunding with restock cancels unshipped units first and returns shipped ones', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const id = await order({ sku: 'BAG', quantity: 3 });
    await shop.received(placed);
    await sentBy(placed, `/orders/${id}/fulfil-lines`, { lines: [{ sku: 'BAG', quantity: 2 }] });
    const already = shop.webhooks.length;
    const refund = { lines: [{ sku: 'BAG', quantity: 2 }], restock: true };
    const webhooks = await sentBy(already, `/orders/${id}/refund`, refund);
    expect(topicsOf(webhooks)).toEqual(['inventory_levels/update', 'orders/updated', 'refunds/create']);
    expect(bodyOf(webhooks, 'refunds/create').refund_line_items).toMatchObject([
      { quantity: 1, restock_type: 'cancel', location_id: MAIN.id },
      { quantity: 1, restock_type: 'return', location_id: MAIN.id },
    ]);
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 9, committed: 0, on_hand: 9 });
  });

  it('refunding without restock puts nothing back', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const id = await order({ sku: 'BAG', quantity: 3 });
    await shop.received(placed);
    const refund = { lines: [{ sku: 'BAG', quantity: 2 }], restock: false };
    const webhooks = await sentBy(placed, `/orders/${id}/refund`, refund);
    expect(topicsOf(webhooks)).toEqual(['orders/updated', 'refunds/create']);
    expect(bodyOf(webhooks, 'orders/updated').line_items).toMatchObject([
      { current_quantity: 1, fulfillable_quantity: 1 },
    ]);
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 7, committed: 1, on_hand: 8 });
    const tooMuch = { lines: [{ sku: 'BAG', quantity: 2 }], restock: false };
    expect((await shop.control('POST', `/orders/${id}/refund`, tooMuch)).status).toBe(409);
  });

  it('editing names the lines by id with what was added and removed', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const id = await order({ sku: 'BAG', quantity: 3 });
    await shop.received(placed);
    const lines = [
      { sku: 'BAG', quantity: 1 },
      { sku: 'HAT', quantity: 2 },
    ];
    const webhooks = await sentBy(placed, `/orders/${id}/edit`, { lines });
    expect(topicsOf(webhooks)).toEqual([
      'inventory_levels/update',
      'inventory_levels/update',
      'orders/edited',
      'orders/updated',
    ]);
    const [bag, hat]: Line[] = bodyOf(webhooks, 'orders/updated').line_items;
    expect(bag).toMatchObject({ sku: 'BAG', quantity: 3, current_quantity: 1, fulfillable_quantity: 1 });
    expect(hat).toMatchObject({ sku: 'HAT', quantity: 2, current_quantity: 2 });
    expect(bodyOf(webhooks, 'orders/edited').order_edit.line_items).toEqual({
      additions: [{ id: hat?.id, delta: 2 }],
      removals: [{ id: bag?.id, delta: 2 }],
    });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 9, committed: 1, on_hand: 10 });
    expect(await quantities(shop, HAT_ID)).toEqual({ available: 3, committed: 2, on_hand: 5 });
  });

  it('editing cannot take more than the shop shows', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    const id = await order({ sku: 'BAG', quantity: 3 });
    const edit = { lines: [{ sku: 'HAT', quantity: 6 }] };
    expect((await shop.control('POST', `/orders/${id}/edit`, edit)).status).toBe(409);
    expect(await quantities(shop, HAT_ID)).toMatchObject({ available: 5 });
  });

  it('editing the quantity by hand is reported as a level', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    await shop.control('PUT', '/stock/BAG', { available: 4 });
    expect(bodyOf(await shop.received(1), 'inventory_levels/update')).toMatchObject({ available: 4 });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 4, committed: 0, on_hand: 4 });
  });
});

describe('a sale at the shop’s own till', () => {
  it('is handed over at once and names its location', async () => {
    shop = await openShopUnderTest({ accessScopes: SCOPES_WITHOUT_ROUTING });
    await shop.control('POST', '/pos-orders', { lines: [{ sku: 'BAG', quantity: 2 }] });
    const webhooks = await shop.received(5);
    expect(bodyOf(webhooks, 'orders/create')).toMatchObject({
      source_name: 'pos',
      location_id: MAIN.id,
      fulfillment_status: 'fulfilled',
    });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 8, committed: 0, on_hand: 8 });
  });
});
