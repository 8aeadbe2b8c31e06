import { afterEach, describe, expect, it } from '@jest/globals';
import { createShopifyClient } from '../../../../shared/channels/shopify/client/channel-client.ts';
import { listingOf } from '../listing.ts';
import type { StubAnswer } from '../stub-server.ts';
import { type Asked, availableAnswer, type StubShop, startStubShop } from './stub-shop.ts';

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

  it('is renewed after Shopify has taken it back, for the next call', async () => {
    const shop = await openShop(({ token }) => (token === 'token-1' ? { status: 401 } : availableAnswer(1)));
    const client = createShopifyClient(shop.channel, credentials);
    await expect(client.readQuantity(listing)).rejects.toThrow('401');
    expect(await client.readQuantity(listing)).toBe(1);
    expect(shop.tokens()).toBe(2);
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
