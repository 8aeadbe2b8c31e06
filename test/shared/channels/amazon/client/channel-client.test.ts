import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createAmazonClient } from '../../../../../shared/channels/amazon/client/channel-client.ts';
import { CredentialsGoneError } from '../../../../../shared/ports/channel/credentials-gone.ts';
import { NotListedError } from '../../../../../shared/ports/channel/not-listed.ts';
import { ABSOLUTE } from '../../../../fakes/facts.ts';
import { listingOf, pushOf } from '../../listing.ts';
import { type StubAnswer, type StubRequest, startStubServer } from '../../stub-server.ts';
import { channelAt, credentials, type StubSeller, startStubSeller } from '../stub-seller.ts';

const listing = listingOf({ channel: 'amazon', sku: 'A B/1', externalId: 'A B/1', push: ABSOLUTE });
const ACCEPTED = { body: { sku: 'A B/1', status: 'ACCEPTED', submissionId: 's', issues: [] } };
let amazon: StubSeller | undefined;

afterEach(async () => {
  await amazon?.close();
  amazon = undefined;
});

async function clientFor(answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>, timeoutMs = 8_000) {
  amazon = await startStubSeller(answer);
  return createAmazonClient(amazon.channel, credentials, { timeoutMs });
}

const calls = () => amazon?.calls() ?? [];

describe('a push to Amazon', () => {
  it('merges the absolute figure into the listing, and is applied without proof', async () => {
    const client = await clientFor(() => ACCEPTED);
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'applied' });
    expect(amazon?.requests[0]).toMatchObject({
      path: '/auth/o2/token',
      headers: { host: 'api.amazon.com' },
      body: { client_id: 'client', client_secret: 'secret', grant_type: 'refresh_token', refresh_token: 'refresh' },
    });
    expect(calls()).toMatchObject([
      {
        method: 'PATCH',
        path: '/listings/2021-08-01/items/A2SELLER/A%20B%2F1?marketplaceIds=ATVPDKIKX0DER',
        headers: { host: 'sellingpartnerapi-na.amazon.com', 'x-amz-access-token': 'token-1' },
        body: {
          productType: 'PRODUCT',
          patches: [
            {
              op: 'merge',
              path: '/attributes/fulfillment_availability',
              value: [{ fulfillment_channel_code: 'DEFAULT', quantity: 8 }],
            },
          ],
        },
      },
    ]);
  });

  it('never carries less than 0', async () => {
    const client = await clientFor(() => ACCEPTED);
    await client.push(pushOf(listing, -12));
    expect(JSON.stringify(calls()[0]?.body)).toContain('"quantity":0');
  });

  it('encodes the SKU once, also when it is repeated', async () => {
    const client = await clientFor(() => ACCEPTED);
    const push = pushOf(listing, -2);
    await client.push(push);
    await client.push(push);
    expect(new Set(calls().map(({ path }) => path)).size).toBe(1);
    expect(amazon?.requests.filter(({ path }) => path === '/auth/o2/token')).toHaveLength(1);
  });

  it('to a listing that Amazon fulfils is refused and never sent (scar: Amazon FBA flip)', async () => {
    const client = await clientFor(() => ACCEPTED);
    const push = pushOf(listingOf({ channel: 'amazon', managed: false }), -2);
    expect(await client.push(push)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('Amazon fulfils'),
    });
    expect(amazon?.requests).toEqual([]);
  });

  describe('to a listing with a problem, which Amazon is asked of first', () => {
    const odd = { ...listing, problem: 'Its units are kept by supply source.' };
    const bySource = [
      { fulfillmentChannelCode: 'DEFAULT', quantity: 0 },
      { fulfillmentChannelCode: 'ss-1', quantity: 9 },
    ];
    it.each([
      ['came to be kept by supply source', bySource, 'kept by supply source'],
      ['Amazon came to fulfil', [{ fulfillmentChannelCode: 'AMAZON_NA' }], 'Amazon fulfils it'],
    ])('is refused and not sent where the listing %s after its import', async (_, fulfillmentAvailability, why) => {
      const client = await clientFor(() => ({ body: { sku: 'A B/1', fulfillmentAvailability } }));
      expect(await client.push(pushOf(odd, -2))).toEqual({ kind: 'refused', reason: expect.stringContaining(why) });
      expect(calls().map(({ method }) => method)).toEqual(['GET']);
    });

    it('is sent where the problem was mended', async () => {
      const fulfillmentAvailability = [{ fulfillmentChannelCode: 'DEFAULT', quantity: 3 }];
      const client = await clientFor(({ method }) =>
        method === 'GET' ? { body: { sku: 'A B/1', fulfillmentAvailability } } : ACCEPTED,
      );
      expect(await client.push(pushOf(odd, -2))).toEqual({ kind: 'applied' });
    });

    it('is refused where no marketplace has it', async () => {
      const body = { errors: [{ code: 'NOT_FOUND', message: 'No SKU.' }] };
      const client = await clientFor(() => ({ status: 404, body }));
      expect(await client.push(pushOf(odd, -2))).toMatchObject({ kind: 'refused' });
    });
  });

  it('that is INVALID is refused with Amazon’s issues', async () => {
    const issues = [{ code: '90220', message: 'quantity is missing.', severity: 'ERROR', categories: [] }];
    const client = await clientFor(() => ({ body: { sku: 'A B/1', status: 'INVALID', submissionId: 's', issues } }));
    expect(await client.push(pushOf(listing, -2))).toEqual({
      kind: 'refused',
      reason: 'Amazon answered INVALID. 90220: quantity is missing.',
    });
  });

  it.each([
    [{ 'x-amzn-RateLimit-Limit': '2.0' }, 500],
    [{ 'x-amzn-RateLimit-Limit': '0.3' }, 3_334],
    [{}, 200],
  ])('that is throttled with %j waits %i ms and is not repeated by the library', async (headers, retryAfterMs) => {
    const body = { errors: [{ code: 'QuotaExceeded', message: 'You exceeded your quota.' }] };
    const client = await clientFor(() => ({ status: 429, headers, body }));
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'throttled', retryAfterMs });
    expect(calls()).toHaveLength(1);
  });

  it('whose token has expired gets another and is sent again', async () => {
    const details = 'The access token you provided has expired.';
    const expired = { errors: [{ code: 'Unauthorized', message: 'Access is denied.', details }] };
    const client = await clientFor(({ headers }) =>
      headers['x-amz-access-token'] === 'token-1' ? { status: 403, body: expired } : ACCEPTED,
    );
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'applied' });
  });

  it.each<[StubAnswer, string]>([
    [
      { status: 400, body: { errors: [{ code: 'InvalidInput', message: 'Bad.', details: 'No seller.' }] } },
      'Amazon refused with InvalidInput: Bad. No seller.',
    ],
    [
      { status: 404, body: { errors: [{ code: 'NOT_FOUND', message: 'No SKU.' }] } },
      'Amazon refused with NOT_FOUND: No SKU.',
    ],
    [{ status: 400, body: '<html>' }, 'Amazon refused with status 400.'],
  ])('that is refused says why', async (answer, reason) => {
    const client = await clientFor(() => answer);
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'refused', reason });
  });

  it.each<[string, StubAnswer]>([
    ['a 5xx', { status: 503 }],
    ['a broken connection', 'hangUp'],
    ['no JSON', { body: '<html>' }],
    ['no status', { body: { sku: 'A B/1' } }],
  ])('answered with %s rejects and is not repeated by the library', async (_, answer) => {
    const client = await clientFor(() => answer);
    await expect(client.push(pushOf(listing, -2))).rejects.toThrow();
    expect(calls()).toHaveLength(1);
  });

  it('that is not answered in time rejects', async () => {
    const client = await clientFor(() => new Promise<StubAnswer>(() => undefined), 50);
    await expect(client.push(pushOf(listing, -2))).rejects.toThrow('50');
  });

  it('whose answer stops half-way rejects', async () => {
    const half = createServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"acc'));
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => {
      half.listen(0, '127.0.0.1', resolve);
    });
    const { port } = half.address() as AddressInfo;
    const client = createAmazonClient(channelAt(`http://127.0.0.1:${port}`), credentials, { timeoutMs: 50 });
    await expect(client.push(pushOf(listing, -2))).rejects.toThrow('deadline timeout (50ms)');
    await new Promise((resolve) => {
      half.close(resolve);
    });
  });

  it('without access to the seller finds its credentials gone, with what Amazon says', async () => {
    const login = await startStubServer(() => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'The request has an invalid grant parameter' },
    }));
    const client = createAmazonClient(channelAt(login.endpoint), credentials);
    expect(await client.push(pushOf(listing, -2))).toEqual({
      kind: 'credentialsGone',
      reason: expect.stringContaining('invalid_grant, The request has an invalid grant parameter'),
    });
    await expect(client.readQuantity(listing)).rejects.toThrow(CredentialsGoneError);
    await login.close();
  });
});

