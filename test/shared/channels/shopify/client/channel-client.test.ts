import { afterEach, describe, expect, it } from '@jest/globals';
import { createShopifyClient } from '../../../../../shared/channels/shopify/client/channel-client.ts';
import { CredentialsGoneError } from '../../../../../shared/ports/channel/credentials-gone.ts';
import { listingOf, pushOf } from '../../listing.ts';
import type { StubAnswer } from '../../stub-server.ts';
import {
  type Asked,
  appliedAnswer,
  availableAnswer,
  refusedAnswer,
  type StubShop,
  startStubShop,
} from '../stub-shop.ts';

const listing = listingOf({ channel: 'shopify', sku: 'MUG 1/2', channelLocation: '655441491', externalId: '30322695' });
let shop: StubShop | undefined;

afterEach(async () => {
  await shop?.close();
  shop = undefined;
});

async function clientFor(answer: (asked: Asked) => StubAnswer | Promise<StubAnswer>, timeoutMs = 8_000) {
  shop = await startStubShop(answer);
  return createShopifyClient(shop.channel, { clientId: 'client', clientSecrets: ['secret'] }, { timeoutMs });
}

describe('a push to Shopify', () => {
  it('is a difference from what we take it to show, and Shopify proves what results', async () => {
    const client = await clientFor(() => appliedAnswer(8));
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'applied', nowShows: 8 });
    expect(shop?.asked[0]?.variables).toEqual({
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      input: {
        name: 'available',
        reason: 'correction',
        referenceDocumentUri: 'gid://stockline/LedgerEntry/MUG%201%2F2-7',
        changes: [
          {
            inventoryItemId: 'gid://shopify/InventoryItem/30322695',
            locationId: 'gid://shopify/Location/655441491',
            delta: -2,
            changeFromQuantity: 10,
          },
        ],
      },
    });
  });

  it('sends null where the comparison is given up (scar: ShopifySharp 1253)', async () => {
    const client = await clientFor(() => appliedAnswer(8));
    await client.push(pushOf(listing, -2, { changeFrom: null }));
    expect(JSON.stringify(shop?.asked[0]?.variables)).toContain('"changeFromQuantity":null');
  });

  it('keeps its key when it is repeated, and has another for each attempt and each push (scar: openlinker 2285)', async () => {
    const client = await clientFor(() => appliedAnswer(8));
    for (const rest of [{}, {}, { attempt: 2 }, { generation: 2 }]) {
      await client.push(pushOf(listing, -2, rest));
    }
    const [first, again, attempt, generation] = shop?.asked.map(({ variables }) => variables['idempotencyKey']) ?? [];
    expect(again).toBe(first);
    expect(new Set([first, attempt, generation]).size).toBe(3);
  });

  it('whose resulting figure Shopify does not report is proven by the comparison', async () => {
    const client = await clientFor(() => appliedAnswer(null));
    expect(await client.push(pushOf(listing, -2, { changeFrom: 10 }))).toEqual({ kind: 'applied', nowShows: 8 });
    expect(await client.push(pushOf(listing, -2, { changeFrom: null }))).toEqual({ kind: 'applied' });
  });

  it.each([
    ['CHANGE_FROM_QUANTITY_STALE', 'stale'],
    ['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', 'spent'],
  ])('that was not applied (%s) is %s', async (code, kind) => {
    const client = await clientFor(() => refusedAnswer(code));
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind });
  });

  it('whose first call is still being worked on waits half a second', async () => {
    const client = await clientFor(() => refusedAnswer('IDEMPOTENCY_CONCURRENT_REQUEST'));
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'throttled', retryAfterMs: 500 });
  });

  it.each(['ADJUST_QUANTITIES_FAILED', null])(
    'that Shopify could not do this time (%s) is made again',
    async (code) => {
      const client = await clientFor(() => refusedAnswer(code, 'Try again.'));
      expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'throttled', retryAfterMs: 5_000 });
    },
  );

  it.each([
    ['INVALID_LOCATION', 'The location could not be found.', 'INVALID_LOCATION: The location could not be found.'],
  ])('that Shopify refuses with %s says why', async (code, message, reason) => {
    const client = await clientFor(() => refusedAnswer(code, message));
    expect(await client.push(pushOf(listing, -2))).toEqual({
      kind: 'refused',
      reason: `Shopify refused with ${reason}`,
    });
  });

  it.each([
    ['ACCESS_DENIED', 2],
    ['SHOP_INACTIVE', 1],
  ])('that is answered with %s finds the credentials gone, after %i tokens', async (code, tokens) => {
    const message = 'Access denied for inventoryAdjustQuantities field.';
    const client = await clientFor(() => ({ body: { errors: [{ message, extensions: { code } }] } }));
    expect(await client.push(pushOf(listing, -2))).toEqual({
      kind: 'credentialsGone',
      reason: expect.stringContaining(message),
    });
    expect(shop?.tokens()).toBe(tokens);
  });

  it('that the token was granted no scope for is made with a new one, which may have it', async () => {
    const denied = { body: { errors: [{ message: 'No scope.', extensions: { code: 'ACCESS_DENIED' } }] } };
    const client = await clientFor(({ token }) => (token === 'token-1' ? denied : appliedAnswer(8)));
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'applied', nowShows: 8 });
  });

  it.each([
    [402, 1, 'The shop is frozen until its owner has paid.'],
    [403, 2, 'The app may not call this shop.'],
  ])('that is answered with %i finds the credentials gone, after %i calls', async (status, calls, why) => {
    const client = await clientFor(() => ({ status }));
    expect(await client.push(pushOf(listing, -2))).toEqual({
      kind: 'credentialsGone',
      reason: `demo.myshopify.com: Shopify answered ${status}: ${why}`,
    });
    expect(shop?.asked).toHaveLength(calls);
  });

  it.each<[string, StubAnswer, RegExp]>([
    ['a 5xx', { status: 503 }, /^demo\.myshopify\.com answered with status 503: it may have done it or not\.$/],
    ['a 423, a locked shop', { status: 423 }, /^demo\.myshopify\.com answered with status 423: /],
    ['a broken connection', 'hangUp', /^demo\.myshopify\.com gave no answer: /],
    [
      'no JSON',
      { body: '<html>', headers: { 'content-type': 'text/html' } },
      /^demo\.myshopify\.com answered with 200 and something else than JSON: this is not the Admin API\.$/,
    ],
    [
      'another GraphQL error',
      { body: { errors: [{ message: 'Oops', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } },
      /^demo\.myshopify\.com answered with an error: Oops$/,
    ],
    ['no data', { body: { data: { inventoryAdjustQuantities: null } } }, /^Shopify answered without what was asked/],
    ['SERVICE_UNAVAILABLE', refusedAnswer('SERVICE_UNAVAILABLE'), /SERVICE_UNAVAILABLE/],
  ])('answered with %s rejects, since nobody knows whether it was applied', async (_, answer, words) => {
    const client = await clientFor(() => answer);
    await expect(client.push(pushOf(listing, -2))).rejects.toThrow(words);
    expect(shop?.asked).toHaveLength(1);
  });

  it('that is not answered in time rejects', async () => {
    const client = await clientFor(() => new Promise<StubAnswer>(() => undefined), 50);
    await expect(client.push(pushOf(listing, -2))).rejects.toThrow(
      'demo.myshopify.com gave no answer: no answer in 50 ms',
    );
  });
});

