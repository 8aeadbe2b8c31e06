import { afterEach, describe, expect, it } from '@jest/globals';
import { createSquareChangeReader } from '../../../../../shared/channels/square/orders/change-reader.ts';
import { parseChannelId, parseLocationId, parseSku } from '../../../../../shared/domain/identifiers.ts';
import type { SetAside } from '../../../../../shared/ports/channel/channel.ts';
import { type StubServer, startStubServer } from '../../stub-server.ts';

const RECEIVED = '2026-11-24T18:00:00.250Z';
const READ = '2026-11-24T18:00:04.000Z';
const SKUS = new Map([['VMUG', parseSku('MUG')]]);
let square: StubServer | undefined;

afterEach(async () => {
  await square?.close();
  square = undefined;
});

async function read(pages: readonly unknown[], status = 200, setAside?: SetAside, stockWork = false) {
  await square?.close();
  square = await startStubServer(({ body }) => {
    const cursor = (body as { cursor?: string }).cursor;
    return { status, body: pages[cursor === undefined ? 0 : Number(cursor)] };
  });
  const channel = {
    id: parseChannelId('square'),
    platform: 'square' as const,
    locations: { LMAIN: [parseLocationId('main')], LBACK: [parseLocationId('back')] },
    apiEndpoint: square.endpoint,
    buffer: 0,
    stockWork,
  };
  const reader = createSquareChangeReader(channel, { accessToken: 'token', signatureKey: 'key' }, () => new Date(READ));
  return reader(SKUS, new Date('2026-11-24T17:00:00Z'), RECEIVED, setAside);
}

function adjustment(from_state: string, to_state: string, rest: object = {}) {
  return {
    type: 'ADJUSTMENT',
    adjustment: {
      id: 'A1',
      catalog_object_id: 'VMUG',
      from_state,
      to_state,
      from_location_id: 'LMAIN',
      to_location_id: 'LMAIN',
      quantity: '2',
      occurred_at: '2026-11-24T17:59:59.9Z',
      created_at: '2026-11-24T18:00:00Z',
      ...rest,
    },
  };
}

const page = (...changes: unknown[]) => [{ changes }];

