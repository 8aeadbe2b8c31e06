import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ANNEX,
  ANNEX_ID,
  BAG_ID,
  bodyOf,
  HAT_ID,
  MAIN_ID,
  openShopUnderTest,
  orderOf,
  quantities,
  type ShopUnderTest,
  sentBy,
  topicsOf,
} from '../shop-under-test.ts';

const PLACES = `query places($id: ID!) { order(id: $id) { fulfillmentOrders(first: 10) { nodes {
  id status fulfillAt assignedLocation { name location { id } }
  lineItems(first: 10) { nodes { sku totalQuantity remainingQuantity } } } } } }`;

type Place = {
  id: string;
  status: string;
  fulfillAt: string;
  assignedLocation: { location: { id: string } };
  lineItems: { nodes: { sku: string; totalQuantity: number; remainingQuantity: number }[] };
};

let shop: ShopUnderTest;

beforeEach(async () => {
  shop = await openShopUnderTest({ furtherLocations: [ANNEX] });
  await shop.control('PUT', `/stock/BAG/locations/${ANNEX.id}`, { available: 6 });
  await shop.received(2);
});

afterEach(() => shop.close());

const rule = (name: string) => shop.control('PUT', '/routing', { rule: name });
const bags = (quantity: number) => [{ sku: 'BAG', quantity }];

async function fulfilmentOrders(order: string): Promise<Place[]> {
  const { data } = await shop.admin(PLACES, { id: `gid://shopify/Order/${order}` });
  const found = data?.['order'] as { fulfillmentOrders: { nodes: Place[] } };
  return found.fulfillmentOrders.nodes;
}

/** Each fulfilment order: its state, its location and what it has, as total/remaining. */
async function placesOf(order: string) {
  return (await fulfilmentOrders(order)).map(({ status, assignedLocation, lineItems }) => [
    status,
    assignedLocation.location.id === MAIN_ID ? 'main' : 'annex',
    ...lineItems.nodes.map((line) => `${line.sku} ${line.totalQuantity}/${line.remainingQuantity}`),
  ]);
}

const bagsAt = async () => [await quantities(shop, BAG_ID), await quantities(shop, BAG_ID, ANNEX_ID)];

describe('the routing of an order', () => {
  it('shows customers what all locations have together', async () => {
    expect((await shop.control('GET', '/stock/BAG')).body).toEqual({ available: 16 });
  });

  it('takes the first location that has everything', async () => {
    const order = await orderOf(shop, bags(4));
    expect(await placesOf(order)).toEqual([['OPEN', 'main', 'BAG 4/4']]);
    expect(await bagsAt()).toEqual([
      { available: 6, committed: 4, on_hand: 10 },
      { available: 6, committed: 0, on_hand: 6 },
    ]);
  });

  it('takes each location in turn, and counts the sale down there', async () => {
    await rule('alternate');
    await orderOf(shop, bags(1));
    const webhooks = await sentBy(shop, 'POST', '/orders', { lines: bags(4) });
    expect(topicsOf(webhooks)).toEqual([
      'fulfillment_orders/order_routing_complete',
      'inventory_levels/update',
      'orders/create',
    ]);
    expect(bodyOf(webhooks, 'inventory_levels/update')).toMatchObject({ location_id: ANNEX.id, available: 2 });
    expect(bodyOf(webhooks, 'fulfillment_orders/order_routing_complete')).toEqual({
      fulfillment_order: { id: expect.stringMatching(/^gid:\/\/shopify\/FulfillmentOrder\/\d+$/), status: 'open' },
    });
    expect(bodyOf(webhooks, 'orders/create')).toMatchObject({ location_id: null });
    expect(await bagsAt()).toEqual([
      { available: 9, committed: 1, on_hand: 10 },
      { available: 2, committed: 4, on_hand: 6 },
    ]);
  });

  it('takes the location that has most', async () => {
    await rule('most');
    expect(await placesOf(await orderOf(shop, bags(5)))).toEqual([['OPEN', 'main', 'BAG 5/5']]);
    expect(await placesOf(await orderOf(shop, bags(1)))).toEqual([['OPEN', 'annex', 'BAG 1/1']]);
  });

  it('splits an order that no location has alone', async () => {
    const order = await orderOf(shop, [...bags(12), { sku: 'HAT', quantity: 2 }]);
    expect(await placesOf(order)).toEqual([
      ['OPEN', 'main', 'BAG 10/10', 'HAT 2/2'],
      ['OPEN', 'annex', 'BAG 2/2'],
    ]);
    await shop.control('POST', `/orders/${order}/fulfil`, {});
    expect(await placesOf(order)).toEqual([
      ['CLOSED', 'main', 'BAG 10/0', 'HAT 2/0'],
      ['CLOSED', 'annex', 'BAG 2/0'],
    ]);
    expect(await bagsAt()).toEqual([
      { available: 0, committed: 0, on_hand: 0 },
      { available: 4, committed: 0, on_hand: 4 },
    ]);
    expect((await shop.control('POST', '/orders', { lines: bags(5) })).status).toBe(409);
  });

  it('is not read by an app without the scope, nor reported to it', async () => {
    const order = await orderOf(shop, bags(1));
    await shop.received(3);
    await shop.control('PUT', '/app', { scopes: ['read_orders', 'read_inventory'] });
    expect(await placesOf(order)).toEqual([]);
    const webhooks = await sentBy(shop, 'POST', '/orders', { lines: bags(1) });
    expect(topicsOf(webhooks)).toEqual(['inventory_levels/update', 'orders/create']);
  });
});

