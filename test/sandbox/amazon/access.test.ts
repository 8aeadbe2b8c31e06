import { describe, expect, it } from '@jest/globals';
import { AMAZON } from '../../../sandbox/kernel/identities.ts';
import { call } from '../kernel/running.ts';
import { BAG, openSeller } from './seller-under-test.ts';

const LISTING = `/listings/2021-08-01/items/${AMAZON.sellerId}/${encodeURIComponent(BAG.sku)}?marketplaceIds=${AMAZON.marketplaceId}`;

async function reading() {
  const seller = await openSeller();
  const token = await seller.token();
  const read = (headers: Record<string, string> = { 'x-amz-access-token': token }) =>
    call(seller.url + LISTING, { headers });
  return { ...seller, read };
}

const deniedFor = (details: string) => ({
  status: 403,
  body: { errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.', details }] },
});

describe('a 403 of Amazon’s', () => {
  it('says in its details alone why it is one', async () => {
    const { read, steer } = await reading();
    expect(await read({})).toMatchObject(deniedFor('Access token is missing in the request header.'));
    expect(await read({ 'x-amz-access-token': 'Atza|forged' })).toMatchObject(
      deniedFor('The access token you provided is revoked, malformed or invalid.'),
    );
    await steer('PUT', '/access', { forbidden: ['getListingsItem'] });
    expect(await read()).toMatchObject(deniedFor(''));
    await steer('PUT', '/access', { forbidden: [] });
    expect(await read()).toMatchObject({ status: 200 });
  });

  it('comes of tokens that are over, which a new token mends', async () => {
    const { read, steer, client } = await reading();
    await steer('PUT', '/access', { expireTokens: true });
    expect(await read()).toMatchObject(deniedFor('The access token you provided has expired.'));
    const call = client.callAPI({
      operation: 'listingsItems.getListingsItem',
      path: { sellerId: AMAZON.sellerId, sku: BAG.sku },
      query: { marketplaceIds: [AMAZON.marketplaceId] },
    } as Parameters<typeof client.callAPI>[0]);
    expect(await call).toMatchObject({ sku: BAG.sku });
  });

  it.each([
    ['the seller revoked his grant', { grant: 'revoked' }, 400, 'invalid_grant', 'is revoked, malformed or invalid'],
    ['the client secret ran out', { secret: 'expired' }, 401, 'invalid_client', 'The LWA secret token'],
  ])('for that %s is mended by no new token', async (_, access, status, error, details) => {
    const { read, steer, url } = await reading();
    await steer('PUT', '/access', access);
    expect(await read()).toMatchObject(deniedFor(expect.stringContaining(details) as unknown as string));
    const { clientId: client_id, clientSecret: client_secret, refreshToken: refresh_token } = AMAZON;
    const body = { grant_type: 'refresh_token', refresh_token, client_id, client_secret };
    expect(await call(`${url}/auth/o2/token`, { method: 'POST', body })).toMatchObject({ status, body: { error } });
    await steer('PUT', '/access', { grant: 'given', secret: 'valid' });
    expect(await read()).toMatchObject({ status: 200 });
  });
});