describe('the history of Square', () => {
  it('reports a sale as units that left and that Square has counted down itself', async () => {
    expect(await read(page(adjustment('IN_STOCK', 'SOLD', { transaction_id: 'T9' })))).toEqual([
      {
        kind: 'movement',
        sku: 'MUG',
        source: { channel: 'square', order: 'T9', key: 'square-change:square:A1' },
        cause: 'sold',
        changes: [{ location: 'main', onHand: -2 }],
        deducted: 2,
        channelLocation: 'LMAIN',
        soldAs: 'VMUG',
        occurredAt: '2026-11-24T17:59:59.900Z',
        receivedAt: RECEIVED,
        readAt: Date.parse(READ),
      },
    ]);
    expect(square?.requests).toMatchObject([
      {
        method: 'POST',
        path: '/v2/inventory/changes/batch-retrieve',
        headers: { authorization: 'Bearer token', 'square-version': '2026-09-16' },
        body: {
          catalog_object_ids: ['VMUG'],
          location_ids: ['LMAIN', 'LBACK'],
          types: ['ADJUSTMENT'],
          updated_after: '2026-11-24T17:00:00.000Z',
        },
      },
    ]);
  });

  it.each([
    ['IN_STOCK', 'SOLD_ONLINE', 'sold', -2],
    ['IN_STOCK', 'RESERVED_FOR_SALE', 'sold', -2],
    ['IN_STOCK', 'WASTE', 'damaged', -2],
    ['IN_STOCK', 'NONE', 'adjusted', -2],
    ['UNLINKED_RETURN', 'IN_STOCK', 'returned', 2],
    ['RETURNED_BY_CUSTOMER', 'IN_STOCK', 'returned', 2],
    ['SOLD', 'IN_STOCK', 'returned', 2],
    ['NONE', 'IN_STOCK', 'received', 2],
    ['ORDERED_FROM_VENDOR', 'IN_STOCK', 'received', 2],
    ['WASTE', 'IN_STOCK', 'adjusted', 2],
  ])('reports %s to %s as %s', async (from, to, cause, onHand) => {
    expect(await read(page(adjustment(from, to)))).toMatchObject([
      { cause, changes: [{ location: 'main', onHand }], deducted: -onHand },
    ]);
  });

  it('reports a transfer once for each listing that it moves', async () => {
    expect(await read(page(adjustment('IN_STOCK', 'IN_STOCK', { to_location_id: 'LBACK' })))).toMatchObject([
      {
        cause: 'transferred',
        source: { key: 'square-change:square:A1:from' },
        changes: [{ location: 'main', onHand: -2 }],
        deducted: 2,
        channelLocation: 'LMAIN',
      },
      {
        cause: 'transferred',
        source: { key: 'square-change:square:A1:to' },
        changes: [{ location: 'back', onHand: 2 }],
        deducted: -2,
        channelLocation: 'LBACK',
      },
    ]);
  });

  it('reports only the mapped end of a transfer', async () => {
    expect(await read(page(adjustment('IN_STOCK', 'IN_STOCK', { from_location_id: 'LOTHER' })))).toMatchObject([
      { changes: [{ location: 'main', onHand: 2 }], deducted: -2 },
    ]);
  });

  it('reads the location of older versions', async () => {
    const old = { from_location_id: undefined, to_location_id: undefined, location_id: 'LBACK' };
    expect(await read(page(adjustment('IN_STOCK', 'SOLD', old)))).toMatchObject([
      { changes: [{ location: 'back', onHand: -2 }] },
    ]);
  });

  it.each([
    ['of our own pushes', adjustment('IN_STOCK', 'SOLD', { reference_id: 'stockline:7:1' })],
    ['that a count made', adjustment('NONE', 'IN_STOCK', { physical_count_id: 'P1' })],
    ['elsewhere', adjustment('IN_STOCK', 'SOLD', { from_location_id: 'LOTHER', to_location_id: 'LOTHER' })],
    ['between other states', adjustment('SOLD', 'WASTE')],
    ['of another variation', adjustment('IN_STOCK', 'SOLD', { catalog_object_id: 'VOTHER' })],
    ['counted by a person', { type: 'PHYSICAL_COUNT', physical_count: { id: 'P1' } }],
  ])('leaves out changes %s', async (_, change) => {
    expect(await read(page(change))).toEqual([]);
  });

  it('is read to its last page and reported in the order in which it happened', async () => {
    const at = (id: string, second: number) =>
      adjustment('IN_STOCK', 'SOLD', { id, occurred_at: `2026-11-24T17:59:0${second}Z` });
    const changes = await read([{ changes: [at('A3', 3), at('A1', 1)], cursor: '1' }, { changes: [at('A2', 2)] }, {}]);
    expect(changes.map(({ source }) => source.key)).toEqual([
      'square-change:square:A1',
      'square-change:square:A2',
      'square-change:square:A3',
    ]);
  });

  it('may be empty', async () => {
    expect(await read([{}])).toEqual([]);
  });

  it.each([
    [429, 'it throttles'],
    [401, 'Square refused with status 401'],
  ])('that Square does not report (%i) rejects', async (status, sentence) => {
    await expect(read([], status)).rejects.toThrow(sentence);
  });

  it('of fractions, or otherwise odd, is set aside with its reason, and costs no other change', async () => {
    const setAside: string[] = [];
    const changes = page(
      adjustment('IN_STOCK', 'SOLD', { id: 'A1', quantity: '1.5' }),
      adjustment('IN_STOCK', 'SOLD', { id: 'A2' }),
      { adjustment: { id: 'A3' } },
      null,
      adjustment('IN_STOCK', 'SOLD', { id: 'A4', quantity: '5000000000' }),
    );
    const found = await read(changes, 200, ({ id, reason }) => setAside.push(`${id}: ${reason}`));
    expect(found.map(({ source }) => source.key)).toEqual(['square-change:square:A2']);
    expect(setAside).toEqual([
      'change A1 of VMUG: adjustment.quantity: Expected a whole number as a decimal string.',
      'a change without an id: adjustment.catalog_object_id: The field is missing.',
      expect.stringContaining('a change without an id: The row'),
      'change A4 of VMUG: adjustment.quantity: Expected at most 1000000000.',
    ]);
  });
});

