import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { shopifyIntake } from '../../../../../shared/channels/shopify/intake/intake.ts';
import { DEMO_SHOP as channel } from '../demo-shop.ts';

const open = shopifyIntake.open(channel, '{"clientId":"client","clientSecrets":["secret"]}', { locations: [] });
const body = Buffer.from('{"id":820982911946154508}');
const signature = createHmac('sha256', 'secret').update(body).digest('base64');

function delivered(prefix: string, headers: Readonly<Record<string, string>> = {}) {
  const given = {
    topic: 'orders/delete',
    'hmac-sha256': signature,
    'shop-domain': 'demo.myshopify.com',
    'api-version': '2026-10',
    'webhook-id': 'f267a21b',
    ...headers,
  };
  const named = Object.fromEntries(Object.entries(given).map(([name, value]) => [`${prefix}${name}`, value]));
  return open({ body, headers: named, receivedAt: '2026-11-24T18:00:00.000Z' });
}

describe('a webhook of Shopify', () => {
  it('is translated once it is proven', async () => {
    expect(await delivered('x-shopify-')).toEqual({
      kind: 'authentic',
      intake: { kind: 'orderNotice', order: expect.objectContaining({ order: '820982911946154508' }) },
    });
  });

  it('that is written in another API version is translated too, and says so', async () => {
    expect(await delivered('x-shopify-', { 'api-version': '2025-10' })).toMatchObject({
      kind: 'authentic',
      intake: { kind: 'orderNotice' },
      otherVersion: '2025-10',
    });
  });

  it('that is a preview event is ignored with its reason', async () => {
    expect(await delivered('shopify-', { 'api-version': 'unstable' })).toMatchObject({
      kind: 'authentic',
      intake: { kind: 'ignored', reason: expect.stringContaining('preview events') },
    });
  });

  it('that nobody signed is not authentic', async () => {
    expect(await delivered('x-shopify-', { 'hmac-sha256': 'AAAA' })).toMatchObject({ kind: 'notAuthentic' });
  });
});
