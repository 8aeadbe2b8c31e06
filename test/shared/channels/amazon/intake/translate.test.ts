import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { translateAmazon } from '../../../../../shared/channels/amazon/intake/translate.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';

const RECEIVED = '2026-11-24T18:00:00.250Z';
const CHANGED = '2026-11-24T18:00:00.125Z';
const sample = (name: string) => readFileSync(new URL(`../${name}.json`, import.meta.url), 'utf8');

function translate(notification: string | object, sellerId = 'A3TH9S8BH6GOGM') {
  return translateAmazon({
    body: typeof notification === 'string' ? notification : JSON.stringify(notification),
    channel: {
      id: parseChannelId('amazon'),
      platform: 'amazon',
      sellerId,
      region: 'na',
      marketplaceIds: ['ATVPDKIKX0DER'],
      drawsOn: [parseLocationId('main'), parseLocationId('back')],
      buffer: 0,
    },
    receivedAt: RECEIVED,
  });
}

type Change = { status?: string; fulfilment?: string; reason?: string; changedAt?: string | null; items?: unknown };

const item = { OrderItemId: '1', SellerSKU: 'MUG', SupplySourceId: null, Quantity: 3, QuantityShipped: 0 };

function orderChange({
  status = 'Unshipped',
  fulfilment = 'MFN',
  reason = 'x',
  changedAt = CHANGED,
  items = [item],
}: Change = {}) {
  return {
    NotificationType: 'ORDER_CHANGE',
    EventTime: '2026-11-24T18:00:01.000Z',
    Payload: {
      OrderChangeNotification: {
        SellerId: 'A3TH9S8BH6GOGM',
        AmazonOrderId: '903-8868176-2219830',
        OrderChangeTrigger: { TimeOfOrderChange: changedAt, ChangeReason: reason },
        Summary: {
          OrderStatus: status,
          FulfillmentType: fulfilment,
          DestinationPostalCode: '48110',
          OrderItems: items,
        },
      },
    },
  };
}