function throttledAnswer(extensions: object): StubAnswer {
  return { body: { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions } };
}

const cost = (requestedQueryCost: number, currentlyAvailable: number, restoreRate: number) => ({
  cost: {
    requestedQueryCost,
    actualQueryCost: null,
    throttleStatus: { maximumAvailable: 2_000, currentlyAvailable, restoreRate },
  },
});

describe('Shopify’s throttle', () => {
  it.each([
    ['the points that are missing, at the rate they come back', throttledAnswer(cost(60, 10, 100)), 500],
    ['at least a tenth of a second', throttledAnswer(cost(10, 10, 100)), 100],
    ['a second where Shopify names none', throttledAnswer({}), 1_000],
    ['what Retry-After says, in seconds', { status: 429, headers: { 'retry-after': '2.0' } }, 2_000],
    ['a second where Retry-After is missing', { status: 429 }, 1_000],
  ])('makes a push wait for %s', async (_, answer, retryAfterMs) => {
    const client = await clientFor(() => answer);
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'throttled', retryAfterMs });
    expect(shop?.asked).toHaveLength(1);
  });
});

describe('what Shopify shows', () => {
  it('is what is available at the listing’s location', async () => {
    const client = await clientFor(() => availableAnswer(-1));
    expect(await client.readQuantity(listing)).toBe(-1);
    expect(shop?.asked[0]?.variables).toEqual({
      inventoryItemId: 'gid://shopify/InventoryItem/30322695',
      locationId: 'gid://shopify/Location/655441491',
    });
  });

  it.each([null, { inventoryLevel: null }])('is not known when Shopify answers %j', async (inventoryItem) => {
    const client = await clientFor(() => ({ body: { data: { inventoryItem } } }));
    await expect(client.readQuantity(listing)).rejects.toThrow('Shopify does not stock MUG 1/2 at location 655441491');
  });

  it('is not known without credentials, which is no error of the listing', async () => {
    const client = await clientFor(() => ({
      body: { errors: [{ message: 'No scope.', extensions: { code: 'ACCESS_DENIED' } }] },
    }));
    await expect(client.readQuantity(listing)).rejects.toThrow(CredentialsGoneError);
  });

  it('waits while Shopify throttles', async () => {
    let asked = 0;
    const client = await clientFor(() => {
      asked += 1;
      return asked === 1 ? throttledAnswer(cost(10, 10, 1_000)) : availableAnswer(3);
    });
    expect(await client.readQuantity(listing)).toBe(3);
  });
});
