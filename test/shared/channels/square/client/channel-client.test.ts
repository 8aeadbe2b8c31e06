import { afterEach, describe, expect, it } from '@jest/globals';
import { createSquareClient } from '../../../../../shared/channels/square/client/channel-client.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import { CredentialsGoneError } from '../../../../../shared/ports/channel/credentials-gone.ts';
import { listingOf, pushOf } from '../../listing.ts';
import { type StubAnswer, type StubRequest, type StubServer, startStubServer } from '../../stub-server.ts';

const NOW = new Date('2026-11-24T18:00:05.000Z');
const listing = listingOf({ channel: 'square', channelLocation: 'LMAIN', externalId: 'VMUG' });
const count = { catalog_object_id: 'VMUG', location_id: 'LMAIN', state: 'IN_STOCK', quantity: '8' };
let square: StubServer | undefined;

afterEach(async () => {
  await square?.close();
  square = undefined;
});

async function clientFor(answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>, timeoutMs = 8_000) {
  square = await startStubServer(answer);
  const channel = {
    id: parseChannelId('square'),
    platform: 'square' as const,
    locations: { LMAIN: [parseLocationId('main')], LBACK: [parseLocationId('back')] },
    apiEndpoint: square.endpoint,
    buffer: 0,
  };
  return createSquareClient(channel, { accessToken: 'token', signatureKey: 'key' }, { clock: () => NOW, timeoutMs });
}

