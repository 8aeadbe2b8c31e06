import { describe, expect, it } from '@jest/globals';
import { BAG, HAT, openSeller } from './seller-under-test.ts';

type Seller = Awaited<ReturnType<typeof openSeller>>;
const SINCE = { createdAfter: '2026-01-01T00:00:00Z' };

async function noticeOf(seller: Seller) {
  await seller.allDelivered();
  const notice = seller.orderChanges.taken.at(-1)?.Payload.OrderChangeNotification;
  return notice as unknown as Record<string, unknown> & { Summary: Record<string, unknown> };
}

const orderOf = async ({ searchOrders }: Seller, includedData = ['FULFILLMENT', 'CANCELLATION']) =>
  ((await searchOrders({ ...SINCE, includedData })).body as { orders: Record<string, unknown>[] }).orders[0];

describe('an ORDER_CHANGE at Amazon', () => {
  it('may lack what its schema requires', async () => {
    const seller = await openSeller();
    const omit = ['OrderChangeTrigger', 'FulfillmentType', 'QuantityShipped', 'SupplySourceId', 'MarketplaceId'];
    await seller.steer('PUT', '/payloads', { orderChange: { omit } });
    await seller.control.buy({ sku: BAG.sku, quantity: 3 });
    const { Summary, ...notice } = await noticeOf(seller);
    expect(notice).not.toHaveProperty('OrderChangeTrigger');
    expect(Summary).not.toHaveProperty('FulfillmentType');
    expect(Summary).not.toHaveProperty('MarketplaceId');
    expect(Summary['OrderItems']).toEqual([{ OrderItemId: expect.any(String), SellerSKU: BAG.sku, Quantity: 3 }]);
    await seller.steer('DELETE', '/payloads');
    await seller.control.buy({ sku: BAG.sku, quantity: 1 });
    expect((await noticeOf(seller)).Summary).toHaveProperty('FulfillmentType', 'MFN');
  });

  it('may have its booleans as text', async () => {
    const seller = await openSeller();
    await seller.steer('PUT', '/payloads', { orderChange: { booleansAsText: true } });
    await seller.control.buy({ sku: BAG.sku, quantity: 3 });
    expect((await noticeOf(seller)).Summary).toMatchObject({ OrderItems: [{ IsBuyerRequestedCancel: 'false' }] });
  });

  it('reports that the buyer asks for a cancellation, which cancels nothing', async () => {
    const seller = await openSeller();
    const order = await seller.control.buy({ sku: BAG.sku, quantity: 3 });
    expect(await seller.steer('POST', `/orders/${order}/request-cancel`)).toMatchObject({ status: 200 });
    expect(await noticeOf(seller)).toMatchObject({
      OrderChangeType: 'BuyerRequestedChange',
      Summary: { OrderStatus: 'Pending', OrderItems: [{ Quantity: 3, IsBuyerRequestedCancel: true }] },
    });
    expect(await seller.control.shown(BAG.sku)).toBe(7);
    expect(await orderOf(seller)).toMatchObject({
      fulfillment: { fulfillmentStatus: 'PENDING' },
      orderItems: [{ cancellation: { cancellationRequest: { requester: 'BUYER' } } }],
    });
  });
});

