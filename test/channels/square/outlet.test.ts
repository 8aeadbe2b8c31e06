import { afterEach, describe, expect, it } from '@jest/globals';
import { createSquareOutlet } from '../../../shared/channels/square/outlet.ts';
import { parseChannelId, parseLocationId } from '../../../shared/domain/identifiers.ts';
import { collect, listingOf, pushOf } from '../listing.ts';
import { type StubAnswer, type StubRequest, type StubServer, startStubServer } from '../stub-server.ts';

const NOW = new Date('2026-11-24T18:00:05.000Z');
const listing = listingOf({ channel: 'square', channelLocation: 'LMAIN', externalId: 'VMUG' });
const count = { catalog_object_id: 'VMUG', location_id: 'LMAIN', state: 'IN_STOCK', quantity: '8' };
let square: StubServer | undefined;

afterEach(async () => {
  await square?.close();
  square = undefined;
});

async function outletFor(answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>, timeoutMs = 8_000) {
  square = await startStubServer(answer);
  const channel = {
    id: parseChannelId('square'),
    platform: 'square' as const,
    locations: { LMAIN: [parseLocationId('main')], LBACK: [parseLocationId('back')] },
    apiEndpoint: square.endpoint,
    buffer: 0,
  };
  return createSquareOutlet(channel, { accessToken: 'token', signatureKey: 'key' }, { clock: () => NOW, timeoutMs });
}

describe('a push to Square', () => {
  it.each([
    [-2, 'IN_STOCK', 'SOLD', '2'],
    [3, 'NONE', 'IN_STOCK', '3'],
  ])('by %i is an adjustment from %s to %s, and Square proves what results', async (delta, from, to, quantity) => {
    const outlet = await outletFor(() => ({
      body: { counts: [{ ...count, location_id: 'LBACK', quantity: '99' }, count] },
    }));
    const push = pushOf(listing, delta);
    expect(await outlet.push(push)).toEqual({ kind: 'applied', nowShows: 8 });
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
    const outlet = await outletFor(() => 'hangUp');
    await expect(outlet.push(pushOf(listing, -2))).rejects.toThrow();
    await expect(outlet.push(pushOf(listing, -2))).rejects.toThrow();
    const [first, second] = square?.requests.map(({ body }) => JSON.stringify(body)) ?? [];
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  it('that is a day old has occurred now, since Square takes nothing older', async () => {
    const outlet = await outletFor(() => ({ body: { counts: [count] } }));
    await outlet.push(pushOf(listing, -2, { startedAt: '2026-11-23T18:00:00.000Z' }));
    expect(square?.requests[0]?.body).toMatchObject({ changes: [{ adjustment: { occurred_at: NOW.toISOString() } }] });
  });

  it('that Square knows by its key was applied, though the answer was lost', async () => {
    const outlet = await outletFor(() => ({ status: 400, body: { errors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] } }));
    expect(await outlet.push(pushOf(listing, -2))).toEqual({ kind: 'applied' });
  });

  it.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{}, 1_000],
    [{ 'retry-after': 'Tue, 24 Nov 2026 18:00:10 GMT' }, 1_000],
  ])('that is throttled with %j waits %i ms', async (headers, retryAfterMs) => {
    const outlet = await outletFor(() => ({ status: 429, headers, body: { errors: [{ code: 'RATE_LIMITED' }] } }));
    expect(await outlet.push(pushOf(listing, -2))).toEqual({ kind: 'throttled', retryAfterMs });
  });

  it.each<[StubAnswer, string]>([
    [
      { status: 404, body: { errors: [{ code: 'NOT_FOUND', detail: 'No item variation VMUG.' }] } },
      'Square refused with NOT_FOUND: No item variation VMUG.',
    ],
    [{ status: 401, body: 'no JSON' }, 'Square refused with status 401.'],
  ])('that is refused says why', async (answer, reason) => {
    const outlet = await outletFor(() => answer);
    expect(await outlet.push(pushOf(listing, -2))).toEqual({ kind: 'refused', reason });
  });

  it.each<[string, StubAnswer]>([
    ['a 5xx', { status: 503 }],
    ['a broken connection', 'hangUp'],
    ['no JSON', { body: '<html>' }],
  ])('answered with %s rejects, since nobody knows whether it was applied', async (_, answer) => {
    const outlet = await outletFor(() => answer);
    await expect(outlet.push(pushOf(listing, -2))).rejects.toThrow();
  });

  it('that is not answered in time rejects', async () => {
    const outlet = await outletFor(() => new Promise<StubAnswer>(() => undefined), 20);
    await expect(outlet.push(pushOf(listing, -2))).rejects.toThrow('timeout');
  });
});

