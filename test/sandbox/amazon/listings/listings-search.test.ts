import { describe, expect, it } from '@jest/globals';
import type { AmazonItem } from '../../../../sandbox/amazon/account.ts';
import { catalogueItem } from '../../../../sandbox/kernel/catalogue.ts';
import { BAG, FBA, HAT, openSeller } from '../seller-under-test.ts';

type Body = Record<string, unknown>;
type Item = { sku: string; summaries: { createdDate: string }[] };

const itemsOf = (body: Body) => body['items'] as Item[];
const skusOf = (body: Body) => itemsOf(body).map(({ sku }) => sku);

describe('a search of the listings at Amazon', () => {
  it('finds the latest changed first unless it asks for another order', async () => {
    let now = Date.parse('2026-11-24T10:00:00.000Z');
    const seller = await openSeller({ nowMs: () => now });
    now += 1_000;
    await seller.control.putStock(HAT.sku, 4);
    expect(skusOf((await seller.search({})).body)[0]).toBe(HAT.sku);
    const oldestFirst = { sortBy: 'createdDate', sortOrder: 'ASC' };
    expect(skusOf((await seller.search(oldestFirst)).body)).toEqual([BAG.sku, HAT.sku, FBA.sku]);
    expect(skusOf((await seller.search({ sortBy: 'sku' })).body)).toEqual([HAT.sku, FBA.sku, BAG.sku]);
  });

  it('finds what was created or changed from a time on and until a time', async () => {
    let now = Date.parse('2026-11-24T10:00:00.000Z');
    const seller = await openSeller({ nowMs: () => now });
    const oldestFirst = { sortBy: 'createdDate', sortOrder: 'ASC' };
    const created = itemsOf((await seller.search(oldestFirst)).body).map(
      ({ summaries: [first] }) => first?.createdDate,
    );
    expect(skusOf((await seller.search({ ...oldestFirst, createdAfter: created[1] })).body)).toEqual([
      HAT.sku,
      FBA.sku,
    ]);
    expect(skusOf((await seller.search({ createdBefore: created[0] })).body)).toEqual([BAG.sku]);
    now += 1_000;
    await seller.control.putStock(HAT.sku, 4);
    const since = new Date(now).toISOString();
    expect(skusOf((await seller.search({ lastUpdatedAfter: since })).body)).toEqual([HAT.sku]);
  });

  it('finds listings by the states that hold and that do not', async () => {
    const seller = await openSeller();
    await seller.control.putStock(HAT.sku, 0);
    expect(skusOf((await seller.search({ withoutStatus: ['BUYABLE'] })).body)).toEqual([HAT.sku]);
    expect(skusOf((await seller.search({ withStatus: ['BUYABLE'] })).body)).not.toContain(HAT.sku);
  });

  it('ends after 1,000 listings, and goes on in a search of those created since the last', async () => {
    const catalogue: AmazonItem[] = Array.from({ length: 1_010 }, (_, at) => catalogueItem(`SKU-${at}`, 'One', 1));
    const free = { perSecond: 10_000, burst: 10_000 };
    const seller = await openSeller({ catalogue, usagePlans: { searchListingsItems: free } });
    const query = { sortBy: 'createdDate', sortOrder: 'ASC', pageSize: 20 };
    const found: Item[] = [];
    let pageToken: string | undefined;
    do {
      const { body } = await seller.search({ ...query, ...(pageToken !== undefined && { pageToken }) });
      expect(body['numberOfResults']).toBe(1_010);
      found.push(...itemsOf(body));
      pageToken = (body['pagination'] as { nextToken?: string }).nextToken;
    } while (pageToken !== undefined);
    expect(found).toHaveLength(1_000);
    const createdAfter = found.at(-1)?.summaries[0]?.createdDate;
    expect(skusOf((await seller.search({ ...query, createdAfter })).body)).toHaveLength(11);
  });

  it.each([
    [
      'more than 20 identifiers',
      { identifiers: Array.from({ length: 21 }, (_, at) => `S${at}`), identifiersType: 'SKU' },
    ],
    ['identifiers without their type', { identifiers: ['HAT'] }],
    ['a type without identifiers', { identifiersType: 'SKU' }],
    ['an order of the price', { sortBy: 'price' }],
    ['an order that is none', { sortOrder: 'UP' }],
    ['a state that is none', { withStatus: ['SOLD'] }],
    ['a time that is none', { createdAfter: 'yesterday' }],
  ])('refuses %s', async (_, query) => {
    const { search } = await openSeller();
    expect(await search(query)).toMatchObject({ status: 400, body: { errors: [{ code: 'InvalidInput' }] } });
  });
});