describe('an item cancelled in an order that goes on', () => {
  it.each([
    ['BUYER', 10, 'Buyer Canceled'],
    ['MERCHANT', 7, 'No Inventory'],
  ])('by %s keeps what was ordered, and leaves nothing to ship', async (by, shown, cancelReason) => {
    const seller = await openSeller();
    const order = await seller.control.buy({ sku: BAG.sku, quantity: 3 }, { sku: HAT.sku, quantity: 1 });
    expect(await seller.steer('POST', `/orders/${order}/cancel-item`, { sku: BAG.sku, by })).toMatchObject({
      status: 200,
    });
    expect([await seller.control.shown(BAG.sku), await seller.control.shown(HAT.sku)]).toEqual([shown, 4]);
    expect(await orderOf(seller)).toMatchObject({
      fulfillment: { fulfillmentStatus: 'PENDING' },
      orderItems: [
        {
          quantityOrdered: 3,
          fulfillment: { quantityFulfilled: 0, quantityUnfulfilled: 0 },
          cancellation: { cancellationExecution: { cancelledBy: by, cancelReason } },
        },
        { quantityOrdered: 1, fulfillment: { quantityFulfilled: 0, quantityUnfulfilled: 1 } },
      ],
    });
    await seller.control.act(order, 'fulfil');
    expect(await orderOf(seller)).toMatchObject({
      fulfillment: { fulfillmentStatus: 'SHIPPED' },
      orderItems: [{ fulfillment: { quantityFulfilled: 0 } }, { fulfillment: { quantityFulfilled: 1 } }],
    });
  });

  it('may be a part of it, and at most what is to be shipped', async () => {
    const seller = await openSeller();
    const order = await seller.control.buy({ sku: BAG.sku, quantity: 3 });
    const cancel = (quantity?: number) =>
      seller.steer('POST', `/orders/${order}/cancel-item`, { sku: BAG.sku, ...(quantity && { quantity }) });
    expect(await cancel(4)).toMatchObject({ status: 409 });
    expect(await cancel(1)).toMatchObject({ status: 200 });
    expect(await seller.control.shown(BAG.sku)).toBe(8);
    expect(await orderOf(seller)).toMatchObject({
      orderItems: [{ quantityOrdered: 3, fulfillment: { quantityUnfulfilled: 2 } }],
    });
    expect(await cancel()).toMatchObject({ status: 200 });
    expect(await orderOf(seller)).toMatchObject({ fulfillment: { fulfillmentStatus: 'CANCELLED' } });
    expect(await seller.control.shown(BAG.sku)).toBe(10);
  });
});

describe('an answer of Amazon’s', () => {
  it('may have orders without what the model leaves optional', async () => {
    const seller = await openSeller();
    await seller.control.buy({ sku: BAG.sku, quantity: 1 });
    await seller.steer('PUT', '/payloads', { orders: { omit: ['fulfillment', 'itemFulfillment', 'marketplaceId'] } });
    const bare = await orderOf(seller);
    expect(bare).not.toHaveProperty('fulfillment');
    expect(bare?.['salesChannel']).toEqual({ channelName: 'AMAZON' });
    expect(bare?.['orderItems']).toEqual([expect.not.objectContaining({ fulfillment: expect.anything() })]);
    await seller.steer('PUT', '/payloads', { orders: { omit: ['fulfilledBy', 'sellerSku'] } });
    expect(await orderOf(seller)).toMatchObject({
      fulfillment: { fulfillmentStatus: 'PENDING' },
      orderItems: [{ product: expect.not.objectContaining({ sellerSku: expect.anything() }) }],
    });
  });

  it('may have a row among the others that is like none of them', async () => {
    const seller = await openSeller();
    for (let index = 0; index < 2; index += 1) await seller.control.buy({ sku: BAG.sku, quantity: 1 });
    const row = { orderId: 7 };
    await seller.steer('PUT', '/payloads', { orders: { row }, listings: { row: null } });
    const { orders } = (await seller.searchOrders(SINCE)).body as { orders: unknown[] };
    expect(orders).toHaveLength(3);
    expect(orders[1]).toEqual(row);
    expect((await seller.search({})).body['items']).toContain(null);
  });

  it('has a quantity above a thousand million as it is', async () => {
    const seller = await openSeller();
    await seller.control.putStock(BAG.sku, 2_000_000_000);
    expect((await seller.get(BAG.sku, ['fulfillmentAvailability'])).body).toMatchObject({
      fulfillmentAvailability: [{ quantity: 2_000_000_000 }],
    });
  });

  it.each([
    ['withoutQuantity', [{ fulfillmentChannelCode: 'DEFAULT' }]],
    ['absent', undefined],
  ])('may be %s of a quantity, which is not 0', async (reading, expected) => {
    const seller = await openSeller();
    await seller.steer('PUT', `/listings/${encodeURIComponent(BAG.sku)}`, { reading });
    const { body } = await seller.get(BAG.sku, ['fulfillmentAvailability']);
    expect(body['fulfillmentAvailability']).toEqual(expected);
    expect(await seller.control.shown(BAG.sku)).toBe(10);
  });
});