describe('what Amazon shows', () => {
  it.each([
    [[{ fulfillmentChannelCode: 'DEFAULT', quantity: 7 }], 7],
    [[{ fulfillmentChannelCode: 'AMAZON_NA' }, { fulfillmentChannelCode: 'DEFAULT', quantity: 2 }], 2],
  ])('is the seller-fulfilled quantity of %j', async (fulfillmentAvailability, shown) => {
    const client = await clientFor(() => ({ body: { sku: 'A B/1', fulfillmentAvailability } }));
    expect(await client.readQuantity(listing)).toBe(shown);
    expect(calls()[0]?.path).toContain('/A%20B%2F1?includedData=fulfillmentAvailability&marketplaceIds=');
  });

  it.each([
    ['no entry', []],
    ['no availability', undefined],
    ['an entry without a quantity', [{ fulfillmentChannelCode: 'DEFAULT' }]],
    [
      'a supply source',
      [
        { fulfillmentChannelCode: 'DEFAULT', quantity: 0 },
        { fulfillmentChannelCode: 'ss-1', quantity: 9 },
      ],
    ],
  ])('is not known, and never 0, of an answer with %s', async (_, fulfillmentAvailability) => {
    const client = await clientFor(() => ({ body: { sku: 'A B/1', fulfillmentAvailability } }));
    await expect(client.readQuantity(listing)).rejects.toThrow('Amazon shows no figure of A B/1 that we push.');
  });

  it('is a lasting problem of a listing whose units are kept by supply source, and not of an answer that says nothing', async () => {
    const bySource = [{ fulfillmentChannelCode: 'ss-1', quantity: 9 }];
    const odd = await clientFor(() => ({ body: { sku: 'A B/1', fulfillmentAvailability: bySource } }));
    await expect(odd.readQuantity(listing)).rejects.toThrow(NotListedError);
    await amazon?.close();
    const silent = await clientFor(() => ({ body: { sku: 'A B/1' } }));
    await expect(silent.readQuantity(listing)).rejects.not.toThrow(NotListedError);
  });

  it('is not known of a listing that Amazon does not have', async () => {
    const client = await clientFor(() => ({
      status: 404,
      body: { errors: [{ code: 'NOT_FOUND', message: 'No SKU.' }] },
    }));
    await expect(client.readQuantity(listing)).rejects.toThrow(NotListedError);
  });
});
