import { afterEach, describe, expect, it } from '@jest/globals';
import { createShopifySweep } from '../../../../../shared/channels/shopify/orders/order-feed.ts';
import { collect } from '../../listing.ts';
import { type StubShop, startStubShop } from '../stub-shop.ts';

let shop: StubShop | undefined;

afterEach(async () => {
  await shop?.close();
  shop = undefined;
});

describe('a sweep of Shopify', () => {
  it.each([
    ['for some seconds where Shopify does not say how much is left', undefined, 5_000],
    ['until it is half full', { maximumAvailable: 2_000, currentlyAvailable: 300, restoreRate: 100 }, 7_000],
    ['not at all where it is', { maximumAvailable: 2_000, currentlyAvailable: 1_500, restoreRate: 100 }, 0],
  ])(
    'searches for what changed in its time, and waits for the shop’s call budget between two pages %s',
    async (_, throttleStatus, waitMs) => {
      const pageInfos = [
        { hasNextPage: true, endCursor: 'one' },
        { hasNextPage: false, endCursor: 'two' },
      ];
      shop = await startStubShop(() => {
        const pageInfo = pageInfos[(shop?.asked.length ?? 1) - 1];
        const cost = { requestedQueryCost: 900, actualQueryCost: 100, throttleStatus };
        return { body: { data: { orders: { nodes: [], pageInfo } }, ...(throttleStatus && { extensions: { cost } }) } };
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
      expect(waits).toEqual([waitMs]);
    },
  );

  it('sets an odd row aside with its reason, also one of a further page, and reads the rest of its order and page', async () => {
    const pageInfo = { hasNextPage: false, endCursor: null };
    const line = (id: number, quantity: unknown) => ({
      id: `gid://shopify/LineItem/${id}`,
      sku: 'MUG',
      isGiftCard: false,
      restockable: true,
      variant: { id: 'gid://shopify/ProductVariant/1', inventoryItem: { tracked: true } },
      quantity,
      currentQuantity: quantity,
      fulfillableQuantity: quantity,
    });
    const order = (id: number, quantity: unknown, more = false) => ({
      id: `gid://shopify/Order/${id}`,
      createdAt: '2026-11-24T17:30:00Z',
      updatedAt: '2026-11-24T17:30:00Z',
      processedAt: '2026-11-24T17:30:00Z',
      cancelledAt: null,
      retailLocation: null,
      lineItems: { nodes: [line(id, quantity)], pageInfo: { hasNextPage: more, endCursor: 'more' } },
      fulfillments: [],
      refunds: [],
      fulfillmentOrders: { nodes: [], pageInfo },
    });
    shop = await startStubShop(({ query }) =>
      query.includes('StocklineOrderLines')
        ? { body: { data: { within: { page: { nodes: [line(9, 'many')], pageInfo } } } } }
        : {
            body: {
              data: { orders: { nodes: [order(1, 2), order(2, 1.5), null, order(3, 1, true), order(4, 3)], pageInfo } },
            },
          },
    );
    const sweep = createShopifySweep(shop.channel, { clientId: 'id', clientSecrets: ['secret'] });
    const aside: unknown[] = [];
    const pages = sweep.changedWithin(
      new Date(0),
      new Date(1),
      async () => undefined,
      (row) => aside.push(row),
    );
    const read = (await collect(pages)).map(({ source }) => `${source.order}: ${source.line}`);
    expect([...new Set(read)]).toEqual(['1: 1', '3: 3', '4: 4']);
    expect(aside).toEqual([
      { id: 'one order', reason: 'The row: Invalid type: Expected Object.' },
      { id: 'line 2 of order 2', reason: 'quantity: Expected a whole number, 0 or more.' },
      { id: 'line 9 of order 3', reason: 'quantity: Expected a whole number, 0 or more.' },
    ]);
  });
});
