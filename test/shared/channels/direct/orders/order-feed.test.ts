import { afterEach, describe, expect, it } from '@jest/globals';
import { createDirectOrderFeed, createDirectSweep } from '../../../../../shared/channels/direct/orders/order-feed.ts';
import { parseLocationId, parseSku } from '../../../../../shared/domain/identifiers.ts';
import type { SetAsideRow } from '../../../../../shared/ports/channel/channel.ts';
import { collect } from '../../listing.ts';
import { type StubServer, startStubServer } from '../../stub-server.ts';
import { KEYS, ownShop } from '../own-shop.ts';

const SINCE = new Date('2026-11-24T12:00:00.000Z');
const UNTIL = new Date('2026-11-24T12:15:00.000Z');
const timestamp = SINCE.toISOString();

const sale = (id: string) => ({
  type: 'sale.completed',
  timestamp,
  data: { id, lines: [{ id: '1', sku: 'MUG', quantity: 1 }] },
});
const counted = {
  ...{ type: 'stock.counted', timestamp },
  data: { id: 'C-1', countedAt: timestamp, lines: [{ id: '1', sku: 'MUG', quantity: 7 }] },
};
const odd = { type: 'sale.completed', timestamp, data: { id: 'T-9', lines: [] } };
const ofOtherKind = { type: 'customer.created', timestamp, data: {} };

let shop: StubServer;

afterEach(() => shop.close());

async function open(...pages: readonly object[]) {
  shop = await startStubServer(() => ({ body: pages[shop.requests.length - 1] }));
  return ownShop(shop.endpoint);
}

describe('a sweep of a direct channel', () => {
  it('asks page by page for what was recorded between two times, and reads messages as its door does', async () => {
    const channel = await open(
      { messages: [sale('T-1'), counted], next: '2' },
      { messages: [sale('T-2')], next: null },
    );
    const found = await collect(createDirectSweep(channel, KEYS).changedWithin(SINCE, UNTIL, async () => undefined));
    expect(found.map(({ source }) => source.key)).toEqual([
      'sale:web:T-1:line:1',
      'count:web:C-1:line:1',
      'sale:web:T-2:line:1',
    ]);
    const window = { since: timestamp, until: UNTIL.toISOString() };
    expect(shop.requests.map(({ body }) => body)).toEqual([window, { ...window, after: '2' }]);
  });

  it('sets a message aside that cannot be read, by its id, and goes on', async () => {
    const channel = await open({ messages: [odd, 'nonsense', ofOtherKind, sale('T-1')] });
    const setAside: SetAsideRow[] = [];
    const sweep = createDirectSweep(channel, KEYS);
    const found = await collect(
      sweep.changedWithin(
        SINCE,
        UNTIL,
        async () => undefined,
        (row) => setAside.push(row),
      ),
    );
    expect(found).toHaveLength(1);
    expect(setAside).toEqual([
      { id: 'message T-9', reason: 'data.lines: Expected at least one line.' },
      { id: 'one message', reason: expect.any(String) },
    ]);
  });

  it.each([
    ['a page leads to itself', ['again', 'again', 'again']],
    ['pages lead round in a circle', ['a', 'b', 'c', 'a', 'b', 'c']],
  ])('is not made for ever where %s', async (_, nexts) => {
    const channel = await open(...nexts.map((next) => ({ messages: [], next })));
    const sweep = createDirectSweep(channel, KEYS);
    await expect(collect(sweep.changedWithin(SINCE, UNTIL, async () => undefined))).rejects.toThrow(
      'leads to one that was read before',
    );
  });
});

describe('an import of a direct channel', () => {
  it('reads no counts among the changes: what was counted before is on hand', async () => {
    const channel = await open({ messages: [counted, sale('T-1')] });
    const feed = createDirectOrderFeed(channel, KEYS, () => UNTIL);
    expect(await collect(feed.changedSince(SINCE, new Map()))).toMatchObject([{ kind: 'movement' }]);
    expect(shop.requests[0]?.body).toEqual({ since: timestamp, until: UNTIL.toISOString() });
  });

  it('reads a listing again that is not there any more as one that shows nothing', async () => {
    const channel = await open({ figures: [] });
    const listing = {
      ...{ sku: parseSku('MUG'), channelLocation: 'shop', externalId: 'L-1', managed: true, shows: 5 },
      drawsOn: [parseLocationId('main')],
    };
    expect(await createDirectOrderFeed(channel, KEYS).readAgain(listing)).toEqual({ ...listing, shows: 0 });
  });
});
