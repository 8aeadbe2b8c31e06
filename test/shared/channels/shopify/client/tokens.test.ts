import { afterEach, describe, expect, it } from '@jest/globals';
import { createShopifyClient } from '../../../../../shared/channels/shopify/client/channel-client.ts';
import { CredentialsGoneError } from '../../../../../shared/ports/channel/credentials-gone.ts';
import { listingOf, pushOf } from '../../listing.ts';
import type { StubAnswer } from '../../stub-server.ts';
import { type Asked, availableAnswer, type StubShop, startStubShop } from '../stub-shop.ts';

const credentials = { clientId: 'client', clientSecrets: ['current', 'old'] };
const listing = listingOf({ channel: 'shopify', channelLocation: '655441491', externalId: '30322695' });
const open: StubShop[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((shop) => shop.close()));
});

async function openShop(answer: (asked: Asked) => StubAnswer | Promise<StubAnswer>, options = {}): Promise<StubShop> {
  const shop = await startStubShop(answer, options);
  open.push(shop);
  return shop;
}

describe('access to Shopify', () => {
  it('is a token for the current client secret, kept for the next call', async () => {
    const shop = await openShop(() => availableAnswer(1));
    const client = createShopifyClient(shop.channel, credentials);
    await client.readQuantity(listing);
    await client.readQuantity(listing);
    expect(shop.asked.map(({ token }) => token)).toEqual(['token-1', 'token-1']);
    expect(shop.requests[0]?.body).toEqual({
      client_id: 'client',
      client_secret: 'current',
      grant_type: 'client_credentials',
    });
  });

  it('is asked for once by callers that come at the same time', async () => {
    const shop = await openShop(() => availableAnswer(1));
    const client = createShopifyClient(shop.channel, credentials);
    await Promise.all([client.readQuantity(listing), client.readQuantity(listing), client.readQuantity(listing)]);
    expect(shop.tokens()).toBe(1);
  });

  it('is renewed some minutes before it ends', async () => {
    const shop = await openShop(() => availableAnswer(1), { expiresIn: 3_600 });
    let now = Date.now();
    const client = createShopifyClient(shop.channel, credentials, { clock: () => new Date(now) });
    await client.readQuantity(listing);
    now += 54 * 60_000;
    await client.readQuantity(listing);
    expect(shop.tokens()).toBe(1);
    now += 2 * 60_000;
    await client.readQuantity(listing);
    expect(shop.tokens()).toBe(2);
  });

  it('is renewed when Shopify has taken it back, and the call is made again with the new one', async () => {
    const shop = await openShop(({ token }) => (token === 'token-1' ? { status: 401 } : availableAnswer(1)));
    const client = createShopifyClient(shop.channel, credentials);
    expect(await client.readQuantity(listing)).toBe(1);
    expect(await client.readQuantity(listing)).toBe(1);
    expect(shop.tokens()).toBe(2);
  });

  it('is gone when a token that was just given is refused; the next call asks for another', async () => {
    let isRefused = true;
    const shop = await openShop(() => (isRefused ? { status: 401 } : availableAnswer(1)));
    const client = createShopifyClient(shop.channel, credentials);
    await expect(client.readQuantity(listing)).rejects.toThrow(CredentialsGoneError);
    isRefused = false;
    expect(await client.readQuantity(listing)).toBe(1);
    expect(shop.tokens()).toBe(3);
  });

  it.each([
    [400, '{"error":"app_not_installed"}', 'The app is not installed on this shop.'],
    [400, '<title>Oauth error shop_not_permitted: …</title>', 'The app and the shop are not of one organisation.'],
    [401, '{"error":"invalid_client"}', 'The client id or secret is not that of the app.'],
    [404, '<html>', 'There is no such shop.'],
  ])('is gone when none is given (%i %s)', async (status, body, why) => {
    const shop = await openShop(() => availableAnswer(1), { refusal: { status, body } });
    const client = createShopifyClient(shop.channel, credentials);
    const answer = await client.push(pushOf(listing, -1));
    expect(answer).toEqual({ kind: 'credentialsGone', reason: expect.stringContaining(why) });
    expect(shop.asked).toEqual([]);
  });

  it.each([
    ['where tokens are given', true],
    ['of the Admin API', false],
  ])('is gone when the shop was renamed, with its new name: a redirect %s', async (_, isOfTokens) => {
    const headers = { location: 'https://renamed.myshopify.com/admin' };
    const moved = { status: 301, headers, body: '' };
    const shop = await openShop(() => moved, isOfTokens ? { refusal: moved } : {});
    const client = createShopifyClient(shop.channel, credentials);
    const reason = expect.stringContaining("the shop's name is renamed.myshopify.com now");
    expect(await client.push(pushOf(listing, -1))).toEqual({ kind: 'credentialsGone', reason });
    await expect(client.readQuantity(listing)).rejects.toThrow(CredentialsGoneError);
  });

  it('is not gone when a redirect leads elsewhere: the call is made again later', async () => {
    const away = { status: 302, headers: { location: 'https://accounts.shopify.com/lookup' }, body: '' };
    const shop = await openShop(() => away);
    const client = createShopifyClient(shop.channel, credentials);
    await expect(client.push(pushOf(listing, -1))).rejects.toThrow('302');
  });

  it.each<[string, StubAnswer]>([
    ['a page that says nothing for good', { status: 503, body: '<html>' }],
    ['a lock', { status: 423, body: '{}' }],
  ])('that is answered with %s is asked for again', async (_, refusal) => {
    const shop = await openShop(() => availableAnswer(1), { refusal });
    const client = createShopifyClient(shop.channel, credentials);
    await expect(client.push(pushOf(listing, -1))).rejects.toThrow('when it was asked for an access token');
  });

  it('waits where Shopify throttles the tokens', async () => {
    const shop = await openShop(() => availableAnswer(1), {
      refusal: { status: 429, headers: { 'retry-after': '2.0' } },
    });
    const client = createShopifyClient(shop.channel, credentials);
    expect(await client.push(pushOf(listing, -1))).toEqual({ kind: 'throttled', retryAfterMs: 2_000 });
  });

  it('that was given for good and is refused is gone: there is no other', async () => {
    const shop = await openShop(() => ({ status: 401 }));
    const client = createShopifyClient(shop.channel, { ...credentials, accessToken: 'shpat_1' });
    await expect(client.readQuantity(listing)).rejects.toThrow(CredentialsGoneError);
    expect(shop.asked).toHaveLength(1);
  });

  it('that was not given is asked for again', async () => {
    const shop = await openShop(() => availableAnswer(1));
    const client = createShopifyClient({ ...shop.channel, apiEndpoint: 'http://127.0.0.1:1' }, credentials);
    await expect(client.readQuantity(listing)).rejects.toThrow();
    await expect(client.readQuantity(listing)).rejects.toThrow();
  });

  it('is the token that a custom app was given for good, where there is one', async () => {
    const shop = await openShop(() => availableAnswer(1));
    const client = createShopifyClient(shop.channel, { ...credentials, accessToken: 'shpat_1' });
    await client.readQuantity(listing);
    expect(shop.asked[0]?.token).toBe('shpat_1');
    expect(shop.tokens()).toBe(0);
  });

  it('keeps two shops in one process apart', async () => {
    const shops = [
      await openShop(() => availableAnswer(1), { shop: 'one.myshopify.com' }),
      await openShop(() => availableAnswer(2), { shop: 'two.myshopify.com' }),
      await openShop(() => availableAnswer(3), { shop: 'one.myshopify.com' }),
    ];
    const clients = shops.map((shop) => createShopifyClient(shop.channel, credentials));
    const shown = await Promise.all(
      [...clients, ...clients.toReversed()].map((client) => client.readQuantity(listing)),
    );
    expect(shown).toEqual([1, 2, 3, 3, 2, 1]);
    expect(shops.map((shop) => shop.asked.length)).toEqual([2, 2, 2]);
  });
});
