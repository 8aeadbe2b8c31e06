import { describe, expect, it } from '@jest/globals';
import { openListings } from '../../../../sandbox/amazon/listings/listings.ts';
import { openMarketplaces } from '../../../../sandbox/amazon/marketplaces.ts';
import { sellerCentral } from '../../../../sandbox/amazon/seller-central.ts';
import { AMAZON } from '../../../../sandbox/kernel/identities.ts';
import { eventually } from '../../kernel/running.ts';
import { BAG, FBA, HAT, type OrderChange, openSeller } from '../seller-under-test.ts';

const statusesOf = (changes: OrderChange[]) =>
  changes.map(({ Payload }) => Payload.OrderChangeNotification.Summary.OrderStatus);

describe('an order at Amazon', () => {
  it('counts the listing down while it is Pending, and is notified with all its items', async () => {
    const { control, orderChanges, quantityChanges, allDelivered } = await openSeller();
    const order = await control.buy({ sku: BAG.sku, quantity: 3 }, { sku: HAT.sku, quantity: 1 });
    expect(order).toMatch(/^\d{3}-\d{7}-\d{7}$/);
    expect([await control.shown(BAG.sku), await control.shown(HAT.sku)]).toEqual([7, 4]);
    await allDelivered();
    expect(orderChanges.taken).toMatchObject([
      {
        NotificationType: 'ORDER_CHANGE',
        EventTime: expect.stringMatching(/^\d{4}-.*Z$/),
        NotificationMetadata: { NotificationId: expect.any(String), ApplicationId: AMAZON.applicationId },
        Payload: {
          OrderChangeNotification: {
            NotificationLevel: 'OrderLevel',
            SellerId: AMAZON.sellerId,
            AmazonOrderId: order,
            OrderChangeType: 'OrderStatusChange',
            Summary: {
              MarketplaceId: AMAZON.marketplaceId,
              OrderStatus: 'Pending',
              FulfillmentType: 'MFN',
              OrderItems: [
                { SellerSKU: BAG.sku, Quantity: 3, QuantityShipped: 0, SupplySourceId: null },
                { SellerSKU: HAT.sku, Quantity: 1, QuantityShipped: 0 },
              ],
            },
          },
        },
      },
    ]);
    expect(quantityChanges.taken.map(({ Payload }) => [Payload.Sku, Payload.Quantity])).toEqual([
      [BAG.sku, 7],
      [HAT.sku, 4],
    ]);
  });

  it('becomes Unshipped by itself once the payment is there', async () => {
    const { control, orderChanges } = await openSeller({ pendingMs: 5 });
    await control.buy({ sku: BAG.sku, quantity: 1 });
    await eventually(() => (orderChanges.taken.length === 2 ? true : undefined));
    expect(statusesOf(orderChanges.taken)).toEqual(['Pending', 'Unshipped']);
    expect(await control.shown(BAG.sku)).toBe(9);
  });

  it('is shipped with the quantity shipped, and moves no count', async () => {
    const frozen = Date.now();
    const { control, orderChanges, allDelivered } = await openSeller({ nowMs: () => frozen });
    const order = await control.buy({ sku: BAG.sku, quantity: 3 });
    expect(await control.act(order, 'fulfil')).toMatchObject({ status: 200 });
    await allDelivered();
    const changes = orderChanges.taken.map(({ Payload }) => Payload.OrderChangeNotification);
    expect(statusesOf(orderChanges.taken)).toEqual(['Pending', 'Unshipped', 'Shipped']);
    expect(changes[2]?.Summary.OrderItems).toMatchObject([{ Quantity: 3, QuantityShipped: 3 }]);
    const times = changes.map(({ OrderChangeTrigger }) => OrderChangeTrigger.TimeOfOrderChange);
    expect([...new Set(times)].sort()).toEqual([...times].sort());
    expect(await control.shown(BAG.sku)).toBe(7);
  });

  it('is shipped in parts, and is shipped once what is left of it was shipped or cancelled', async () => {
    const { control, orderChanges, allDelivered } = await openSeller();
    const order = await control.buy({ sku: BAG.sku, quantity: 2 }, { sku: BAG.sku, quantity: 3 });
    expect(await control.act(order, 'ship-lines', { lines: [{ sku: BAG.sku, quantity: 4 }] })).toMatchObject({
      status: 200,
    });
    expect(await control.act(order, 'ship-lines', { lines: [{ sku: BAG.sku, quantity: 2 }] })).toMatchObject({
      status: 409,
    });
    expect(await control.act(order, 'cancel', { restock: true })).toMatchObject({ status: 409 });
    expect(await control.act(order, 'cancel-item', { sku: BAG.sku })).toMatchObject({ status: 200 });
    await allDelivered();
    expect(statusesOf(orderChanges.taken)).toEqual(['Pending', 'Unshipped', 'PartiallyShipped', 'Shipped']);
    expect(orderChanges.taken.slice(2).map(({ Payload }) => Payload.OrderChangeNotification.Summary)).toMatchObject([
      {
        NumberOfItemsShipped: 4,
        NumberOfItemsUnshipped: 1,
        OrderItems: [
          { Quantity: 2, QuantityShipped: 2, OrderItemStatus: 'Shipped' },
          { Quantity: 3, QuantityShipped: 2, OrderItemStatus: 'Unshipped' },
        ],
      },
      {
        NumberOfItemsShipped: 4,
        NumberOfItemsUnshipped: 0,
        OrderItems: [
          { Quantity: 2, QuantityShipped: 2 },
          { Quantity: 3, QuantityShipped: 2 },
        ],
      },
    ]);
    expect(await control.shown(BAG.sku)).toBe(6);
  });

  it.each([
    [true, 10, 'Buyer Canceled'],
    [false, 7, 'No Inventory'],
  ])('cancelled with restock %s shows %i', async (restock, shown, reason) => {
    const { control, orderChanges, allDelivered } = await openSeller();
    const order = await control.buy({ sku: BAG.sku, quantity: 3 });
    expect(await control.act(order, 'cancel', { restock })).toMatchObject({ status: 200 });
    expect(await control.shown(BAG.sku)).toBe(shown);
    await allDelivered();
    expect(orderChanges.taken[1]?.Payload.OrderChangeNotification).toMatchObject({
      OrderChangeTrigger: { ChangeReason: reason },
      Summary: { OrderStatus: 'Canceled' },
    });
  });

  it('stays cancelled when its payment comes late', async () => {
    const payments: (() => void)[] = [];
    const statuses: string[] = [];
    const customers = sellerCentral({
      listings: openListings([BAG], Date.now, () => undefined),
      marketplaces: openMarketplaces(AMAZON.marketplaceId),
      orders: new Map(),
      nowMs: Date.now,
      pendingMs: 1,
      after: (_, pay) => payments.push(pay),
      orderChanged: ({ status }) => statuses.push(status),
    });
    const placed = await customers.placeOrder([{ sku: BAG.sku, quantity: 1 }]);
    await customers.cancel(placed.outcome === 'done' ? placed.value : '', true);
    for (const pay of payments) pay();
    expect(payments).toHaveLength(1);
    expect(statuses).toEqual(['Pending', 'Canceled']);
  });

  it.each([true, false])('refunded with restock %s moves no count and notifies nobody', async (restock) => {
    const { control, orderChanges, allDelivered } = await openSeller();
    const order = await control.buy({ sku: BAG.sku, quantity: 3 });
    await control.act(order, 'fulfil');
    const refund = { lines: [{ sku: BAG.sku, quantity: 3 }], restock };
    expect(await control.act(order, 'refund', refund)).toMatchObject({ status: 200 });
    expect(await control.act(order, 'refund', refund)).toMatchObject({ status: 409 });
    await allDelivered();
    expect(await control.shown(BAG.sku)).toBe(7);
    expect(orderChanges.taken).toHaveLength(3);
  });

  it('can be lowered before it is shipped, which brings the count back', async () => {
    const { control, orderChanges, allDelivered } = await openSeller();
    const order = await control.buy({ sku: BAG.sku, quantity: 1 }, { sku: BAG.sku, quantity: 2 });
    expect(await control.act(order, 'edit', { lines: [{ sku: BAG.sku, quantity: 2 }] })).toMatchObject({ status: 200 });
    expect(await control.shown(BAG.sku)).toBe(8);
    await control.act(order, 'edit', { lines: [{ sku: BAG.sku, quantity: 0 }] });
    expect(await control.shown(BAG.sku)).toBe(10);
    await allDelivered();
    const items = orderChanges.taken.map(({ Payload }) =>
      Payload.OrderChangeNotification.Summary.OrderItems.map(({ Quantity }) => Quantity),
    );
    expect(items).toEqual([
      [1, 2],
      [1, 1],
      [0, 0],
    ]);
    expect(statusesOf(orderChanges.taken)).toEqual(['Pending', 'Pending', 'Canceled']);
  });

  it.each([
    ['raised', [{ sku: BAG.sku, quantity: 4 }], 409],
    ['given another SKU', [{ sku: HAT.sku, quantity: 1 }], 409],
    ['given a SKU that is not listed', [{ sku: 'SHOE', quantity: 1 }], 404],
    [
      'lowered in one line and raised in another',
      [
        { sku: BAG.sku, quantity: 1 },
        { sku: HAT.sku, quantity: 1 },
      ],
      409,
    ],
  ])('cannot be %s', async (_, lines, status) => {
    const { control } = await openSeller();
    const order = await control.buy({ sku: BAG.sku, quantity: 3 });
    expect(await control.act(order, 'edit', { lines })).toMatchObject({ status });
    expect([await control.shown(BAG.sku), await control.shown(HAT.sku)]).toEqual([7, 5]);
  });

  it.each([
    ['shipped twice', ['fulfil', 'fulfil']],
    ['cancelled when shipped', ['fulfil', 'cancel']],
    ['lowered when shipped', ['fulfil', 'edit']],
    ['cancelled twice', ['cancel', 'cancel']],
    ['shipped when cancelled', ['cancel', 'fulfil']],
    ['refunded when cancelled', ['cancel', 'refund']],
  ])('cannot be %s', async (_, [first = '', second = '']) => {
    const { control } = await openSeller();
    const order = await control.buy({ sku: BAG.sku, quantity: 3 });
    const lines = [{ sku: BAG.sku, quantity: 1 }];
    const body: Record<string, object> = {
      cancel: { restock: true },
      refund: { lines, restock: true },
      edit: { lines },
    };
    expect(await control.act(order, first, body[first])).toMatchObject({ status: 200 });
    const shown = await control.shown(BAG.sku);
    expect(await control.act(order, second, body[second])).toMatchObject({ status: 409 });
    expect(await control.shown(BAG.sku)).toBe(shown);
  });

  it('is refused when Amazon shows less, and of an unknown SKU', async () => {
    const { control } = await openSeller();
    const tooMany = [
      { sku: HAT.sku, quantity: 3 },
      { sku: HAT.sku, quantity: 3 },
    ];
    expect(await control.order(...tooMany)).toMatchObject({ status: 409, body: { error: { code: 'insufficient' } } });
    expect(await control.order({ sku: 'SHOE', quantity: 1 })).toMatchObject({ status: 404 });
    expect(await control.act('111-1111111-1111111', 'fulfil')).toMatchObject({ status: 404 });
    expect(await control.shown(HAT.sku)).toBe(5);
  });

  it('of what Amazon ships itself says so, and is not mixed with the merchant’s', async () => {
    const { control, orderChanges, allDelivered } = await openSeller();
    await control.buy({ sku: FBA.sku, quantity: 1 });
    await allDelivered();
    expect(orderChanges.taken[0]?.Payload.OrderChangeNotification.Summary.FulfillmentType).toBe('AFN');
    const mixed = await control.order({ sku: FBA.sku, quantity: 1 }, { sku: BAG.sku, quantity: 1 });
    expect(mixed).toMatchObject({ status: 409 });
  });
});

