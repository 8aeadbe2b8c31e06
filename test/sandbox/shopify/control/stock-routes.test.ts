import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ANNEX,
  ANNEX_ID,
  BAG_ID,
  bodyOf,
  HAT_ID,
  MAIN,
  openShopUnderTest,
  orderOf,
  quantities,
  SCOPES_WITH_LOCATIONS,
  type ShopUnderTest,
  sentBy,
  topicsOf,
} from '../shop-under-test.ts';

let shop: ShopUnderTest;

beforeEach(async () => {
  shop = await openShopUnderTest({ furtherLocations: [ANNEX], accessScopes: SCOPES_WITH_LOCATIONS });
});

afterEach(() => shop.close());

const bags = (quantity: number) => [{ sku: 'BAG', quantity }];

describe('units that staff take off sale', () => {
  it.each(['damaged', 'qualityControl', 'safetyStock', 'reserved'])(
    'as %s are on hand and not available',
    async (state) => {
      const webhooks = await sentBy(shop, 'POST', '/stock/BAG/states', { [state]: 3 });
      expect(topicsOf(webhooks)).toEqual(['inventory_levels/update']);
      expect(bodyOf(webhooks, 'inventory_levels/update')).toMatchObject({ available: 7 });
      expect(await quantities(shop, BAG_ID)).toEqual({ available: 7, committed: 0, on_hand: 10 });
      await shop.control('POST', '/stock/BAG/states', { [state]: 1 });
      expect(await quantities(shop, BAG_ID)).toEqual({ available: 9, committed: 0, on_hand: 10 });
    },
  );

  it('are shown by location', async () => {
    await shop.control('POST', '/stock/BAG/states', { damaged: 2, safetyStock: 1 });
    expect((await shop.control('GET', '/stock/BAG/locations')).body).toEqual([
      expect.objectContaining({ location: String(MAIN.id), onHand: 10, available: 7, damaged: 2, safetyStock: 1 }),
    ]);
  });
});

describe('a transfer between locations', () => {
  it('reserves, takes off what is on hand and puts it at the other place, in three parts', async () => {
    const lines = bags(4);
    const opened = await shop.control('POST', '/transfers', { lines, from: MAIN.id, to: ANNEX.id });
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 6, committed: 0, on_hand: 10 });
    await shop.control('POST', `/transfers/${opened.body['id']}/ship`, {});
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 6, committed: 0, on_hand: 6 });
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toEqual({ available: 0, committed: 0, on_hand: 0 });
    const webhooks = await sentBy(shop, 'POST', `/transfers/${opened.body['id']}/receive`, {});
    expect(bodyOf(webhooks, 'inventory_levels/update')).toMatchObject({ location_id: ANNEX.id, available: 4 });
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toEqual({ available: 4, committed: 0, on_hand: 4 });
  });
});

describe('a location that is closed', () => {
  it('leaves its stock and its open orders to another one, and is listed no more', async () => {
    const order = await orderOf(shop, bags(3));
    await shop.received(3);
    expect((await shop.control('POST', `/locations/${MAIN.id}/close`, {})).status).toBe(409);
    const webhooks = await sentBy(shop, 'POST', `/locations/${MAIN.id}/close`, { to: ANNEX.id });
    expect(topicsOf(webhooks)).toEqual([
      'fulfillment_orders/moved',
      'inventory_levels/disconnect',
      'inventory_levels/disconnect',
      'inventory_levels/update',
      'inventory_levels/update',
      'locations/deactivate',
    ]);
    expect(bodyOf(webhooks, 'locations/deactivate')).toMatchObject({ id: MAIN.id, active: false });
    expect(await quantities(shop, BAG_ID)).toBeUndefined();
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toEqual({ available: 7, committed: 3, on_hand: 10 });
    expect(await quantities(shop, HAT_ID, ANNEX_ID)).toEqual({ available: 5, committed: 0, on_hand: 5 });
    const { data } = await shop.admin(
      '{ open: locations(first: 5) { nodes { name } } all: locations(first: 5, includeInactive: true) { nodes { isActive } } }',
    );
    expect(data).toEqual({
      open: { nodes: [{ name: 'annex' }] },
      all: { nodes: [{ isActive: true }, { isActive: false }] },
    });
    await shop.control('POST', `/orders/${order}/fulfil`, {});
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toEqual({ available: 7, committed: 0, on_hand: 7 });
  });

  it('is not the last one that fulfils online orders', async () => {
    await shop.control('POST', `/locations/${ANNEX.id}/close`, {});
    expect((await shop.control('POST', `/locations/${MAIN.id}/close`, { to: ANNEX.id })).status).toBe(409);
  });

  it('may be opened again, and stocks nothing then', async () => {
    await shop.control('POST', `/locations/${ANNEX.id}/close`, {});
    const webhooks = await sentBy(shop, 'POST', `/locations/${ANNEX.id}/open`, {});
    expect(bodyOf(webhooks, 'locations/activate')).toMatchObject({ active: true });
    expect(await quantities(shop, BAG_ID, ANNEX_ID)).toBeUndefined();
  });

  it('may be a new one', async () => {
    const webhooks = await sentBy(shop, 'POST', '/locations', { name: 'Depot' });
    const { id } = bodyOf(webhooks, 'locations/create');
    await shop.control('PUT', `/stock/BAG/locations/${id}`, { available: 2 });
    expect((await shop.control('GET', '/stock/BAG')).body).toEqual({ available: 12 });
  });
});
