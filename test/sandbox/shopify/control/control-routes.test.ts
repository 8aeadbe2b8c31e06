import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ANNEX,
  ANNEX_ID,
  BAG,
  BAG_ID,
  MAIN,
  openShopUnderTest,
  quantities,
  type ShopUnderTest,
} from '../shop-under-test.ts';

let shop: ShopUnderTest;

afterEach(() => shop.close());

/** Does it, and gives the webhooks that it sent, by topic. */
async function sent(method: string, path: string, body: object, webhooks: number) {
  const already = shop.webhooks.length;
  const { status } = await shop.control(method, path, body);
  expect(status).toBeLessThan(300);
  const reported = (await shop.received(already + webhooks)).slice(already);
  return Object.fromEntries(reported.map(({ topic, text }) => [topic, JSON.parse(text)]));
}

async function openWithAnnex(topics = ['fulfillments/create', 'fulfillments/update']) {
  shop = await openShopUnderTest({ furtherLocations: [ANNEX], topics });
  const { body } = await shop.control('POST', '/orders', { lines: [{ sku: 'BAG', quantity: 3 }] });
  return String(body['id']);
}

describe('a shipment from another location', () => {
  it('is counted down there and reported with its location', async () => {
    const id = await openWithAnnex();
    const lines = [{ sku: 'BAG', quantity: 2 }];
    const reported = await sent('POST', `/orders/${id}/fulfil-lines`, { lines, location: ANNEX.id }, 1);
    expect(reported['fulfillments/create']).toMatchObject({ status: 'success', location_id: ANNEX.id });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 9, committed: 1, on_hand: 10 });
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toEqual({ available: -2, committed: 0, on_hand: -2 });
  });

  it('that is cancelled is owed again where the order was taken from', async () => {
    const id = await openWithAnnex();
    await sent('POST', `/orders/${id}/fulfil-lines`, { lines: [{ sku: 'BAG', quantity: 2 }], location: ANNEX.id }, 1);
    const reported = await sent('POST', `/orders/${id}/cancel-shipment`, {}, 1);
    expect(reported['fulfillments/update']).toMatchObject({ status: 'cancelled', location_id: ANNEX.id });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 7, committed: 3, on_hand: 10 });
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toEqual({ available: 0, committed: 0, on_hand: 0 });
  });

  it('cannot be cancelled before there is one', async () => {
    const id = await openWithAnnex();
    expect((await shop.control('POST', `/orders/${id}/cancel-shipment`, {})).status).toBe(409);
  });

  it('may be in a return, of which no stock moves', async () => {
    const id = await openWithAnnex(['orders/updated']);
    const lines = [{ sku: 'BAG', quantity: 1 }];
    await sent('POST', `/orders/${id}/fulfil-lines`, { lines: [{ sku: 'BAG', quantity: 2 }] }, 1);
    const before = await quantities(shop, BAG_ID);
    const refused = async (verb: string, body: object) =>
      expect((await shop.control('POST', `/orders/${id}/${verb}`, body)).status).toBe(409);
    await refused('open-return', { lines: [{ sku: 'BAG', quantity: 3 }] });
    const opened = await sent('POST', `/orders/${id}/open-return`, { lines }, 1);
    expect(opened['orders/updated']).toMatchObject({ line_items: [{ quantity: 3, current_quantity: 2 }] });
    await refused('cancel-shipment', {});
    const cancelled = await sent('POST', `/orders/${id}/cancel-returns`, {}, 1);
    expect(cancelled['orders/updated']).toMatchObject({ line_items: [{ current_quantity: 3 }] });
    await refused('cancel-returns', {});
    expect(await quantities(shop, BAG_ID)).toEqual(before);
  });

  it('may come back to another location', async () => {
    const id = await openWithAnnex();
    const lines = [{ sku: 'BAG', quantity: 3 }];
    await sent('POST', `/orders/${id}/fulfil-lines`, { lines }, 1);
    await shop.control('POST', `/orders/${id}/return-lines`, {
      lines: [{ sku: 'BAG', quantity: 1 }],
      location: ANNEX.id,
    });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 7, committed: 0, on_hand: 7 });
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toEqual({ available: 1, committed: 0, on_hand: 1 });
  });

  it('cannot leave from a place that the shop does not have', async () => {
    const id = await openWithAnnex();
    const lines = [{ sku: 'BAG', quantity: 1 }];
    expect((await shop.control('POST', `/orders/${id}/fulfil-lines`, { lines, location: 7 })).status).toBe(404);
  });
});

