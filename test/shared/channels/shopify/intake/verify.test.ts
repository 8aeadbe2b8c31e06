import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { shopifyLibrary } from '../../../../../shared/channels/shopify/client/library.ts';
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
  it.each(['new', 'old'])('holds with the %s client secret while both are configured', (secret) => {
    expect(verify(BODY, signed(secret))).toEqual({
      valid: true,
      topic: 'ORDERS_CREATE',
      webhookId: 'f267a21b-b283-58e6-923a-0f3be44ce67c',
      version: '2026-10',
      isPreviewEvent: false,
    });
  });

  it('does not hold with another secret', () => {
    expect(verify(BODY, signed('other'))).toEqual({
      valid: false,
      reason: 'No client secret of this app signed these bytes.',
    });
  });

  it('does not hold for another body', () => {
    expect(verify(Buffer.concat([BODY, Buffer.from(' ')]), signed('new')).valid).toBe(false);
  });

  it('does not hold for bytes that only decode to the signed text', () => {
    const bytes = Buffer.concat([Buffer.from('"'), Buffer.of(0xff), Buffer.from('"')]);
    expect(verify(bytes, signed('new', Buffer.from('"\uFFFD"'))).valid).toBe(false);
  });

  it('does not hold for another shop of the same app', () => {
    const headers = { ...signed('new'), 'X-Shopify-Shop-Domain': 'other.myshopify.com' };
    expect(verify(BODY, headers)).toEqual({
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
  ])('does not hold without %s', (header) => {
    expect(verify(BODY, { ...signed('new'), [header]: undefined }).valid).toBe(false);
  });

  it('holds for an empty body that was signed, so that it is refused as malformed', () => {
    const empty = Buffer.alloc(0);
    expect(verify(empty, signed('old', empty))).toMatchObject({ valid: true, topic: 'ORDERS_CREATE' });
    expect(verify(empty, signed('other', empty))).toMatchObject({ valid: false });
    expect(verify(empty, signed('new', BODY))).toMatchObject({ valid: false });
    const otherShop = { ...signed('new', empty), 'X-Shopify-Shop-Domain': 'other.myshopify.com' };
    expect(verify(empty, otherShop)).toMatchObject({ valid: false });
  });

  it('holds whatever other headers there are', () => {
    expect(verify(BODY, { ...signed('new'), 'x-note': 'größer → kleiner' }).valid).toBe(true);
  });

  it('of bytes that are no text holds, so that they are refused as malformed', () => {
    const bytes = Buffer.of(0x22, 0xff, 0x22);
    expect(verify(bytes, signed('new', bytes)).valid).toBe(true);
  });
});

/** The same message as a preview event: its headers lack the prefix. */
function asEvent(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase().slice(2), value]));
}

describe('Shopify’s own library', () => {
  const library = shopifyLibrary('client', 'new');
  const ofOneSecret = createShopifyVerifier(channel, { clientId: 'client', clientSecrets: ['new'] });
  const webhook = signed('new');
  const each = Object.keys(webhook);
  const cases: readonly [string, Record<string, string>][] = [
    ['a webhook', webhook],
    ['a preview event', asEvent(webhook)],
    ['both', { ...asEvent(webhook), ...webhook }],
    ['a topic with a dot', { ...webhook, 'x-shopify-topic': 'orders.risk/changed' }],
    ['another secret', signed('other')],
    ['another signature of the same length', { ...webhook, 'x-shopify-hmac-sha256': 'A'.repeat(43).concat('=') }],
    ['headers in capitals', Object.fromEntries(each.map((name) => [name.toUpperCase(), webhook[name] ?? '']))],
    ...each.flatMap((name): [string, Record<string, string>][] => [
      [`no ${name}`, Object.fromEntries(Object.entries(webhook).filter(([other]) => other !== name))],
      [`an empty ${name}`, { ...webhook, [name]: '' }],
      [`an event with an empty ${name}`, asEvent({ ...webhook, [name]: '' })],
    ]),
  ];

  it.each(cases)('says the same of %s', async (_, headers) => {
    const rawRequest = new Request('https://stockline.invalid/', { method: 'POST', headers });
    const theirs = await library.webhooks.validate({ rawBody: BODY.toString(), rawRequest });
    expect(ofOneSecret(BODY, headers)).toEqual(
      theirs.valid
        ? {
            ...{ valid: true, topic: theirs.topic, webhookId: theirs.webhookId, version: theirs.apiVersion },
            isPreviewEvent: theirs.webhookType === 'events',
          }
        : { valid: false, reason: expect.any(String) },
    );
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
