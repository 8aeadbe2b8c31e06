import { describe, expect, it } from '@jest/globals';
import { AMAZON } from '../../../../sandbox/kernel/identities.ts';
import { BAG, openSeller } from '../seller-under-test.ts';

describe('the Orders API of Amazon', () => {
  it('gives an order with the data sets that are asked for', async () => {
    const { control, getOrder } = await openSeller();
    const id = await control.buy({ sku: BAG.sku, quantity: 3 });
    await control.act(id, 'fulfil');
    const bare = (await getOrder(id)).body['order'] as Record<string, unknown>;
    expect(bare['fulfillment']).toBeUndefined();
    expect((await getOrder(id, ['FULFILLMENT'])).body).toMatchObject({
      order: {
        orderId: id,
        salesChannel: { channelName: 'AMAZON', marketplaceId: AMAZON.marketplaceId },
        fulfillment: { fulfillmentStatus: 'SHIPPED', fulfilledBy: 'MERCHANT' },
        orderItems: [
          {
            orderItemId: expect.stringMatching(/^\d{14}$/),
            quantityOrdered: 3,
            product: { sellerSku: BAG.sku, asin: BAG.amazon.asin },
            fulfillment: { quantityFulfilled: 3, quantityUnfulfilled: 0 },
          },
        ],
      },
    });
    expect(await getOrder('111-1111111-1111111')).toMatchObject({ status: 404 });
    expect(await getOrder(id, ['SECRETS'])).toMatchObject({ status: 400 });
  });

  it('reports who cancelled an order and why', async () => {
    const { control, getOrder } = await openSeller();
    const id = await control.buy({ sku: BAG.sku, quantity: 3 });
    await control.act(id, 'cancel', { restock: false });
    expect((await getOrder(id, ['CANCELLATION', 'FULFILLMENT'])).body).toMatchObject({
      order: {
        fulfillment: { fulfillmentStatus: 'CANCELLED' },
        orderItems: [
          {
            cancellation: { cancellationExecution: { cancelledBy: 'MERCHANT', cancelReason: 'No Inventory' } },
            fulfillment: { quantityUnfulfilled: 0 },
          },
        ],
      },
    });
  });

  it('finds orders changed since a time, the longest unchanged first, page by page', async () => {
    let now = Date.parse('2026-11-24T10:00:00.000Z');
    const { control, searchOrders } = await openSeller({ nowMs: () => now });
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      now += 60_000;
      ids.push(await control.buy({ sku: BAG.sku, quantity: 1 }));
    }
    const [oldest = '', middle, newest] = ids;
    now += 60_000;
    await control.act(oldest, 'cancel', { restock: true });
    const query = { lastUpdatedAfter: '2026-11-24T10:02:00.000Z', maxResultsPerPage: 2 };
    const first = await searchOrders(query);
    expect(first.body).toMatchObject({ orders: [{ orderId: middle }, { orderId: newest }] });
    const { nextToken: paginationToken } = first.body['pagination'] as { nextToken: string };
    const second = await searchOrders({ ...query, paginationToken });
    expect(second.body).toMatchObject({ orders: [{ orderId: oldest }] });
    expect(second.body).not.toHaveProperty('pagination');
    const created = await searchOrders({ createdAfter: '2026-11-24T10:02:00.000Z', fulfillmentStatuses: ['PENDING'] });
    expect(created.body).toMatchObject({ orders: [{ orderId: middle }, { orderId: newest }] });
  });

  it('takes the token of a page for the same search only', async () => {
    const now = Date.parse('2026-11-24T10:00:00.000Z');
    const { control, searchOrders } = await openSeller({ nowMs: () => now });
    await control.buy({ sku: BAG.sku, quantity: 1 });
    await control.buy({ sku: BAG.sku, quantity: 1 });
    const query = { createdAfter: '2026-11-24T10:00:00.000Z', fulfilledBy: ['MERCHANT'], maxResultsPerPage: 1 };
    const { nextToken: paginationToken } = (await searchOrders(query)).body['pagination'] as { nextToken: string };
    const again = (change: object) => searchOrders({ ...query, paginationToken, ...change });
    expect(await again({ maxResultsPerPage: 2, includedData: ['FULFILLMENT'] })).toMatchObject({ status: 200 });
    expect(await again({ fulfilledBy: ['AMAZON'] })).toMatchObject({ status: 400 });
    expect(await again({ createdAfter: '2026-11-24T09:00:00.000Z' })).toMatchObject({ status: 400 });
  });

  it.each([
    [{}],
    [{ createdAfter: '2026-11-24T10:00:00Z', lastUpdatedBefore: '2026-11-24T11:00:00Z' }],
    [{ lastUpdatedAfter: '2026-11-24T10:00:00Z', createdBefore: '2026-11-24T11:00:00Z' }],
    [{ lastUpdatedAfter: '2026-11-24T10:00:00Z', fulfillmentStatuses: ['Unshipped'] }],
    [{ lastUpdatedAfter: '2026-11-24T10:00:00Z', marketplaceIds: Array.from({ length: 51 }, (_, at) => `M${at}`) }],
    [{ lastUpdatedAfter: 'yesterday' }],
    [{ lastUpdatedAfter: '2026-11-24T10:00:00Z', createdAfter: '2026-11-24T10:00:00Z' }],
    [{ lastUpdatedAfter: '2026-11-24T10:00:00Z', maxResultsPerPage: 101 }],
    [{ lastUpdatedAfter: '2026-11-24T10:00:00Z', paginationToken: 'x' }],
    [{ lastUpdatedAfter: '2026-11-24T10:00:00Z', lastUpdatedBefore: '2026-11-24T09:00:00Z' }],
    [{ lastUpdatedAfter: '2026-11-24T10:00:00Z', lastUpdatedBefore: new Date(Date.now() - 60_000).toISOString() }],
  ])('refuses the query %j', async (query) => {
    const { searchOrders } = await openSeller();
    expect(await searchOrders(query)).toMatchObject({ status: 400, body: { errors: [{ code: 'InvalidInput' }] } });
  });
});
