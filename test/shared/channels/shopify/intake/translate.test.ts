import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { translateShopify } from '../../../../../shared/channels/shopify/intake/translate.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';

const SAMPLE = readFileSync(new URL('../orders-create.json', import.meta.url));
const RECEIVED = '2026-11-24T18:00:00.250Z';
const channel = {
  id: parseChannelId('shopify'),
  platform: 'shopify' as const,
  shop: 'demo.myshopify.com',
  locations: { 655441491: [parseLocationId('main')], 655441492: [parseLocationId('till'), parseLocationId('back')] },
  buffer: 0,
};

function translate(topic: string, body: Uint8Array | object) {
  const rawBody = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  return translateShopify({ topic, rawBody, channel, receivedAt: RECEIVED });
}

const line = { id: 11, sku: 'MUG', quantity: 2, current_quantity: 2, fulfillable_quantity: 2 };
const order = { id: 5, updated_at: '2026-11-24T13:00:00-05:00', location_id: null, line_items: [line] };

describe('an order webhook', () => {
  it.each(['orders/create', 'orders/updated', 'orders/cancelled', 'orders/paid', 'ORDERS_FULFILLED'])(
    '%s carries each line as its whole present state',
    (topic) => {
      expect(translate(topic, order)).toEqual({
        kind: 'observations',
        ignored: [],
        observations: [
          {
            kind: 'orderLine',
            sku: 'MUG',
            source: { channel: 'shopify', order: '5', line: '11', key: 'order:shopify:5:line:11' },
            location: 'main',
            channelLocation: '655441491',
            state: { ordered: 2, shipped: 0, returned: 0, deducted: 2 },
            whole: { ordered: 2, shipped: 0, returned: 0, deducted: 2 },
            isPlaceAssumed: true,
            version: Date.parse('2026-11-24T18:00:00Z') + 0.002,
            occurredAt: '2026-11-24T18:00:00.000Z',
            receivedAt: RECEIVED,
          },
        ],
      });
    },
  );

  it('of Shopify’s own sample is accepted, its 18-digit ids byte for byte', () => {
    // The sample has null for every line, which no shop has that tracks them.
    const tracked = SAMPLE.toString().replaceAll(/("variant_inventory_management":\s*)null/g, '$1"shopify"');
    const intake = translate('orders/create', Buffer.from(tracked));
    expect(intake).toMatchObject({ kind: 'observations', ignored: [] });
    const sources = intake.kind === 'observations' ? intake.observations.map(({ source }) => source) : [];
    expect(sources).toHaveLength(5);
    expect(sources[0]).toEqual({
      channel: 'shopify',
      order: '820982911946154508',
      line: '487817672276298554',
      key: 'order:shopify:820982911946154508:line:487817672276298554',
    });
  });

  it('of a till counts at the till’s location', () => {
    expect(translate('orders/create', { ...order, location_id: 655441492 })).toMatchObject({
      observations: [{ location: 'till', channelLocation: '655441492' }],
    });
  });

  it('counts two lines of one SKU twice (scar: vendure 1028)', () => {
    const intake = translate('orders/create', { ...order, line_items: [line, { ...line, id: 12 }] });
    expect(intake).toMatchObject({
      observations: [{ source: { key: 'order:shopify:5:line:11' } }, { source: { key: 'order:shopify:5:line:12' } }],
    });
  });

  it.each([
    ['gift card', { gift_card: true }, 'Line 12 of order 5 is a gift card.'],
    ['custom item', { sku: null }, 'Line 12 of order 5 has no SKU.'],
    [
      'digital good, or package protection',
      { variant_inventory_management: null },
      'Line 12 of order 5 is of an item that Shopify does not track.',
    ],
    ['tip', { sku: '' }, 'Line 12 of order 5 has no SKU.'],
    [
      'SKU nobody can have',
      { sku: 'x'.repeat(256) },
      'Line 12 of order 5 has a SKU of more than 255 characters or with control characters.',
    ],
  ])('goes on without a line that is a %s, and says so', (_, what, reason) => {
    const intake = translate('orders/create', { ...order, line_items: [{ ...line, id: 12, ...what }, line] });
    expect(intake).toMatchObject({ observations: [{ sku: 'MUG' }], ignored: [reason] });
  });

  it('takes no personal data along', () => {
    const intake = translate('orders/create', { ...order, email: 'jon@example.com', customer: { first_name: 'Jon' } });
    expect(JSON.stringify(intake)).not.toMatch(/jon/i);
  });

  it('goes on without a line that cannot be read, and says where it is odd', () => {
    const odd = { ...line, id: 12, fulfillable_quantity: -1 };
    expect(translate('orders/create', { ...order, line_items: [line, odd] })).toMatchObject({
      kind: 'observations',
      observations: [{ sku: 'MUG' }],
      setAside: [{ id: 'line 12 of order 5', reason: 'fulfillable_quantity: Expected a whole number, 0 or more.' }],
    });
  });

  it.each([
    [{ ...order, line_items: [{ ...line, quantity: '2' }] }, 'line_items[0].quantity'],
    [{ ...order, line_items: [{ ...line, fulfillable_quantity: -1 }] }, 'line_items[0].fulfillable_quantity'],
    [{ ...order, line_items: undefined }, 'line_items'],
    [{ ...order, updated_at: 'today' }, 'updated_at'],
    [{ ...order, id: null }, 'id'],
    [{ ...order, fulfillments: 'none' }, 'fulfillments'],
  ])('is refused at its bad field', (body, path) => {
    expect(translate('orders/create', body)).toMatchObject({ kind: 'malformed', path });
  });
});

