import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { translateShopifyEvent } from '../../../../../shared/channels/shopify/intake/partner-event.ts';
import { translateShopify } from '../../../../../shared/channels/shopify/intake/translate.ts';
import { parseSku } from '../../../../../shared/domain/identifiers.ts';
import { postNow } from '../../../../../shared/usecases/posting/post-observations.ts';
import { baseline } from '../../../../fakes/facts.ts';
import { MemoryTable } from '../../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../../fakes/ports/posting-ports.ts';
import { DEMO_SHOP as channel } from '../demo-shop.ts';

const SAMPLE = readFileSync(new URL('../orders-create.json', import.meta.url), 'utf8');
const RECEIVED = '2026-11-24T18:00:00.250Z';

/** An event as EventBridge puts it into the queue; the payload is text, so that its ids keep all their digits. */
function event(topic: string, payload: string, metadata: object = {}): string {
  const headers = {
    'Content-Type': 'application/json',
    'X-Shopify-Topic': topic,
    'X-Shopify-Shop-Domain': 'demo.myshopify.com',
    'X-Shopify-Hmac-SHA256': 'not checked here',
    ...metadata,
  };
  return `{"version":"0","detail-type":"shopifyWebhook","source":"aws.partner/shopify.com/1/stockline","detail":{"payload":${payload},"metadata":${JSON.stringify(headers)}}}`;
}

const translate = (body: string) => translateShopifyEvent({ body, channel, receivedAt: RECEIVED });
const asWebhook = (topic: string, payload: string) =>
  translateShopify({ topic, rawBody: Buffer.from(payload), channel, receivedAt: RECEIVED });

describe('a webhook that comes over EventBridge', () => {
  it.each([
    ['orders/create', SAMPLE],
    ['orders/delete', '{"id":820982911946154508}'],
    ['inventory_items/delete', '{"id":271878346596884015}'],
    [
      'inventory_levels/update',
      '{"inventory_item_id":271878346596884015,"location_id":655441491,"available":10,"updated_at":"2021-12-31T19:00:00-05:00"}',
    ],
    ['shop/update', '{}'],
  ])('%s says what the same webhook says over HTTPS, to the last digit of its ids', (topic, payload) => {
    expect(translate(event(topic, payload))).toEqual(asWebhook(topic, payload));
  });

  it('counts once, when it comes both ways', async () => {
    const table = new MemoryTable();
    const ports = postingPorts(table);
    const sku = parseSku('MUG');
    await postNow(ports, sku, [baseline(10)]);
    const order =
      '{"id":820982911946154508,"updated_at":"2026-11-24T13:00:00-05:00","line_items":[{"id":487817672276298554,"sku":"MUG","quantity":3,"current_quantity":3,"fulfillable_quantity":3}]}';
    for (const intake of [translate(event('orders/create', order)), asWebhook('orders/create', order)]) {
      await postNow(ports, sku, intake.kind === 'observations' ? intake.observations : []);
    }
    const skuState = await table.reader().skuState(sku);
    expect(skuState).toMatchObject({ seq: 2, stock: { main: { onHand: 10, committed: 3 } } });
  });

  it('is read whatever the case of its headers’ names', () => {
    const lower = event('orders/delete', '{"id":1}').replaceAll('X-Shopify', 'x-shopify');
    expect(translate(lower)).toMatchObject({ kind: 'orderNotice' });
  });

  it('of another shop of the app is ignored', () => {
    const other = event('orders/delete', '{"id":1}', { 'X-Shopify-Shop-Domain': 'other.myshopify.com' });
    expect(translate(other)).toEqual({
      kind: 'ignored',
      reason: 'The event is of another shop than demo.myshopify.com.',
    });
  });

  it('that is one of the preview events is ignored with its reason', () => {
    const metadata = { 'shopify-topic': 'products', 'shopify-action': 'update', 'shopify-api-version': 'unstable' };
    const body = JSON.stringify({ 'detail-type': 'shopifyWebhook', detail: { payload: { product: {} }, metadata } });
    expect(translate(body)).toEqual({ kind: 'ignored', reason: expect.stringContaining('preview events') });
  });

  it.each([
    ['no JSON', ''],
    ['{"detail":{"payload":{}}}', 'detail.metadata'],
    [event('orders/delete', '{}'), 'detail.payload.id'],
    [event('orders/delete', '{"id":{}}'), 'detail.payload.id'],
    [
      '{"detail":{"metadata":{"X-Shopify-Topic":"orders/delete","X-Shopify-Shop-Domain":"demo.myshopify.com"}}}',
      'detail.payload',
    ],
  ])('is refused at its bad field: %s', (body, path) => {
    expect(translate(body)).toMatchObject({ kind: 'malformed', path });
  });
});
