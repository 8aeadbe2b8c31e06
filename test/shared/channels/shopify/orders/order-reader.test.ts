import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readJson } from '../../../../../shared/channels/json-body.ts';
import { shopifyOrder } from '../../../../../shared/channels/shopify/intake/order.ts';
import { orderLines } from '../../../../../shared/channels/shopify/intake/order-lines.ts';
import { createShopifyOrderReader } from '../../../../../shared/channels/shopify/orders/order-reader.ts';
import type { StubAnswer } from '../../stub-server.ts';
import { type Asked, type StubShop, startStubShop } from '../stub-shop.ts';
import { asAnswer, asWebhook, type TwoFormatOrder } from '../two-format-order.ts';

const RECEIVED = '2026-11-24T18:00:00.250Z';
const credentials = { clientId: 'client', clientSecrets: ['secret'] };

let shop: StubShop;
let answer: (asked: Asked) => StubAnswer;

beforeAll(async () => {
  shop = await startStubShop((asked) => answer(asked));
});

afterAll(() => shop.close());

function read(order: string, pageSize = 250) {
  return createShopifyOrderReader(shop.channel, credentials, { pageSize }).readOrder(order, RECEIVED);
}

/** What a webhook says of the order, together with what none says: where its units are assigned to. */
function translated(order: TwoFormatOrder) {
  const said = readJson(Buffer.from(asWebhook(order)), shopifyOrder);
  if (said.kind === 'malformed') {
    throw new Error(said.reason);
  }
  const fulfillment_orders = (order.assigned ?? []).map(({ location, lines }) => ({
    location_id: location,
    line_items: lines.map(({ line, quantity }) => ({ line_item_id: line, remaining_quantity: quantity })),
  }));
  return orderLines(shop.channel, { ...said.value, fulfillment_orders }, RECEIVED);
}

const order: TwoFormatOrder = {
  id: '820982911946154508',
  updatedAt: '2026-11-24T18:00:00Z',
  cancelledAt: null,
  retailLocation: null,
  lines: [
    {
      id: '466157049000000001',
      sku: 'MUG',
      isGiftCard: false,
      quantity: 3,
      currentQuantity: 3,
      fulfillableQuantity: 3,
    },
  ],
  fulfillments: [],
  refunds: [],
};

const units = fc.integer({ min: 0, max: 9 });
const lineIds = ['466157049000000001', '466157049000000002', '466157049000000003'];
const place = fc.constantFrom(null, '655441491', '655441492', '1');
const shipment = fc.record({ line: fc.constantFrom(...lineIds), quantity: units });
const anyOrder: fc.Arbitrary<TwoFormatOrder> = fc.record({
  id: fc.constant(order.id),
  updatedAt: fc.constantFrom(order.updatedAt, '2026-11-24T18:00:01Z'),
  cancelledAt: fc.constantFrom(null, order.updatedAt),
  retailLocation: place,
  lines: fc.tuple(
    ...lineIds.map((id) =>
      fc.record({
        id: fc.constant(id),
        sku: fc.constantFrom('MUG', 'CUP', 'CUP', '', null),
        isGiftCard: fc.constantFrom(false, false, true),
        isTracked: fc.constantFrom(true, true, false),
        quantity: units,
        currentQuantity: units,
        fulfillableQuantity: units,
      }),
    ),
  ),
  fulfillments: fc.array(
    fc.record({
      status: fc.constantFrom('success', 'pending', 'open', 'cancelled', 'error', 'failure'),
      location: place,
      lines: fc.array(shipment, { maxLength: 4 }),
    }),
    { maxLength: 3 },
  ),
  assigned: fc.array(fc.record({ location: place, lines: fc.array(shipment, { maxLength: 4 }) }), { maxLength: 3 }),
  refunds: fc.array(
    fc.array(
      fc
        .tuple(shipment, fc.constantFrom('cancel', 'return', 'no_restock', 'legacy_restock'), place)
        .map(([each, restockType, location]) => ({ ...each, restockType, location })),
      { maxLength: 4 },
    ),
    { maxLength: 3 },
  ),
});

describe('an order that is read from Shopify', () => {
  it('says the same as a webhook of that state, whatever the state, in however many pages it comes', async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, fc.integer({ min: 1, max: 4 }), async (reported, pageSize) => {
        answer = ({ variables }) => ({ body: { data: asAnswer(reported, variables) } });
        const said = await read(reported.id, pageSize);
        if (said.kind !== 'order') {
          throw new Error(`The order is ${said.kind}.`);
        }
        const { lines: observations, ignored } = said;
        expect(translated(reported)).toEqual({ lines: observations, ignored });
      }),
      { numRuns: 150 },
    );
  });

  it('is asked for by its id, to the last digit', async () => {
    answer = ({ variables }) => ({ body: { data: asAnswer(order, variables) } });
    await read(order.id);
    expect(shop.asked.at(-1)?.variables).toEqual({ id: 'gid://shopify/Order/820982911946154508', first: 250 });
  });

  it('is asked for by one of its fulfillment orders, whose webhooks do not name it', async () => {
    answer = ({ variables }) => ({ body: { data: { fulfillmentOrder: asAnswer(order, variables) } } });
    const fulfillmentOrder = 'gid://shopify/FulfillmentOrder/7';
    expect(await read(fulfillmentOrder)).toMatchObject({ kind: 'order', lines: [{ source: { order: order.id } }, {}] });
    expect(shop.asked.at(-1)?.variables).toEqual({ id: fulfillmentOrder, first: 250 });
    answer = () => ({ body: { data: { fulfillmentOrder: null } } });
    expect(await read(fulfillmentOrder)).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown when Shopify does not show it, for which being deleted is only one reason', async () => {
    answer = () => ({ body: { data: { order: null } } });
    expect(await read('1')).toEqual({ kind: 'unknown', reason: expect.stringContaining('read_all_orders') });
  });

  it('waits when Shopify throttles', async () => {
    answer = () => ({
      body: {
        errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
        extensions: {
          cost: {
            requestedQueryCost: 60,
            throttleStatus: { maximumAvailable: 2_000, currentlyAvailable: 10, restoreRate: 100 },
          },
        },
      },
    });
    expect(await read('1')).toEqual({ kind: 'throttled', retryAfterMs: 500 });
  });

  it('is not read when the app may not, and says what it lacks', async () => {
    answer = () => ({
      body: {
        errors: [{ message: 'Access denied for order field.', extensions: { code: 'ACCESS_DENIED' } }],
      },
    });
    await expect(read('1')).rejects.toThrow('Grant the app the scope');
  });

  it('is not read when the answer lacks what was asked', async () => {
    answer = () => ({ body: { data: { order: { id: 'gid://shopify/Order/1', createdAt: '2026-11-24T18:00:00Z' } } } });
    await expect(read('1')).rejects.toThrow('Shopify answered without what was asked: order.updatedAt');
  });
});
