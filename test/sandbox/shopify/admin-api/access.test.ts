import { afterEach, describe, expect, it } from '@jest/globals';
import { openShopUnderTest, SECRET, type ShopUnderTest } from '../shop-under-test.ts';

let shop: ShopUnderTest;

afterEach(() => shop.close());

const statusWith = async (token: string) => {
  const response = await fetch(`${shop.url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
    body: JSON.stringify({ query: '{ shop { id } }' }),
  });
  return response.status;
};

const grant = (fields: Record<string, string>) =>
  fetch(`${shop.url}/admin/oauth/access_token`, { method: 'POST', body: new URLSearchParams(fields) });

describe('an access token', () => {
  it('is good for a day', async () => {
    let at = new Date('2026-11-24T12:00:00Z');
    shop = await openShopUnderTest({ now: () => at });
    expect(await statusWith(shop.token)).toBe(200);
    at = new Date('2026-11-25T11:59:58Z');
    expect(await statusWith(shop.token)).toBe(200);
    at = new Date('2026-11-25T12:00:00Z');
    expect(await statusWith(shop.token)).toBe(401);
  });

  it('is none that the shop has not granted', async () => {
    shop = await openShopUnderTest();
    expect(await statusWith('shpat_0')).toBe(401);
  });

  it('is granted to the client secret, also when asked for by a form', async () => {
    shop = await openShopUnderTest();
    const asked = { client_id: 'sandbox-client', client_secret: SECRET, grant_type: 'client_credentials' };
    const granted = await grant(asked);
    expect(await granted.json()).toEqual({
      access_token: expect.stringMatching(/^shpat_/),
      scope: expect.stringContaining('write_inventory'),
      expires_in: 86_399,
    });
    expect((await grant({ ...asked, client_secret: 'guessed' })).status).toBe(401);
    expect((await grant({ ...asked, grant_type: 'password' })).status).toBe(400);
  });
});
