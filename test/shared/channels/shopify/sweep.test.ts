import { afterEach, describe, expect, it } from '@jest/globals';
import { createShopifySweep } from '../../../../shared/channels/shopify/orders/order-feed.ts';
import { type StubShop, startStubShop } from './stub-shop.ts';

let shop: StubShop | undefined;

afterEach(async () => {
  await shop?.close();
  shop = undefined;
});

describe('a sweep of Shopify', () => {
  it('searches for what changed in its time, and leaves the shop’s call budget to pushes between two pages', async () => {
    const pageInfos = [
      { hasNextPage: true, endCursor: 'one' },
      { hasNextPage: false, endCursor: 'two' },
    ];
    shop = await startStubShop(() => {
      const pageInfo = pageInfos[(shop?.asked.length ?? 1) - 1];
      return { body: { data: { orders: { nodes: [], pageInfo } } } };
    });
    const waits: number[] = [];
    const wait = async (milliseconds: number) => waits.push(milliseconds);
    const sweep = createShopifySweep(shop.channel, { clientId: 'id', clientSecrets: ['secret'] }, { wait });
    const pages = sweep.changedWithin(
      new Date('2026-11-24T17:00:00Z'),
      new Date('2026-11-24T18:00:00Z'),
      async () => undefined,
    );
    for await (const page of pages) {
      expect(page).toEqual([]);
    }
    expect(shop.asked.map(({ variables }) => [variables['query'], variables['after']])).toEqual([
      ["updated_at:>='2026-11-24T17:00:00.000Z' updated_at:<='2026-11-24T18:00:00.000Z'", null],
      ["updated_at:>='2026-11-24T17:00:00.000Z' updated_at:<='2026-11-24T18:00:00.000Z'", 'one'],
    ]);
    expect(waits).toEqual([5_000]);
  });
});