describe('the catalogue of the sandbox shop', () => {
  const itemId = BAG.shopify.inventoryItemId;

  it('reports an item that gets another SKU, and sells it under that', async () => {
    shop = await openShopUnderTest();
    const reported = await sent('PATCH', '/items/BAG', { sku: 'SACK' }, 2);
    expect(reported['inventory_items/update']).toMatchObject({ id: itemId, sku: 'SACK', tracked: true });
    expect(reported['products/update']).toMatchObject({ variants: [{ sku: 'SACK', inventory_item_id: itemId }] });
    expect((await shop.control('GET', '/stock/SACK')).body).toEqual({ available: 10 });
    expect((await shop.control('GET', '/stock/BAG')).status).toBe(404);
  });

  it('reports an item that is counted no more', async () => {
    shop = await openShopUnderTest();
    const reported = await sent('PATCH', '/items/BAG', { tracked: false }, 2);
    expect(reported['inventory_items/update']).toMatchObject({ sku: 'BAG', tracked: false });
    const { data } = await shop.admin(`{ inventoryItem(id: "${BAG_ID}") { tracked } }`);
    expect(data).toEqual({ inventoryItem: { tracked: false } });
  });

  it('reports an item that is new, with what it shows, and one that is gone', async () => {
    shop = await openShopUnderTest();
    const reported = await sent('POST', '/items', { sku: 'CAP', quantity: 4 }, 3);
    expect(reported['inventory_items/create']).toMatchObject({ sku: 'CAP' });
    expect(reported['inventory_levels/connect']).toMatchObject({ location_id: MAIN.id, available: 4 });
    expect((await shop.control('POST', '/items', { sku: 'CAP', quantity: 4 })).status).toBe(409);
    const gone = await sent('DELETE', '/items/CAP', {}, 2);
    expect(Object.keys(gone).sort()).toEqual(['inventory_items/delete', 'products/delete']);
    expect((await shop.control('GET', '/stock/CAP')).status).toBe(404);
  });

  it('reports an item that a location stocks no more', async () => {
    shop = await openShopUnderTest({ furtherLocations: [ANNEX] });
    await shop.control('PUT', `/stock/BAG/locations/${ANNEX.id}`, { available: 7 });
    await shop.received(2);
    const reported = await sent('DELETE', `/items/BAG/locations/${ANNEX.id}`, {}, 1);
    expect(reported['inventory_levels/disconnect']).toEqual({ inventory_item_id: itemId, location_id: ANNEX.id });
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toBeUndefined();
    expect((await shop.control('GET', '/stock/BAG')).body).toEqual({ available: 10 });
  });

  it('shows again what an item had at a location once it is stocked there anew', async () => {
    shop = await openShopUnderTest({ furtherLocations: [ANNEX] });
    await shop.control('PUT', `/stock/BAG/locations/${ANNEX.id}`, { available: 7 });
    await shop.control('DELETE', `/items/BAG/locations/${ANNEX.id}`, {});
    await shop.received(3);
    const reported = await sent('POST', `/items/BAG/locations/${ANNEX.id}`, {}, 2);
    expect(reported['inventory_levels/update']).toMatchObject({ location_id: ANNEX.id, available: 7 });
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toMatchObject({ available: 7, on_hand: 7 });
  });

  it('does not stop stocking an item at the only location that it has', async () => {
    shop = await openShopUnderTest({ furtherLocations: [ANNEX] });
    expect((await shop.control('DELETE', `/items/BAG/locations/${MAIN.id}`, {})).status).toBe(409);
  });
});

it('an app that is uninstalled gets a webhook that says so, and then nothing more, and may do nothing', async () => {
  shop = await openShopUnderTest();
  const reported = await sent('POST', '/uninstall', {}, 1);
  expect(reported['app/uninstalled']).toMatchObject({ myshopify_domain: 'demo.myshopify.com', email: null });
  await shop.control('POST', '/orders', { lines: [{ sku: 'BAG', quantity: 1 }] });
  expect(await shop.received(1)).toHaveLength(1);
  expect(await shop.admin('{ shop { id } }')).toMatchObject({ errors: expect.stringContaining('Invalid API key') });
});
