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
