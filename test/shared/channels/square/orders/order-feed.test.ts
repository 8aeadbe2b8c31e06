import { afterEach, describe, expect, it } from '@jest/globals';
import { createSquareOrderFeed, createSquareSweep } from '../../../../../shared/channels/square/orders/order-feed.ts';
import { parseChannelId, parseLocationId, parseSku } from '../../../../../shared/domain/identifiers.ts';
import type { SetAside } from '../../../../../shared/ports/channel/channel.ts';
import type { ListedSku, SweptObservation } from '../../../../../shared/ports/intake/sweep.ts';
import { type StubServer, startStubServer } from '../../stub-server.ts';

const SINCE = '2026-11-24T17:00:00.000Z';
const UNTIL = '2026-11-24T18:00:00.000Z';
let square: StubServer | undefined;

afterEach(async () => {
  await square?.close();
  square = undefined;
});

const CREDENTIALS = { accessToken: 'token', signatureKey: 'key' };
const channelAt = (apiEndpoint: string) => ({
  id: parseChannelId('square'),
  platform: 'square' as const,
  locations: { LMAIN: [parseLocationId('main')] },
  apiEndpoint,
  buffer: 0,
});

type Body = {
  readonly catalog_object_ids?: readonly string[];
  readonly cursor?: string;
  readonly updated_after: string;
};

/** Pages of what changed, whatever its SKU; asked for the changes of some variations, the stub reports those of the pages. */
async function sweep(pages: readonly (readonly Change[])[], listed: Readonly<Record<string, ListedSku>>) {
  square = await startStubServer(({ body }) => {
    const { catalog_object_ids: ids, cursor = '0' } = body as Body;
    if (ids !== undefined) {
      return { body: { changes: pages.flat().filter(({ adjustment }) => ids.includes(adjustment.catalog_object_id)) } };
    }
    const next = Number(cursor) + 1;
    return { body: { changes: pages[Number(cursor)], ...(next < pages.length && { cursor: String(next) }) } };
  });
  const found: SweptObservation[] = [];
  const odd: string[] = [];
  const swept = createSquareSweep(channelAt(square.endpoint), CREDENTIALS);
  const setAside: SetAside = ({ id }) => odd.push(id);
  for await (const page of swept.changedWithin(new Date(SINCE), new Date(UNTIL), async (id) => listed[id], setAside)) {
    found.push(...page);
  }
  const asked = square.requests.map(({ body }) => body as Body);
  return {
    found,
    odd,
    searches: asked.filter((each) => !each.catalog_object_ids),
    reads: asked.filter((each) => each.catalog_object_ids),
  };
}

type Change = ReturnType<typeof sold>;

function sold(id: string, variation: string, rest: object = {}) {
  return {
    type: 'ADJUSTMENT',
    adjustment: {
      id,
      catalog_object_id: variation,
      from_state: 'IN_STOCK',
      to_state: 'SOLD',
      from_location_id: 'LMAIN',
      quantity: '1',
      occurred_at: '2026-11-24T17:30:00Z',
      ...rest,
    },
  };
}

const MUG: ListedSku = { sku: parseSku('MUG'), registeredAt: '2026-11-01T00:00:00.000Z' };
const CUP: ListedSku = { sku: parseSku('CUP'), registeredAt: '2026-11-24T17:20:00.000Z' };
const BEANS: ListedSku = { sku: parseSku('BEANS'), registeredAt: '2026-11-01T00:00:00.000Z' };
const keysOf = (found: readonly SweptObservation[]) => found.map(({ sku, source }) => `${sku} ${source.key}`);

describe('a sweep of Square', () => {
  it('asks for changes of any variation at the channel’s locations, page by page, and reads each variation once', async () => {
    const pages = [[sold('A1', 'VMUG'), sold('A2', 'VMUG')], [sold('A3', 'VMUG')]];
    const { found, searches, reads } = await sweep(pages, { VMUG: MUG });
    expect(searches).toEqual([
      expect.objectContaining({ location_ids: ['LMAIN'], updated_after: SINCE, updated_before: UNTIL }),
      expect.objectContaining({ cursor: '1' }),
    ]);
    expect(reads.map(({ catalog_object_ids }) => catalog_object_ids)).toEqual([['VMUG']]);
    expect(keysOf(found)).toEqual(['A1', 'A2', 'A3'].map((id) => `MUG square-change:square:${id}`));
  });

  it('asks for a variation that was listed meanwhile only from then on: what was before is in its baseline', async () => {
    const { reads } = await sweep([[sold('A1', 'VMUG'), sold('A2', 'VCUP')]], { VMUG: MUG, VCUP: CUP });
    expect(reads).toEqual([
      expect.objectContaining({ catalog_object_ids: ['VMUG'], updated_after: SINCE }),
      expect.objectContaining({ catalog_object_ids: ['VCUP'], updated_after: CUP.registeredAt }),
    ]);
  });

  it('reads nothing of what only our own pushes or counts changed, nor of what Stockline does not list', async () => {
    const changes = [
      sold('A1', 'VMUG', { reference_id: 'stockline:abc' }),
      sold('A2', 'VMUG', { physical_count_id: 'C1' }),
      sold('A3', 'VPEN'),
    ];
    const { found, reads } = await sweep([changes], { VMUG: MUG });
    expect({ found, reads }).toEqual({ found: [], reads: [] });
  });

  it.each([
    ['also where both are listed', { VMUG: MUG, VBEANS: BEANS }, ['change A1 of VBEANS']],
    ['where only what is sold by the piece is listed', { VMUG: MUG }, []],
  ])('is not stopped by what is sold by weight, %s', async (_, listed, set) => {
    const changes = [sold('A1', 'VBEANS', { quantity: '0.35' }), sold('A2', 'VMUG', { quantity: '2' })];
    const { found, odd } = await sweep([changes], listed);
    expect(found).toMatchObject([{ sku: 'MUG', changes: [{ location: 'main', onHand: -2 }], deducted: 2 }]);
    expect(odd).toEqual(set);
  });

  it('leaves what happened after its time to the next', async () => {
    const changes = [sold('A1', 'VMUG'), sold('A2', 'VMUG', { occurred_at: '2026-11-24T18:00:01Z' })];
    const { found } = await sweep([changes], { VMUG: MUG });
    expect(keysOf(found)).toEqual(['MUG square-change:square:A1']);
  });
});

describe('what happened since a time, as an import reads it', () => {
  it('has what is sold by the piece, and names what is sold by weight', async () => {
    const changes = [sold('A1', 'VBEANS', { quantity: '0.35' }), sold('A2', 'VMUG', { quantity: '2' })];
    square = await startStubServer(() => ({ body: { changes } }));
    const feed = createSquareOrderFeed(channelAt(square.endpoint), CREDENTIALS);
    const odd: string[] = [];
    const skus = new Map([MUG, BEANS].map(({ sku }) => [`V${sku}`, sku]));
    const pages = await Array.fromAsync(feed.changedSince(new Date(SINCE), skus, ({ id }) => odd.push(id)));
    expect(pages.flat()).toMatchObject([{ sku: 'MUG', changes: [{ onHand: -2 }] }]);
    expect(odd).toEqual(['change A1 of VBEANS']);
  });
});