describe('an Amazon order', () => {
  it('of Amazon’s own example carries its item as its whole present state', () => {
    expect(translate(sample('order-change'))).toEqual({
      kind: 'observations',
      ignored: [],
      observations: [
        {
          kind: 'orderLine',
          sku: 'SellerSKUID1',
          source: {
            channel: 'amazon',
            order: '903-8868176-2219830',
            line: 'OIID34853450',
            key: 'order:amazon:903-8868176-2219830:line:OIID34853450',
          },
          location: 'main',
          channelLocation: '-',
          state: { ordered: 10, shipped: 0, returned: 0, deducted: 10 },
          version: Date.parse('2022-11-29T19:42:04.284Z'),
          occurredAt: '2022-11-29T19:42:04.284Z',
          receivedAt: RECEIVED,
        },
      ],
    });
  });

  // ordered, shipped, deducted
  it.each<[string, Change, [number, number, number]]>([
    ['Pending', { status: 'Pending' }, [3, 0, 3]],
    ['PendingAvailability', { status: 'PendingAvailability' }, [3, 0, 3]],
    ['PartiallyShipped', { status: 'PartiallyShipped', items: [{ ...item, QuantityShipped: 1 }] }, [3, 1, 3]],
    ['Shipped', { status: 'Shipped', items: [{ ...item, QuantityShipped: 3 }] }, [3, 3, 3]],
    [
      'Shipped, the shipped units unreported',
      { status: 'Shipped', items: [{ ...item, QuantityShipped: undefined }] },
      [3, 3, 3],
    ],
    [
      'PartiallyShipped, this item shipped, its units unreported',
      { status: 'PartiallyShipped', items: [{ ...item, QuantityShipped: null, OrderItemStatus: 'Shipped' }] },
      [3, 3, 3],
    ],
    ['Canceled by the buyer', { status: 'Canceled', reason: 'Buyer Canceled' }, [0, 0, 0]],
    ['Canceled for want of stock', { status: 'Canceled', reason: 'No Inventory' }, [0, 0, 3]],
    ['Canceled, nobody says why', { status: 'Canceled', reason: '' }, [0, 0, 3]],
    [
      'Canceled after a part was shipped',
      { status: 'Canceled', reason: 'Buyer Canceled', items: [{ ...item, QuantityShipped: 1 }] },
      [1, 1, 1],
    ],
  ])('that is %s', (_, change, [ordered, shipped, deducted]) => {
    expect(translate(orderChange(change))).toMatchObject({
      observations: [{ state: { ordered, shipped, returned: 0, deducted } }],
    });
  });

  it('has the time of its change as version, or else the time it was reported', () => {
    expect(translate(orderChange())).toMatchObject({ observations: [{ version: Date.parse(CHANGED) }] });
    expect(translate(orderChange({ changedAt: null }))).toMatchObject({
      observations: [{ version: Date.parse('2026-11-24T18:00:01.000Z') }],
    });
  });

  it('is read out of EventBridge’s event as well', () => {
    const wrapped = { 'detail-type': 'ORDER_CHANGE', detail: orderChange() };
    expect(translate(wrapped)).toEqual(translate(orderChange()));
    expect(translate({ detail: orderChange({ items: [{ ...item, Quantity: -1 }] }) })).toMatchObject({
      path: 'detail.Payload.OrderChangeNotification.Summary.OrderItems[0].Quantity',
    });
  });

  it('is read in either case of its field names', () => {
    const camelCase = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(camelCase)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value).map(([name, each]) => [
                `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
                camelCase(each),
              ]),
            )
          : value;
    expect(translate(camelCase(orderChange()) as object)).toEqual(translate(orderChange()));
    expect(translate({ detail: camelCase(orderChange()) })).toEqual(translate(orderChange()));
  });

  it('counts on whatever marketplace of the seller it is: they share one quantity', () => {
    const sold = orderChange();
    const { OrderChangeNotification: change } = sold.Payload;
    const on = (MarketplaceId: string | null) =>
      translate({
        ...sold,
        Payload: { OrderChangeNotification: { ...change, Summary: { ...change.Summary, MarketplaceId } } },
      });
    expect(on('A1PA6795UKMFR9')).toEqual(on('ATVPDKIKX0DER'));
    expect(on('ATVPDKIKX0DER')).toMatchObject({ kind: 'observations' });
    expect(on(null)).toMatchObject({ kind: 'observations' });
  });

  it.each([
    // Amazon has nothing to ship yet: that its sums are 0 says of no unit that it was cancelled.
    ['PendingAvailability', { NumberOfItemsShipped: 0, NumberOfItemsUnshipped: 0 }, { shipped: 0 }],
    ['Unshipped', {}, { shipped: 0 }],
    ['Shipped', {}, { shipped: 15 }],
  ])(
    'that is %s is taken as it is, also where its items do not say how many were shipped',
    (OrderStatus, sums, state) => {
      const sold = orderChange();
      const { OrderChangeNotification: change } = sold.Payload;
      const OrderItems = [{ OrderItemId: '1', SellerSKU: 'MUG', Quantity: 15 }];
      const {
        NumberOfItemsShipped: _shipped,
        NumberOfItemsUnshipped: _unshipped,
        ...rest
      } = {
        NumberOfItemsShipped: 0,
        NumberOfItemsUnshipped: 0,
        ...change.Summary,
      };
      const Summary = { ...rest, ...sums, OrderStatus, OrderItems };
      expect(translate({ ...sold, Payload: { OrderChangeNotification: { ...change, Summary } } })).toMatchObject({
        kind: 'observations',
        observations: [{ state }],
      });
    },
  );

  it('is taken as of its event where the trigger is missing', () => {
    const sold = orderChange();
    const { OrderChangeTrigger: _trigger, ...change } = sold.Payload.OrderChangeNotification;
    expect(translate({ ...sold, Payload: { OrderChangeNotification: change } })).toMatchObject({
      kind: 'observations',
      observations: [{ occurredAt: '2026-11-24T18:00:01.000Z' }],
    });
  });

  it.each([
    ['it does not say who ships it', { FulfillmentType: null }, 'orderNotice'],
    ['units of an open order were cancelled', { NumberOfItemsShipped: 0, NumberOfItemsUnshipped: 2 }, 'orderNotice'],
    ['all units are still to be shipped', { NumberOfItemsShipped: 0, NumberOfItemsUnshipped: 3 }, 'observations'],
    [
      'it is pending, and has nothing to ship yet',
      { OrderStatus: 'Pending', NumberOfItemsShipped: 0, NumberOfItemsUnshipped: 0 },
      'observations',
    ],
    [
      'it is cancelled as a whole',
      { OrderStatus: 'Canceled', NumberOfItemsShipped: 0, NumberOfItemsUnshipped: 0 },
      'observations',
    ],
    [
      'a part was shipped, and nobody says of which item how many',
      { OrderStatus: 'PartiallyShipped', OrderItems: [{ ...item, QuantityShipped: undefined }] },
      'orderNotice',
    ],
    [
      'a part was shipped, and each item says how many',
      { OrderStatus: 'PartiallyShipped', OrderItems: [{ ...item, QuantityShipped: 1 }] },
      'observations',
    ],
    [
      'it is cancelled after some units were shipped, and nobody says of which item how many',
      {
        OrderStatus: 'Canceled',
        NumberOfItemsShipped: 1,
        NumberOfItemsUnshipped: 0,
        OrderItems: [{ ...item, QuantityShipped: undefined }],
      },
      'orderNotice',
    ],
    [
      'it is cancelled, and nobody says whether anything was shipped',
      { OrderStatus: 'Canceled', NumberOfItemsShipped: undefined, OrderItems: [{ ...item, QuantityShipped: null }] },
      'orderNotice',
    ],
    [
      'it is shipped, and less of an item than was ordered',
      { OrderStatus: 'Shipped', OrderItems: [{ ...item, QuantityShipped: 2 }] },
      'orderNotice',
    ],
  ])('is read back where that is left open: %s', (_, summary, kind) => {
    const sold = orderChange();
    const { OrderChangeNotification: change } = sold.Payload;
    const reported = translate({
      ...sold,
      Payload: { OrderChangeNotification: { ...change, Summary: { ...change.Summary, ...summary } } },
    });
    expect(reported.kind).toBe(kind);
    if (reported.kind === 'orderNotice') {
      expect(reported.order).toMatchObject({ order: '903-8868176-2219830', because: 'partReported' });
    }
  });

  it('that Amazon fulfils is ignored (scar: Amazon FBA flip)', () => {
    expect(translate(orderChange({ fulfilment: 'AFN' }))).toMatchObject({ kind: 'ignored' });
  });

  it('of another seller is ignored', () => {
    expect(translate(orderChange(), 'A2OTHERSELLER')).toMatchObject({ kind: 'ignored' });
  });

  it('goes on without an item whose SKU nobody can have', () => {
    expect(translate(orderChange({ items: [{ ...item, SellerSKU: '' }, item] }))).toMatchObject({
      observations: [{ sku: 'MUG' }],
      ignored: ['Item 1 of order 903-8868176-2219830 has no SKU that we can keep.'],
    });
  });

  it('takes no personal data along', () => {
    expect(JSON.stringify(translate(orderChange()))).not.toContain('48110');
  });

  it.each([
    [
      orderChange({ items: [{ ...item, Quantity: '3' }] }),
      'Payload.OrderChangeNotification.Summary.OrderItems[0].Quantity',
    ],
    [orderChange({ items: {} }), 'Payload.OrderChangeNotification.Summary.OrderItems'],
    [{ NotificationType: 'ORDER_CHANGE', EventTime: CHANGED }, 'Payload'],
    ['no JSON', ''],
  ])('is refused at its bad field', (notification, path) => {
    expect(translate(notification)).toMatchObject({ kind: 'malformed', path });
  });
});

describe('another Amazon notification', () => {
  it('of a seller-fulfilled quantity is a notice', () => {
    expect(translate(sample('mfn-quantity-change'), 'AXXXXXXXXXXXXX')).toEqual({
      kind: 'notices',
      notices: [
        {
          channel: 'amazon',
          externalId: 'NLS-SHOES-03',
          channelLocation: '-',
          quantity: 99,
          occurredAt: '2021-02-03T18:59:30.194Z',
          receivedAt: RECEIVED,
        },
      ],
    });
  });

  it.each([
    ['of another seller', sample('mfn-quantity-change'), 'A2OTHERSELLER'],
    ['of Amazon’s own quantity', sample('mfn-quantity-change').replace('DEFAULT', 'AMAZON_NA'), 'AXXXXXXXXXXXXX'],
    ['of another type', { NotificationType: 'FEED_PROCESSING_FINISHED' }, 'AXXXXXXXXXXXXX'],
    ['in the camel-case envelope', { notificationType: 'ITEM_INVENTORY_EVENT_CHANGE' }, 'AXXXXXXXXXXXXX'],
  ])('%s is ignored', (_, notification, sellerId) => {
    expect(translate(notification, sellerId)).toMatchObject({ kind: 'ignored' });
  });
});

describe('a state of a listing on Amazon', () => {
  const reported = (Status: unknown, rest: object = {}) =>
    translate({
      NotificationType: 'LISTINGS_ITEM_STATUS_CHANGE',
      EventTime: CHANGED,
      Payload: { SellerId: 'A3TH9S8BH6GOGM', MarketplaceId: 'ATVPDKIKX0DER', Sku: 'MUG', Status, ...rest },
    });
  const marketplace = 'ATVPDKIKX0DER';

  it.each([
    [['BUYABLE', 'DISCOVERABLE'], { kind: 'buyable', marketplace }],
    [['DISCOVERABLE'], { kind: 'notBuyable', marketplace, isDeleted: false }],
    [[], { kind: 'notBuyable', marketplace, isDeleted: false }],
    [['BUYABLE', 'DELETED'], { kind: 'notBuyable', marketplace, isDeleted: true }],
  ])('%j is noted on it', (states, news) => {
    const notice = { channel: 'amazon', externalId: 'MUG', news, occurredAt: CHANGED, receivedAt: RECEIVED };
    expect(reported(states)).toEqual({ kind: 'catalogue', notices: [notice] });
  });

  it('under the name that its schema has', () => {
    const Payload = { SellerId: 'A3TH9S8BH6GOGM', Sku: 'MUG', Status: ['BUYABLE'] };
    expect(translate({ NotificationType: 'LISTINGS_ITEM_STATUS_CHANGED', EventTime: CHANGED, Payload })).toMatchObject({
      kind: 'catalogue',
      notices: [{ news: { kind: 'buyable', marketplace: 'Amazon' } }],
    });
  });

  it('of a SKU that the ledger cannot keep is ignored, as its listing is', () => {
    expect(reported(['BUYABLE'], { Sku: '😀'.repeat(100) })).toMatchObject({ kind: 'ignored' });
    const quantity = sample('mfn-quantity-change').replace(/"Sku": ?"[^"]*"/, `"Sku":"${'\\u0007'}"`);
    expect(translate(quantity, 'AXXXXXXXXXXXXX')).toMatchObject({
      kind: 'ignored',
      reason: expect.stringContaining('SKU'),
    });
  });

  it('of a marketplace with an endless name is ignored in few words', () => {
    expect(JSON.stringify(reported([], { MarketplaceId: 'A'.repeat(5_000) })).length).toBeLessThan(300);
  });

  it('of another seller or another marketplace is ignored, a malformed one refused', () => {
    expect(reported([], { SellerId: 'A2OTHERSELLER' })).toMatchObject({ kind: 'ignored' });
    expect(reported([], { MarketplaceId: 'A1PA6795UKMFR9' })).toMatchObject({ kind: 'ignored' });
    expect(reported('BUYABLE')).toMatchObject({ kind: 'malformed', path: 'Payload.Status' });
  });
});

describe('a notification without its payload', () => {
  it.each(['ORDER_CHANGE', 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE', 'LISTINGS_ITEM_STATUS_CHANGE'])(
    'of type %s is malformed, and names the field',
    (NotificationType) => {
      expect(translate({ NotificationType, EventTime: '2026-11-24T18:00:01.000Z' })).toMatchObject({
        kind: 'malformed',
        path: expect.stringContaining('Payload'),
      });
    },
  );
});
