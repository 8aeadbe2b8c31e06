import { afterEach, describe, expect, it } from '@jest/globals';
import { createSquareClient } from '../../../../shared/channels/square/client/channel-client.ts';
import { parseChannelId, parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { collect } from '../listing.ts';
import { type StubAnswer, type StubRequest, type StubServer, startStubServer } from '../stub-server.ts';

const count = { catalog_object_id: 'VMUG', location_id: 'LMAIN', state: 'IN_STOCK', quantity: '8' };
let square: StubServer | undefined;

afterEach(async () => {
  await square?.close();
  square = undefined;
});

async function clientFor(answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>) {
  square = await startStubServer(answer);
  const channel = {
    id: parseChannelId('square'),
    platform: 'square' as const,
    locations: { LMAIN: [parseLocationId('main')], LBACK: [parseLocationId('back')] },
    apiEndpoint: square.endpoint,
    buffer: 0,
  };
  return createSquareClient(channel, { accessToken: 'token', signatureKey: 'key' });
}

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
    const client = await clientFor(({ path, body }) => {
      const { searchParams } = new URL(path, 'http://square');
      if (path.startsWith('/v2/catalog/list')) {
        return { body: items[Number(searchParams.get('cursor') ?? 0)] };
      }
      // The counts come in two pages.
      return { body: (body as { cursor?: string }).cursor ? { counts: loose } : { counts, cursor: 'more' } };
    });
    const listings = (await collect(client.catalogue())).map(
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

  describe.each([
    ['in kilograms with grams, though whole ones are there now', { measurement_unit_id: 'UKG' }, /fractions/],
    ['in a unit that the account does not have', { measurement_unit_id: 'UGONE' }, /fractions/],
    [
      'in a unit of which Square does not say how fine it is: it has 3 places',
      { measurement_unit_id: 'ULB' },
      /fractions/,
    ],
    ['by the glass, of bottles that are counted', { stockable: false }, /another variation/],
  ])('of what is sold %s', (_, data, reason) => {
    it('leaves it out with its reason, and has what is sold by the pair', async () => {
      const unit = (id: string, precision?: number) => ({
        type: 'MEASUREMENT_UNIT',
        id,
        measurement_unit_data: { measurement_unit: { type: 'TYPE_CUSTOM' }, precision },
      });
      const sold = [variation('VODD', data), variation('VPAIR', { measurement_unit_id: 'UPAIR' })];
      const client = await clientFor(({ path, body }) => {
        const { searchParams } = new URL(path, 'http://square');
        const units = [[unit('UKG', 3), unit('ULB')], [unit('UPAIR', 0)]];
        switch (searchParams.get('types')) {
          case 'ITEM':
            return { body: { objects: [{ item_data: { name: 'Tea', variations: sold } }] } };
          case 'MEASUREMENT_UNIT':
            return { body: searchParams.has('cursor') ? { objects: units[1] } : { objects: units[0], cursor: 'more' } };
          default:
            expect(body).toMatchObject({ catalog_object_ids: ['VPAIR'] });
            return { body: { counts: [{ ...count, catalog_object_id: 'VPAIR' }] } };
        }
      });
      const left: string[] = [];
      const listings = await collect(client.catalogue(({ sku, reason: because }) => left.push(`${sku}: ${because}`)));
      expect(listings.map(({ sku, channelLocation }) => `${sku} ${channelLocation}`)).toEqual([
        'PAIR LMAIN',
        'PAIR LBACK',
      ]);
      expect(left).toEqual([expect.stringMatching(reason)]);
    });
  });

  it('leaves out what one location counts in fractions, at the others too', async () => {
    const client = await clientFor(({ path }) =>
      path.startsWith('/v2/catalog/list')
        ? { body: { objects: [{ item_data: { name: 'Tea', variations: [variation('VMUG', {})] } }] } }
        : {
            body: {
              counts: [
                { ...count, quantity: '0.5' },
                { ...count, location_id: 'LBACK' },
              ],
            },
          },
    );
    const left: string[] = [];
    expect(await collect(client.catalogue(({ reason }) => left.push(reason)))).toEqual([]);
    expect(left).toEqual([expect.stringContaining('fractions')]);
  });

  it('names what we need to push to a listing', async () => {
    const client = await clientFor(({ path }) =>
      path.startsWith('/v2/catalog/list')
        ? { body: { objects: [{ item_data: { name: 'Mug', variations: [variation('VMUG', {})] } }] } }
        : { body: { counts: [count] } },
    );
    expect((await collect(client.catalogue()))[0]).toEqual({
      sku: 'MUG',
      channelLocation: 'LMAIN',
      externalId: 'VMUG',
      drawsOn: ['main'],
      managed: true,
      shows: 8,
      title: 'Mug',
    });
  });

  it('names a page whose counts cannot be read, and has the others, when a comparison reads it', async () => {
    const client = await clientFor(({ path, body }) => {
      const { searchParams } = new URL(path, 'http://square');
      if (path.startsWith('/v2/catalog/list')) {
        return { body: items[Number(searchParams.get('cursor') ?? 0)] };
      }
      return JSON.stringify(body).includes('VMUG') ? { status: 500 } : { body: { counts: [] } };
    });
    const unread: string[] = [];
    const listings = await collect(client.catalogue(undefined, ({ id }) => unread.push(id)));
    expect([...new Set(listings.map(({ sku }) => sku))]).toEqual(['LOOSE', 'HERE', 'NEW']);
    expect(unread).toEqual(['the counts of 2 variations from VMUG to VRED']);
    await expect(collect(client.catalogue())).rejects.toThrow('status 500');
  });

  it('of one page that cannot be read rejects: only its cursor leads to the next', async () => {
    const client = await clientFor(() => ({ status: 500 }));
    await expect(collect(client.catalogue(undefined, () => undefined))).rejects.toThrow('status 500');
  });

  it('does not take a count without a number for 0', async () => {
    const client = await clientFor(({ path }) =>
      path.startsWith('/v2/catalog/list')
        ? { body: { objects: [{ item_data: { name: 'Mug', variations: [variation('VMUG', {})] } }] } }
        : { body: { counts: [{ ...count, quantity: null }] } },
    );
    const listings = await collect(client.catalogue());
    expect(listings.map(({ channelLocation, shows }) => [channelLocation, shows])).toEqual([['LBACK', 0]]);
  });

  it('that cannot be read rejects', async () => {
    const client = await clientFor(() => ({ status: 401, body: { errors: [{ code: 'UNAUTHORIZED' }] } }));
    await expect(collect(client.catalogue())).rejects.toThrow('Square refused with UNAUTHORIZED');
  });

  it('waits while Square throttles', async () => {
    let asked = 0;
    const client = await clientFor(() => {
      asked += 1;
      return asked === 1 ? { status: 429, headers: { 'retry-after': '0.01' } } : { body: { objects: [] } };
    });
    expect(await collect(client.catalogue())).toEqual([]);
    expect(asked).toBe(2);
  });
});