describe('an order that is routed', () => {
  it('is moved to another location as a whole, and keeps its fulfilment order', async () => {
    const order = await orderOf(shop, bags(4));
    const before = await fulfilmentOrders(order);
    const webhooks = await sentBy(shop, 'POST', `/orders/${order}/move`, { location: ANNEX.id });
    expect(topicsOf(webhooks)).toEqual([
      'fulfillment_orders/moved',
      'inventory_levels/update',
      'inventory_levels/update',
      'orders/updated',
    ]);
    const place = { id: before[0]?.id, status: 'open', assigned_location_id: ANNEX_ID };
    expect(bodyOf(webhooks, 'fulfillment_orders/moved')).toMatchObject({
      original_fulfillment_order: place,
      moved_fulfillment_order: place,
      source_location: { id: MAIN_ID },
      destination_location_id: ANNEX_ID,
      fulfillment_order_line_items_requested: [{ quantity: 4 }],
    });
    expect(await bagsAt()).toEqual([
      { available: 10, committed: 0, on_hand: 10 },
      { available: 2, committed: 4, on_hand: 6 },
    ]);
  });

  it('is moved in part: the moved units get a fulfilment order of their own', async () => {
    const order = await orderOf(shop, bags(4));
    const move = { location: ANNEX.id, lines: bags(3) };
    const webhooks = await sentBy(shop, 'POST', `/orders/${order}/move`, move);
    const { original_fulfillment_order: original, moved_fulfillment_order: moved } = bodyOf(
      webhooks,
      'fulfillment_orders/moved',
    );
    expect(original).toMatchObject({ status: 'open', assigned_location_id: MAIN_ID });
    expect(moved.id).not.toBe(original.id);
    expect(await placesOf(order)).toEqual([
      ['OPEN', 'main', 'BAG 1/1'],
      ['OPEN', 'annex', 'BAG 3/3'],
    ]);
  });

  it('is not moved to a location that does not stock the item', async () => {
    const order = await orderOf(shop, [{ sku: 'HAT', quantity: 1 }]);
    expect((await shop.control('POST', `/orders/${order}/move`, { location: ANNEX.id })).status).toBe(409);
    expect(await quantities(shop, HAT_ID)).toEqual({ available: 4, committed: 1, on_hand: 5 });
  });

  it('is put back where it was committed when it is cancelled, edited or refunded', async () => {
    await rule('alternate');
    await orderOf(shop, bags(1));
    const order = await orderOf(shop, bags(5));
    await shop.control('POST', `/orders/${order}/edit`, { lines: bags(4) });
    expect(await placesOf(order)).toEqual([['OPEN', 'annex', 'BAG 4/4']]);
    await shop.control('POST', `/orders/${order}/refund`, { lines: bags(1), restock: true });
    expect((await bagsAt())[1]).toEqual({ available: 3, committed: 3, on_hand: 6 });
    const webhooks = await sentBy(shop, 'POST', `/orders/${order}/cancel`, { restock: true });
    expect(topicsOf(webhooks)).not.toContain('fulfillment_orders/cancelled');
    expect(bodyOf(webhooks, 'refunds/create').refund_line_items).toMatchObject([
      { quantity: 3, restock_type: 'cancel', location_id: ANNEX.id },
    ]);
    expect(await placesOf(order)).toEqual([['CLOSED', 'annex', 'BAG 0/0']]);
    expect(await bagsAt()).toEqual([
      { available: 9, committed: 1, on_hand: 10 },
      { available: 6, committed: 0, on_hand: 6 },
    ]);
  });

  it('is off what is on hand at its own location when it is cancelled without restock', async () => {
    await rule('alternate');
    await orderOf(shop, bags(1));
    const order = await orderOf(shop, bags(5));
    await shop.control('POST', `/orders/${order}/cancel`, { restock: false });
    expect((await bagsAt())[1]).toEqual({ available: 1, committed: 0, on_hand: 1 });
  });

  it('gets another fulfilment order for a line that an edit adds, and no webhook reports it', async () => {
    const order = await orderOf(shop, bags(1));
    const webhooks = await sentBy(shop, 'POST', `/orders/${order}/edit`, { lines: [{ sku: 'HAT', quantity: 2 }] });
    expect(topicsOf(webhooks)).toEqual(expect.not.arrayContaining([expect.stringMatching(/^fulfillment_orders/)]));
    expect(await placesOf(order)).toEqual([
      ['OPEN', 'main', 'BAG 1/1'],
      ['OPEN', 'main', 'HAT 2/2'],
    ]);
  });

  it('is put off, and stays committed', async () => {
    const order = await orderOf(shop, bags(2));
    const at = new Date(Date.now() + 86_400_000).toISOString();
    const webhooks = await sentBy(shop, 'POST', `/orders/${order}/reschedule`, { at });
    const { fulfillment_order: reported } = bodyOf(webhooks, 'fulfillment_orders/rescheduled');
    expect(reported).toMatchObject({ status: 'scheduled', fulfill_at: expect.stringMatching(/-05:00$/) });
    expect(await placesOf(order)).toEqual([['SCHEDULED', 'main', 'BAG 2/2']]);
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 8, committed: 2, on_hand: 10 });
  });

  it('has its work cancelled, which a new fulfilment order takes over', async () => {
    const order = await orderOf(shop, bags(2));
    const webhooks = await sentBy(shop, 'POST', `/orders/${order}/cancel-fulfilment-orders`, {});
    expect(bodyOf(webhooks, 'fulfillment_orders/cancelled')).toMatchObject({
      fulfillment_order: { status: 'cancelled' },
      replacement_fulfillment_order: { status: 'open' },
    });
    expect(await placesOf(order)).toEqual([
      ['CLOSED', 'main'],
      ['OPEN', 'main', 'BAG 2/2'],
    ]);
    expect(await quantities(shop, BAG_ID)).toEqual({ available: 8, committed: 2, on_hand: 10 });
  });
});
