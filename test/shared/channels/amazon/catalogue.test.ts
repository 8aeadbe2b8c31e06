import { afterEach, describe, expect, it } from '@jest/globals';
import { createAmazonClient } from '../../../../shared/channels/amazon/client/channel-client.ts';
import type { LeftOut } from '../../../../shared/ports/channel/channel.ts';
import { collect } from '../listing.ts';
import type { StubAnswer, StubRequest } from '../stub-server.ts';
import { credentials, type StubSeller, startStubSeller } from './stub-seller.ts';

let amazon: StubSeller | undefined;

afterEach(async () => {
  await amazon?.close();
  amazon = undefined;
});

async function clientFor(answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>) {
  amazon = await startStubSeller(answer);
  return createAmazonClient(amazon.channel, credentials);
}

describe('the catalogue of Amazon', () => {
  const item = (sku: string, availability: object[], createdDate = '2026-01-01T00:00:00Z') => ({
    sku,
    summaries: [{ marketplaceId: 'ATVPDKIKX0DER', itemName: `Größe ${sku}`, createdDate }],
    fulfillmentAvailability: availability,
  });
  const own = (quantity: number) => [{ fulfillmentChannelCode: 'DEFAULT', quantity }];

  it('has every listing over all pages, and those that Amazon fulfils as not ours to push', async () => {
    const pages = [
      [item('MUG', own(5)), item('FBA', [{ fulfillmentChannelCode: 'AMAZON_NA' }])],
      [item('BOTH', [...own(3), { fulfillmentChannelCode: 'AMAZON_EU' }]), item('NEITHER', []), item('OUT', own(0))],
    ];
    const client = await clientFor(({ path }) => {
      const page = Number(new URL(path, 'http://amazon').searchParams.get('pageToken') ?? 0);
      return { body: { numberOfResults: 5, pagination: page === 0 ? { nextToken: '1' } : {}, items: pages[page] } };
    });
    const listings = await collect(client.catalogue());
    expect(listings.map(({ sku, shows, managed }) => [sku, shows, managed])).toEqual([
      ['MUG', 5, true],
      ['FBA', 0, false],
      ['BOTH', 3, false],
      ['OUT', 0, true],
    ]);
    expect(listings[0]).toEqual({
      sku: 'MUG',
      channelLocation: '-',
      externalId: 'MUG',
      drawsOn: ['main', 'back'],
      managed: true,
      shows: 5,
      title: 'Größe MUG',
    });
    expect(amazon?.calls()[0]?.path).toMatch(/\/items\/A2SELLER\?.*includedData=summaries%2CfulfillmentAvailability/);
  });

  it('leaves out, each with its reason, what it cannot take, and takes the rest of the page', async () => {
    const items = [
      item('MUG', own(5)),
      item('NEITHER', []),
      { ...item('ABSENT', []), fulfillmentAvailability: undefined },
      item('UNREPORTED', [{ fulfillmentChannelCode: 'DEFAULT' }]),
      item('BILLIONS', own(2_000_000_000)),
      item('PLACES', [...own(0), { fulfillmentChannelCode: 'ss-1', quantity: 9 }]),
      { summaries: [] },
      null,
      item('CUP', own(2)),
    ];
    const client = await clientFor(() => ({ body: { items } }));
    const leftOut: LeftOut[] = [];
    const listings = await collect(client.catalogue((what) => leftOut.push(what)));
    expect(listings.map(({ sku, shows }) => [sku, shows])).toEqual([
      ['MUG', 5],
      ['CUP', 2],
    ]);
    expect(leftOut.map(({ sku, reason }) => [sku, reason])).toEqual([
      ['BILLIONS', expect.stringContaining('Expected at most 1000000000.')],
      ['', 'sku: The field is missing.'],
      ['', expect.stringContaining('The row')],
      ['NEITHER', expect.stringContaining('that is not 0')],
      ['ABSENT', expect.stringContaining('that is not 0')],
      ['UNREPORTED', expect.stringContaining('that is not 0')],
      ['PLACES', expect.stringContaining('multi-location inventory')],
    ]);
  });

  it('names what it cannot take once, on however many marketplaces it is offered', async () => {
    const items = [item('BILLIONS', own(2_000_000_000)), item('CUP', own(2))];
    amazon = await startStubSeller(() => ({ body: { items } }));
    const channel = { ...amazon.channel, marketplaceIds: ['ATVPDKIKX0DER', 'A2EUQ1WTGCTBG2'] };
    const client = createAmazonClient(channel, credentials);
    const [leftOut, unread]: [string[], string[]] = [[], []];
    await collect(
      client.catalogue(
        ({ sku }) => leftOut.push(sku),
        ({ id }) => unread.push(id),
      ),
    );
    expect([leftOut, unread]).toEqual([['BILLIONS'], ['listing BILLIONS']]);
  });

  it('goes on behind the thousand listings that one search reports', async () => {
    const all = Array.from({ length: 1_500 }, (_, index) =>
      item(`S${index}`, own(1), `2026-01-${String(1 + Math.floor(index / 100)).padStart(2, '0')}T00:00:00Z`),
    );
    const client = await clientFor(({ path }) => {
      const query = new URL(path, 'http://amazon').searchParams;
      const after = query.get('createdAfter') ?? '';
      const found = all.filter(({ summaries }) => (summaries[0]?.createdDate ?? '') >= after).slice(0, 1_000);
      const start = Number(query.get('pageToken') ?? 0);
      const next = start + 20 < found.length ? { nextToken: String(start + 20) } : {};
      return { body: { numberOfResults: found.length, pagination: next, items: found.slice(start, start + 20) } };
    });
    const skus = (await collect(client.catalogue())).map(({ sku }) => sku);
    expect(skus).toHaveLength(1_500);
    expect(new Set(skus).size).toBe(1_500);
  });

  /** Sixty listings of an hour each; a page with one of the `broken` is answered with an error. */
  function brokenAt(...broken: readonly number[]) {
    const all = Array.from({ length: 60 }, (_, hour) =>
      item(`S${hour}`, own(1), new Date(Date.UTC(2026, 0, 1, hour)).toISOString()),
    );
    return ({ path }: StubRequest): StubAnswer => {
      const query = new URL(path, 'http://amazon').searchParams;
      const found = all.filter(
        ({ summaries }) => (summaries[0]?.createdDate ?? '') >= (query.get('createdAfter') ?? ''),
      );
      const start = Number(query.get('pageToken') ?? 0);
      const items = found.slice(start, start + 20);
      if (items.some(({ sku }) => broken.includes(Number(sku.slice(1))))) {
        return { status: 500 };
      }
      const next = start + 20 < found.length ? { nextToken: String(start + 20) } : {};
      return { body: { numberOfResults: found.length, pagination: next, items } };
    };
  }

  const hours = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

  it.each([
    ['a page in the middle', [25], [hours(20, 25)]],
    ['the first page', [0], [[0]]],
    ['two pages', [25, 55], [hours(20, 25), hours(46, 55)]],
    ['two listings on one page', [25, 41], [hours(20, 41)]],
    ['the last page', [59], [hours(40, 59)]],
  ])('names the time whose listings cannot be read, and has what is behind it: %s', async (_, broken, unreadable) => {
    const client = await clientFor(brokenAt(...broken));
    const unread: string[] = [];
    const listings = await collect(client.catalogue(undefined, ({ id }) => unread.push(id)));
    const left = unreadable.flat();
    expect(listings.map(({ sku }) => Number(sku.slice(1)))).toEqual(
      hours(0, 59).filter((hour) => !left.includes(hour)),
    );
    expect(unread).toEqual(unreadable.map(() => expect.stringMatching(/^listings created from .+Z to .+Z$/)));
  });

  it('rejects at such a page when an import reads it, and when Amazon answers nothing at all', async () => {
    const client = await clientFor(brokenAt(25));
    await expect(collect(client.catalogue())).rejects.toThrow('status 500');
    await amazon?.close();
    const silent = await clientFor(() => ({ status: 500 }));
    await expect(collect(silent.catalogue(undefined, () => undefined))).rejects.toThrow('status 500');
  });

  it('waits while Amazon throttles', async () => {
    let asked = 0;
    const client = await clientFor(() => {
      asked += 1;
      return asked === 1 ? { status: 429, headers: { 'x-amzn-ratelimit-limit': '100' } } : { body: { items: [] } };
    });
    expect(await collect(client.catalogue())).toEqual([]);
    expect(asked).toBe(2);
  });
});