describe('a push to Square', () => {
  it.each([
    [-2, 'IN_STOCK', 'SOLD', '2'],
    [3, 'NONE', 'IN_STOCK', '3'],
  ])('by %i is an adjustment from %s to %s, and Square proves what results', async (delta, from, to, quantity) => {
    const client = await clientFor(() => ({
      body: { counts: [{ ...count, location_id: 'LBACK', quantity: '99' }, count] },
    }));
    const push = pushOf(listing, delta);
    expect(await client.push(push)).toEqual({ kind: 'applied', nowShows: 8 });
    expect(square?.requests).toMatchObject([
      {
        method: 'POST',
        path: '/v2/inventory/changes/batch-create',
        headers: { authorization: 'Bearer token', 'square-version': '2026-09-16' },
        body: {
          idempotency_key: push.idempotencyKey,
          changes: [
            {
              type: 'ADJUSTMENT',
              adjustment: {
                catalog_object_id: 'VMUG',
                from_state: from,
                to_state: to,
                from_location_id: 'LMAIN',
                to_location_id: 'LMAIN',
                quantity,
                occurred_at: '2026-11-24T18:00:00.000Z',
                reference_id: 'stockline:7:1',
              },
            },
          ],
        },
      },
    ]);
  });

  it('that is repeated is the same call to the byte, so that its key holds', async () => {
    const client = await clientFor(() => 'hangUp');
    await expect(client.push(pushOf(listing, -2))).rejects.toThrow();
    await expect(client.push(pushOf(listing, -2))).rejects.toThrow();
    const [first, second] = square?.requests.map(({ body }) => JSON.stringify(body)) ?? [];
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  it('has a key of at most 128 characters, whatever the SKU, and its own for each push', async () => {
    const client = await clientFor(() => ({ body: { counts: [count] } }));
    const long = listingOf({ ...listing, channel: 'square', sku: 'X'.repeat(255) });
    await client.push(pushOf(long, -2));
    await client.push(pushOf(long, -2, { generation: 2 }));
    const [first, second] =
      square?.requests.map(({ body }) => (body as { idempotency_key: string }).idempotency_key) ?? [];
    expect(first?.length).toBeLessThanOrEqual(128);
    expect(second).not.toBe(first);
  });

  it('that is a day old has occurred now, since Square takes nothing older', async () => {
    const client = await clientFor(() => ({ body: { counts: [count] } }));
    await client.push(pushOf(listing, -2, { startedAt: '2026-11-23T18:00:00.000Z' }));
    expect(square?.requests[0]?.body).toMatchObject({ changes: [{ adjustment: { occurred_at: NOW.toISOString() } }] });
  });

  it('that Square knows by its key was applied, though the answer was lost', async () => {
    const client = await clientFor(() => ({ status: 400, body: { errors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] } }));
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'applied' });
  });

  it.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{}, 1_000],
    [{ 'retry-after': 'Tue, 24 Nov 2026 18:00:10 GMT' }, 1_000],
  ])('that is throttled with %j waits %i ms', async (headers, retryAfterMs) => {
    const client = await clientFor(() => ({ status: 429, headers, body: { errors: [{ code: 'RATE_LIMITED' }] } }));
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'throttled', retryAfterMs });
  });

  it.each<[StubAnswer, string]>([
    [
      { status: 404, body: { errors: [{ code: 'NOT_FOUND', detail: 'No item variation VMUG.' }] } },
      'Square refused with NOT_FOUND: No item variation VMUG.',
    ],
    [{ status: 409, body: 'no JSON' }, 'Square refused with status 409.'],
  ])('that is refused says why', async (answer, reason) => {
    const client = await clientFor(() => answer);
    expect(await client.push(pushOf(listing, -2))).toEqual({ kind: 'refused', reason });
  });

  it('without a valid token finds its credentials gone, and so does a reading', async () => {
    const error = { category: 'AUTHENTICATION_ERROR', code: 'ACCESS_TOKEN_REVOKED', detail: 'It was revoked.' };
    const client = await clientFor(() => ({ status: 401, body: { errors: [error] } }));
    expect(await client.push(pushOf(listing, -2))).toEqual({
      kind: 'credentialsGone',
      reason: 'Square refused with ACCESS_TOKEN_REVOKED: It was revoked.',
    });
    await expect(client.readQuantity(listing)).rejects.toThrow(CredentialsGoneError);
  });

  it.each([
    [200, { category: 'API_ERROR', code: 'INTERNAL_SERVER_ERROR' }],
    [400, { category: 'API_ERROR', code: 'TEMPORARY_ERROR' }],
  ])(
    'answered %i with %j is not taken for applied, and rejects, to be repeated under its key',
    async (status, error) => {
      const client = await clientFor(() => ({ status, body: { errors: [error], counts: [] } }));
      await expect(client.push(pushOf(listing, -2))).rejects.toThrow(error.code);
    },
  );

  it.each<[string, StubAnswer]>([
    ['a 5xx', { status: 503 }],
    ['a broken connection', 'hangUp'],
    ['no JSON', { body: '<html>' }],
  ])('answered with %s rejects, since nobody knows whether it was applied', async (_, answer) => {
    const client = await clientFor(() => answer);
    await expect(client.push(pushOf(listing, -2))).rejects.toThrow();
  });

  it('that is not answered in time rejects', async () => {
    const client = await clientFor(() => new Promise<StubAnswer>(() => undefined), 20);
    await expect(client.push(pushOf(listing, -2))).rejects.toThrow('timeout');
  });
});

describe('what Square shows', () => {
  it('is the count of its stock at the listing’s location', async () => {
    const client = await clientFor(() => ({
      body: { counts: [{ ...count, location_id: 'LBACK', quantity: '1' }, count] },
    }));
    expect(await client.readQuantity(listing)).toBe(8);
    expect(square?.requests[0]).toMatchObject({
      path: '/v2/inventory/counts/batch-retrieve',
      body: { catalog_object_ids: ['VMUG'], location_ids: ['LMAIN', 'LBACK'], states: ['IN_STOCK'] },
    });
  });

  it.each([
    [[], 'keeps no count'],
    [[{ ...count, quantity: '1.5' }], 'counts fractions'],
  ])('is not known when it is %j', async (counts, sentence) => {
    const client = await clientFor(() => ({ body: { counts } }));
    await expect(client.readQuantity(listing)).rejects.toThrow(sentence);
  });
});