describe('another Shopify webhook', () => {
  it.each([
    [
      'fulfillment_orders/order_routing_complete',
      '{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/7","status":"open"}}',
      { order: 'gid://shopify/FulfillmentOrder/7', because: 'partReported', occurredAt: RECEIVED },
    ],
    [
      'fulfillment_orders/moved',
      '{"original_fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/6"},"moved_fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/7"}}',
      { order: 'gid://shopify/FulfillmentOrder/7', because: 'partReported', occurredAt: RECEIVED },
    ],
    [
      'orders/edited',
      '{"order_edit":{"order_id":820982911946154508,"committed_at":"2026-11-24T13:00:00-05:00"}}',
      { because: 'partReported', occurredAt: '2026-11-24T18:00:00.000Z' },
    ],
    [
      'refunds/create',
      '{"order_id":820982911946154508,"created_at":"2026-11-24T13:00:00-05:00"}',
      { because: 'partReported', occurredAt: '2026-11-24T18:00:00.000Z' },
    ],
    [
      'fulfillments/create',
      '{"id":1,"order_id":820982911946154508,"updated_at":"2026-11-24T13:00:00-05:00"}',
      { because: 'partReported', occurredAt: '2026-11-24T18:00:00.000Z' },
    ],
    [
      'fulfillments/update',
      '{"id":1,"order_id":820982911946154508,"status":"cancelled","updated_at":"2026-11-24T13:00:00-05:00"}',
      { because: 'partReported', occurredAt: '2026-11-24T18:00:00.000Z' },
    ],
    ['orders/delete', '{"id":820982911946154508}', { because: 'deleted', occurredAt: RECEIVED }],
  ])('%s says which order is to be read, and why', (topic, body, reported) => {
    expect(translate(topic, Buffer.from(body))).toEqual({
      kind: 'orderNotice',
      order: { channel: 'shopify', order: '820982911946154508', receivedAt: RECEIVED, ...reported },
    });
  });

  it.each([
    ['orders/edited', { order_edit: { committed_at: '2026-11-24T13:00:00-05:00' } }, 'order_edit.order_id'],
    ['refunds/create', { created_at: '2026-11-24T13:00:00-05:00' }, 'order_id'],
    ['orders/delete', {}, 'id'],
    ['fulfillments/create', { updated_at: '2026-11-24T13:00:00-05:00' }, 'order_id'],
  ])('%s without what it is of is refused at the missing field', (topic, body, path) => {
    expect(translate(topic, body)).toMatchObject({ kind: 'malformed', path });
  });

  it.each([
    ['orders/edited', { order_edit: { order_id: 5 } }],
    ['refunds/create', { order_id: 5, created_at: null }],
    ['fulfillments/update', { order_id: 5, updated_at: 'yesterday' }],
  ])('%s without a time that can be read has its order read all the same', (topic, body) => {
    expect(translate(topic, body)).toMatchObject({
      kind: 'orderNotice',
      order: { order: '5', occurredAt: RECEIVED },
    });
  });

  const received = {
    id: 'gid://shopify/InventoryShipment/3921201',
    status: 'PARTIALLY_RECEIVED',
    items_received: [
      { id: 'gid://shopify/InventoryShipmentLineItem/82243', old_accepted_quantity: 5, new_accepted_quantity: 11 },
    ],
    happened_at: '2026-11-24T13:00:00-05:00',
  };
  const ofTransfer = { ...received, inventory_transfer_id: 'gid://shopify/InventoryTransfer/2921201' };

  it.each([
    ['inventory_shipments/receive_items', ofTransfer],
    ['inventory_shipments/mark_in_transit', ofTransfer],
  ])('%s has its transfer read', (topic, body) => {
    expect(translate(topic, body)).toMatchObject({
      kind: 'orderNotice',
      order: {
        order: 'gid://shopify/InventoryTransfer/2921201',
        because: 'partReported',
        occurredAt: '2026-11-24T18:00:00.000Z',
      },
    });
  });

  it('that units were received says how many of each line had come before', () => {
    expect(translate('inventory_shipments/receive_items', ofTransfer)).toMatchObject({
      order: { acceptedBefore: { '82243': 5 } },
    });
  });

  it.each([
    ['inventory_shipments/receive_items', { ...received, inventory_transfer_id: 'Jon Doe' }, 'inventory_transfer_id'],
    ['fulfillment_orders/order_routing_complete', { fulfillment_order: { id: 'Jon Doe' } }, 'fulfillment_order.id'],
  ])('%s that names text in place of an id is refused there, and none of it is kept', (topic, body, path) => {
    const said = translate(topic, body);
    expect(said).toMatchObject({ kind: 'malformed', path });
    expect(JSON.stringify(said)).not.toContain('Jon Doe');
  });

  it('leaves out a received line that names text in place of an id', () => {
    const items_received = [{ id: 'Jon Doe', old_accepted_quantity: 5 }, ...received.items_received];
    expect(translate('inventory_shipments/receive_items', { ...ofTransfer, items_received })).toMatchObject({
      order: { acceptedBefore: { '82243': 5 } },
    });
  });

  it('of a shipment that belongs to no transfer is ignored with that reason', () => {
    expect(translate('inventory_shipments/receive_items', received)).toMatchObject({
      kind: 'ignored',
      reason: expect.stringContaining('no transfer'),
    });
  });

  it('of a transfer is ignored where stock work is followed: its units would count twice', () => {
    const rawBody = Buffer.from(JSON.stringify(ofTransfer));
    const message = { topic: 'inventory_shipments/receive_items', rawBody, receivedAt: RECEIVED };
    expect(translateShopify({ ...message, channel: { ...channel, stockWork: true } })).toMatchObject({
      kind: 'ignored',
      reason: expect.stringContaining('Stock work is followed'),
    });
  });

  it('that moves no stock is ignored, whatever its body', () => {
    expect(translate('shop/update', Buffer.from('?'))).toEqual({
      kind: 'ignored',
      reason: 'The topic moves no stock.',
    });
  });

  it('that the app was uninstalled pauses the channel, whatever its body', () => {
    expect(translate('app/uninstalled', Buffer.from('?'))).toEqual({
      kind: 'uninstalled',
      notice: { channel: 'shopify', occurredAt: RECEIVED, receivedAt: RECEIVED },
    });
  });

  const level = {
    inventory_item_id: 271878346596884015n,
    location_id: 655441491,
    available: -2,
    updated_at: '2021-12-31T19:00:00-05:00',
  };
  const levelBody = (rest: object = {}) =>
    Buffer.from(
      JSON.stringify({ ...level, ...rest }, (_, value) => (typeof value === 'bigint' ? `#${value}#` : value)).replace(
        /"#(\d+)#"/g,
        '$1',
      ),
    );

  it('of an inventory level is a notice, never a movement', () => {
    expect(translate('inventory_levels/update', levelBody())).toEqual({
      kind: 'notices',
      notices: [
        {
          channel: 'shopify',
          externalId: '271878346596884015',
          channelLocation: '655441491',
          quantity: -2,
          occurredAt: '2022-01-01T00:00:00.000Z',
          receivedAt: RECEIVED,
        },
      ],
    });
  });

  it('of an inventory level without a figure is a notice without one', () => {
    const intake = translate('inventory_levels/update', levelBody({ available: null }));
    expect(intake.kind === 'notices' && intake.notices[0]).not.toHaveProperty('quantity');
  });

  it('of a location that is not mapped is ignored', () => {
    expect(translate('inventory_levels/update', levelBody({ location_id: 1 }))).toMatchObject({ kind: 'ignored' });
  });
});