describe('the notifications of Amazon', () => {
  it('are sent again, with the same id, until the queue takes them', async () => {
    const { control, orderChanges, allDelivered } = await openSeller({}, 2);
    await control.buy({ sku: BAG.sku, quantity: 1 });
    await allDelivered();
    expect(orderChanges.tries).toHaveLength(3);
    expect(new Set(orderChanges.tries).size).toBe(1);
    expect(orderChanges.taken).toHaveLength(1);
  });

  it('come twice with one id when they are duplicated, and not at all when they are lost', async () => {
    const { control, orderChanges, allDelivered } = await openSeller();
    await control.faults({ webhook: { duplicate: 1 } });
    await control.buy({ sku: BAG.sku, quantity: 1 });
    await allDelivered();
    const ids = orderChanges.taken.map(({ NotificationMetadata }) => NotificationMetadata.NotificationId);
    expect(ids).toEqual([ids[0], ids[0]]);
    await control.faults({ webhook: { loss: 1 } });
    await control.buy({ sku: BAG.sku, quantity: 1 });
    await allDelivered();
    expect(orderChanges.taken).toHaveLength(2);
  });
});

describe('Seller Central', () => {
  it('edits the quantity at once, but not what Amazon counts, nor below zero', async () => {
    const { control, quantityChanges, allDelivered } = await openSeller();
    expect(await control.putStock(BAG.sku, 4)).toMatchObject({ status: 200, body: { available: 4 } });
    expect(await control.putStock(FBA.sku, 4)).toMatchObject({ status: 409 });
    expect(await control.putStock(BAG.sku, -1)).toMatchObject({ status: 400 });
    expect(await control.putStock('SHOE', 4)).toMatchObject({ status: 404 });
    await allDelivered();
    expect(quantityChanges.taken.map(({ Payload }) => Payload.Quantity)).toEqual([4]);
  });
});
