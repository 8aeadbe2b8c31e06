import { describe, expect, it } from '@jest/globals';
import { AMAZON } from '../../../sandbox/kernel/identities.ts';
import { call } from '../kernel/running.ts';
import { BAG, openSeller } from './seller-under-test.ts';

const GRANT = {
  grant_type: 'refresh_token',
  refresh_token: AMAZON.refreshToken,
  client_id: AMAZON.clientId,
  client_secret: AMAZON.clientSecret,
};
const LISTING = `/listings/2021-08-01/items/${AMAZON.sellerId}/${encodeURIComponent(BAG.sku)}?marketplaceIds=${AMAZON.marketplaceId}`;

describe('login with Amazon', () => {
  it('gives a token for an hour against the refresh token', async () => {
    const { url } = await openSeller();
    const answer = await call(`${url}/auth/o2/token`, { method: 'POST', body: GRANT });
    expect(answer).toMatchObject({
      status: 200,
      body: { access_token: expect.stringMatching(/^Atza\|/), token_type: 'bearer', expires_in: 3_600 },
    });
  });

  it('takes the grant as a form too', async () => {
    const { url } = await openSeller();
    const body = new URLSearchParams(GRANT).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await call(`${url}/auth/o2/token`, { method: 'POST', body, headers })).toMatchObject({ status: 200 });
  });

  it.each([
    ['another client', { client_id: 'x' }, 401, 'invalid_client'],
    ['a wrong secret', { client_secret: 'x' }, 401, 'invalid_client'],
    ['a wrong refresh token', { refresh_token: 'x' }, 400, 'invalid_grant'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['an unknown scope', { grant_type: 'client_credentials', scope: 'x' }, 400, 'invalid_scope'],
  ])('refuses %s', async (_, fields, status, error) => {
    const { url } = await openSeller();
    const body = { ...GRANT, ...fields };
    expect(await call(`${url}/auth/o2/token`, { method: 'POST', body })).toMatchObject({ status, body: { error } });
  });

  it('lets no call through without a token, with an expired one, or with a grantless one', async () => {
    let now = Date.now();
    const { url, token } = await openSeller({ nowMs: () => now });
    const read = (accessToken: string) => call(url + LISTING, { headers: { 'x-amz-access-token': accessToken } });
    const granted = await token();
    expect(await read(granted)).toMatchObject({ status: 200 });
    expect(await read('Atza|forged')).toMatchObject({ status: 403, body: { errors: [{ code: 'Unauthorized' }] } });
    const body = { ...GRANT, grant_type: 'client_credentials', scope: 'sellingpartnerapi::notifications' };
    const grantless = await call(`${url}/auth/o2/token`, { method: 'POST', body });
    expect(await read((grantless.body as { access_token: string }).access_token)).toMatchObject({ status: 403 });
    now += 3_601_000;
    expect(await read(granted)).toMatchObject({ status: 403 });
  });

  it('lets the client library fetch a new token when its own has expired', async () => {
    let now = Date.now();
    const { client } = await openSeller({ nowMs: () => now });
    const read = () =>
      client.callAPI({
        operation: 'listingsItems.getListingsItem',
        path: { sellerId: AMAZON.sellerId, sku: BAG.sku },
        query: { marketplaceIds: [AMAZON.marketplaceId] },
      } as Parameters<typeof client.callAPI>[0]);
    expect(await read()).toMatchObject({ sku: BAG.sku });
    now += 3_601_000;
    expect(await read()).toMatchObject({ sku: BAG.sku });
  });
});
