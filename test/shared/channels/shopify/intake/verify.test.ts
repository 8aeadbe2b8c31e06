import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseShopifyCredentials } from '../../../../../shared/channels/shopify/connecting/credentials.ts';
import { createShopifyVerifier } from '../../../../../shared/channels/shopify/intake/verify.ts';
import { DEMO_SHOP as channel } from '../demo-shop.ts';

const BODY = Buffer.from('{"id":820982911946154508,"note":"größe"}');
const verify = createShopifyVerifier(channel, { clientId: 'client', clientSecrets: ['new', 'old'] });

function signed(secret: string, body: Buffer = BODY): Record<string, string> {
  return {
    'x-shopify-topic': 'orders/create',
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    'X-Shopify-Shop-Domain': 'demo.myshopify.com',
    'x-shopify-api-version': '2026-10',
    'x-shopify-webhook-id': 'f267a21b-b283-58e6-923a-0f3be44ce67c',
  };
}

describe('a Shopify signature', () => {
  it.each(['new', 'old'])('holds with the %s client secret while both are configured', async (secret) => {
    expect(await verify(BODY, signed(secret))).toEqual({
      valid: true,
      topic: 'ORDERS_CREATE',
      webhookId: 'f267a21b-b283-58e6-923a-0f3be44ce67c',
      version: '2026-10',
      isPreviewEvent: false,
    });
  });

  it('does not hold with another secret', async () => {
    expect(await verify(BODY, signed('other'))).toEqual({
      valid: false,
      reason: "Shopify's library says invalid_hmac.",
    });
  });

  it('does not hold for another body', async () => {
    expect((await verify(Buffer.concat([BODY, Buffer.from(' ')]), signed('new'))).valid).toBe(false);
  });

  it('does not hold for bytes that only decode to the signed text', async () => {
    const bytes = Buffer.concat([Buffer.from('"'), Buffer.of(0xff), Buffer.from('"')]);
    expect((await verify(bytes, signed('new', Buffer.from('"\uFFFD"')))).valid).toBe(false);
  });

  it('does not hold for another shop of the same app', async () => {
    const headers = { ...signed('new'), 'X-Shopify-Shop-Domain': 'other.myshopify.com' };
    expect(await verify(BODY, headers)).toEqual({
      valid: false,
      reason: 'The webhook is of another shop than demo.myshopify.com.',
    });
  });

  it.each([
    'x-shopify-topic',
    'x-shopify-hmac-sha256',
    'X-Shopify-Shop-Domain',
    'x-shopify-api-version',
    'x-shopify-webhook-id',
  ])('does not hold without %s', async (header) => {
    expect((await verify(BODY, { ...signed('new'), [header]: undefined })).valid).toBe(false);
  });

  it('holds for an empty body that was signed, so that it is refused as malformed', async () => {
    const empty = Buffer.alloc(0);
    expect(await verify(empty, signed('old', empty))).toMatchObject({ valid: true, topic: 'ORDERS_CREATE' });
    expect(await verify(empty, signed('other', empty))).toMatchObject({ valid: false });
    expect(await verify(empty, signed('new', BODY))).toMatchObject({ valid: false });
    const otherShop = { ...signed('new', empty), 'X-Shopify-Shop-Domain': 'other.myshopify.com' };
    expect(await verify(empty, otherShop)).toMatchObject({ valid: false });
  });

  it('does not hold when a header cannot be one', async () => {
    expect((await verify(BODY, { ...signed('new'), 'x-note': 'größer → kleiner' })).valid).toBe(false);
  });
});

describe('the Shopify secret', () => {
  it('has the client’s id and secrets, and may have a token', () => {
    const secret = { clientId: 'c', clientSecrets: ['s'], accessToken: 't' };
    expect(parseShopifyCredentials(JSON.stringify(secret))).toEqual(secret);
    expect(parseShopifyCredentials('{"clientId":"c","clientSecrets":["s"]}')).not.toHaveProperty('accessToken');
  });

  it.each([
    ['{"clientSecrets":["s"]}', 'clientId is missing'],
    ['{"clientId":"c"}', 'clientSecrets is missing'],
    ['{"clientId":"c","clientSecrets":[]}', 'clientSecrets must name at least one client secret'],
    ['{"clientId":"c","clientSecrets":"s"}', 'clientSecrets must be a list'],
    ['{"clientId":"c","clientSecrets":["s"],"accessToken":""}', 'accessToken must not be empty'],
  ])('%s is refused', (text, sentence) => {
    expect(() => parseShopifyCredentials(text)).toThrow(sentence);
  });
});