describe('the history of Square, where staff count there', () => {
  const count = (rest: object = {}) => ({
    type: 'PHYSICAL_COUNT',
    physical_count: {
      id: 'P1',
      catalog_object_id: 'VMUG',
      state: 'IN_STOCK',
      location_id: 'LMAIN',
      quantity: '94',
      occurred_at: '2026-11-24T17:59:00Z',
      ...rest,
    },
  });
  const followed = (...changes: unknown[]) => read(page(...changes), 200, undefined, true);

  it('names a count of fractions, and costs no other change', async () => {
    const setAside: string[] = [];
    const changes = page(count({ quantity: '1.5' }), count({ id: 'P2' }));
    const found = await read(changes, 200, ({ id, reason }) => setAside.push(`${id}: ${reason}`), true);
    expect(found.map(({ source }) => source.key)).toEqual(['square-count:square:P2']);
    expect(setAside).toEqual([
      'count P1 of VMUG: physical_count.quantity: Expected a whole number as a decimal string.',
    ]);
  });

  it('reports a count, with what Square changed its own figure by', async () => {
    const made = adjustment('IN_STOCK', 'NONE', { physical_count_id: 'P1' });
    expect(await followed(made, count())).toEqual([
      {
        kind: 'count',
        sku: 'MUG',
        source: { channel: 'square', key: 'square-count:square:P1' },
        location: 'main',
        counted: 94,
        deducted: 2,
        channelLocation: 'LMAIN',
        soldAs: 'VMUG',
        occurredAt: '2026-11-24T17:59:00.000Z',
        receivedAt: RECEIVED,
      },
    ]);
    expect(square?.requests).toMatchObject([{ body: { types: ['ADJUSTMENT', 'PHYSICAL_COUNT'] } }]);
    expect(await followed(adjustment('NONE', 'IN_STOCK', { physical_count_id: 'P1' }), count())).toMatchObject([
      { counted: 94, deducted: -2 },
    ]);
    expect(await followed(count())).toMatchObject([{ counted: 94 }]);
  });

  it.each([
    ['of another variation', { catalog_object_id: 'VOTHER' }],
    ['at a location that is not mapped', { location_id: 'LOTHER' }],
    ['of another state', { state: 'WASTE' }],
  ])('leaves out a count %s', async (_name, rest) => {
    expect(await followed(count(rest))).toEqual([]);
  });

  it.each([
    ['IN_STOCK', 'RESERVED_FOR_SALE', 'takenOffSale', { unavailable: 2 }, 2],
    ['RESERVED_FOR_SALE', 'IN_STOCK', 'putBackOnSale', { unavailable: -2 }, -2],
    ['RESERVED_FOR_SALE', 'SOLD', 'sold', { onHand: -2, unavailable: -2 }, 0],
    ['RESERVED_FOR_SALE', 'WASTE', 'damaged', { onHand: -2, unavailable: -2 }, 0],
    ['IN_STOCK', 'IN_TRANSIT_TO', 'transferred', { onHand: -2 }, 2],
  ])('reports %s to %s as %s', async (from, to, cause, change, deducted) => {
    expect(await followed(adjustment(from, to))).toMatchObject([
      { cause, changes: [{ location: 'main', ...change }], deducted },
    ]);
  });

  it('leaves out units that were never in stock and are reserved', async () => {
    expect(await followed(adjustment('NONE', 'RESERVED_FOR_SALE'))).toEqual([]);
  });
});