describe('what Square shows', () => {
  it('is the count of its stock at the listing’s location', async () => {
    const outlet = await outletFor(() => ({
      body: { counts: [{ ...count, location_id: 'LBACK', quantity: '1' }, count] },
    }));
    expect(await outlet.readShown(listing)).toBe(8);
    expect(square?.requests[0]).toMatchObject({
      path: '/v2/inventory/counts/batch-retrieve',
      body: { catalog_object_ids: ['VMUG'], location_ids: ['LMAIN', 'LBACK'], states: ['IN_STOCK'] },
    });
  });

  it.each([
    [[], 'keeps no count'],
    [[{ ...count, quantity: '1.5' }], 'counts fractions'],
  ])('is not known when it is %j', async (counts, sentence) => {
    const outlet = await outletFor(() => ({ body: { counts } }));
    await expect(outlet.readShown(listing)).rejects.toThrow(sentence);
  });
});

describe('the catalogue of Square', () => {
  const variation = (id: string, data: object, rest: object = {}) => ({
    id,
    type: 'ITEM_VARIATION',
    item_variation_data: { name: 'Regular', sku: id.slice(1), track_inventory: true, ...data },
    ...rest,
  });
  const items = [
    {
      objects: [
        {
          type: 'ITEM',
          item_data: { name: 'Mug', variations: [variation('VMUG', {}), variation('VRED', { name: 'Red' })] },
        },
        { type: 'ITEM', item_data: { name: 'Gift', variations: [variation('VNOSKU', { sku: '' })] } },
      ],
      cursor: '1',
    },
    {
      objects: [
        {
          type: 'ITEM',
          item_data: {
            name: 'Tea',
            variations: [
              variation('VLOOSE', {}),
              variation('VUNTRACKED', { track_inventory: false }),
              variation('VHERE', {
                track_inventory: false,
                location_overrides: [{ location_id: 'LBACK', track_inventory: true }],
              }),
              variation('VABSENT', {}, { absent_at_location_ids: ['LMAIN', 'LBACK'] }),
              variation('VNEW', {}, { present_at_all_locations: false, present_at_location_ids: ['LMAIN'] }),
            ],
          },
        },
      ],
    },
    { objects: [] },
  ];

  it('has every counted variation with a SKU at every mapped location, over all pages', async () => {
    const counts = [count, { ...count, location_id: 'LBACK', quantity: '0' }, { ...count, catalog_object_id: 'VRED' }];
    const loose = ['LMAIN', 'LBACK'].map((location_id) => ({
      catalog_object_id: 'VLOOSE',
      location_id,
      state: 'IN_STOCK',
      quantity: '0.25',
    }));
    const outlet = await outletFor(({ path, body }) => {
      const { searchParams } = new URL(path, 'http://square');
      if (path.startsWith('/v2/catalog/list')) {
        return { body: items[Number(searchParams.get('cursor') ?? 0)] };
      }
      // The counts come in two pages.
      return { body: (body as { cursor?: string }).cursor ? { counts: loose } : { counts, cursor: 'more' } };
    });
    const listings = (await collect(outlet.catalogue())).map(
      ({ sku, channelLocation, shows, title }) => `${sku} ${channelLocation} ${shows} ${title}`,
    );
    expect(listings).toEqual([
      'MUG LMAIN 8 Mug',
      'MUG LBACK 0 Mug',
      'RED LMAIN 8 Mug – Red',
      'RED LBACK 0 Mug – Red',
      'HERE LBACK 0 Tea',
      'NEW LMAIN 0 Tea',
    ]);
  });

  it('names what we need to push to a listing', async () => {
    const outlet = await outletFor(({ path }) =>
      path.startsWith('/v2/catalog/list')
        ? { body: { objects: [{ item_data: { name: 'Mug', variations: [variation('VMUG', {})] } }] } }
        : { body: { counts: [count] } },
    );
    expect((await collect(outlet.catalogue()))[0]).toEqual({
      sku: 'MUG',
      channelLocation: 'LMAIN',
      externalId: 'VMUG',
      drawsOn: ['main'],
      managed: true,
      shows: 8,
      title: 'Mug',
    });
  });

  it('that cannot be read rejects', async () => {
    const outlet = await outletFor(() => ({ status: 401, body: { errors: [{ code: 'UNAUTHORIZED' }] } }));
    await expect(collect(outlet.catalogue())).rejects.toThrow('Square refused with UNAUTHORIZED');
  });

  it('waits while Square throttles', async () => {
    let asked = 0;
    const outlet = await outletFor(() => {
      asked += 1;
      return asked === 1 ? { status: 429, headers: { 'retry-after': '0.01' } } : { body: { objects: [] } };
    });
    expect(await collect(outlet.catalogue())).toEqual([]);
    expect(asked).toBe(2);
  });
});
