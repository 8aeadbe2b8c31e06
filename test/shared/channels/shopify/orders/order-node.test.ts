import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createShopifyOrderReader } from '../../../../../shared/channels/shopify/orders/order-reader.ts';
import type { StubAnswer } from '../../stub-server.ts';
import { type Asked, type StubShop, startStubShop } from '../stub-shop.ts';

const RECEIVED = '2026-11-24T18:00:00.250Z';
const AT = '2026-11-24T17:59:00Z';

let shop: StubShop;
let answer: (asked: Asked) => StubAnswer;

beforeAll(async () => {
  shop = await startStubShop((asked) => answer(asked));
});

afterAll(() => shop.close());

const gid = (kind: string, id: number) => `gid://shopify/${kind}/${id}`;
const of = (id: number) => ({ lineItem: { id: gid('LineItem', id) } });
const at = (place: number) => ({ location: { id: gid('Location', place) } });
const page = (...nodes: readonly unknown[]) => ({ nodes, pageInfo: { hasNextPage: false, endCursor: null } });
const cut = (...nodes: readonly unknown[]) => ({ nodes, pageInfo: { hasNextPage: true, endCursor: 'next' } });

const line = (id: number, sku: string) => ({
  id: gid('LineItem', id),
  sku,
  isGiftCard: false,
  restockable: true,
  variant: { id: gid('ProductVariant', id), inventoryItem: { tracked: true } },
  quantity: 3,
  currentQuantity: 3,
  fulfillableQuantity: 2,
});
const mugShipped = { quantity: 1, ...of(1) };
const shipment = { id: gid('Fulfillment', 7), createdAt: AT, status: 'SUCCESS', ...at(655441491) };
const cupBack = { quantity: 1, restockType: 'RETURN', ...at(655441491), ...of(2) };
const refund = { id: gid('Refund', 8), createdAt: AT };
const mugToShip = { remainingQuantity: 2, ...of(1) };
const cupToShip = { remainingQuantity: 2, ...of(2) };
const assigned = { id: gid('FulfillmentOrder', 9), updatedAt: AT, assignedLocation: at(655441491) };
const order = {
  id: gid('Order', 5001),
  createdAt: AT,
  updatedAt: AT,
  cancelledAt: null,
  retailLocation: null,
  lineItems: page(line(1, 'MUG'), line(2, 'CUP')),
  fulfillments: [] as readonly unknown[],
  refunds: [] as readonly unknown[],
  fulfillmentOrders: page({ ...assigned, lineItems: page(mugToShip, cupToShip) }),
};

async function read(node: object, further: object = page()) {
  answer = ({ variables }) => ({
    body: { data: 'after' in variables ? { within: { page: further } } : { order: node } },
  });
  const said = await createShopifyOrderReader(shop.channel, {
    clientId: 'client',
    clientSecrets: ['secret'],
  }).readOrder('5001', RECEIVED);
  if (said.kind !== 'order') {
    throw new Error(`The order is ${said.kind}.`);
  }
  const { lines, setAside = [] } = said;
  return { skus: [...new Set(lines.map(({ sku }) => sku))], setAside: setAside.map(({ id }) => id) };
}

const shipped = (lines: unknown, changed = {}) => [{ ...shipment, fulfillmentLineItems: lines, ...changed }];
const refunded = (lines: unknown, changed = {}) => [{ ...refund, refundLineItems: lines, ...changed }];
const routed = (lines: unknown, changed = {}) => page({ ...assigned, lineItems: lines, ...changed });

describe('an order that is read', () => {
  it('has no row set aside where each can be read', async () => {
    const whole = { ...order, fulfillments: shipped(page(mugShipped)), refunds: refunded(page(cupBack)) };
    expect(await read(whole)).toEqual({ skus: ['MUG', 'CUP'], setAside: [] });
  });

  // the odd row, the SKUs that are read all the same, and how the row is named
  it.each<[string, object, readonly string[], string]>([
    ['a line', { lineItems: page({ ...line(1, 'MUG'), quantity: 1.5 }, line(2, 'CUP')) }, ['CUP'], 'line 1'],
    ['a line that is none', { lineItems: page(null, line(2, 'CUP')) }, ['CUP'], 'one line'],
    ['a fulfillment', { fulfillments: shipped(page(mugShipped), { createdAt: null }) }, ['CUP'], 'fulfillment 7'],
    [
      'a fulfillment with more lines than its first page has',
      { fulfillments: shipped(cut(mugShipped), { createdAt: null }) },
      [],
      'fulfillment 7',
    ],
    ['a fulfillment without a list of lines', { fulfillments: shipped(null) }, [], 'fulfillment 7'],
    ['a fulfillment that is none', { fulfillments: [null] }, [], 'one fulfillment'],
    ['a shipped line', { fulfillments: shipped(page({ ...mugShipped, quantity: '1' })) }, ['CUP'], 'shipped line 1'],
    [
      'a shipped line without its line',
      { fulfillments: shipped(page({ quantity: 1, lineItem: null })) },
      [],
      'one shipped line',
    ],
    ['a refund', { refunds: refunded(page(cupBack), { createdAt: 'noon' }) }, ['MUG'], 'refund 8'],
    ['a refund that is none', { refunds: [7] }, [], 'one refund'],
    ['a refunded line', { refunds: refunded(page({ ...cupBack, restockType: null })) }, ['MUG'], 'refunded line 2'],
    [
      'a fulfillment order',
      { fulfillmentOrders: routed(page(cupToShip), { assignedLocation: null }) },
      ['MUG'],
      'fulfillment order 9',
    ],
    [
      'an assigned line',
      { fulfillmentOrders: routed(page(mugToShip, { ...cupToShip, remainingQuantity: -1 })) },
      ['MUG'],
      'assigned line 2',
    ],
  ])('with an odd row, %s, is read as to its other lines', async (_, changed, skus, named) => {
    expect(await read({ ...order, ...changed })).toEqual({ skus, setAside: [`${named} of order 5001`] });
  });

  it('is read as to its other lines where the odd row is in a further page', async () => {
    const given = { ...order, refunds: refunded(cut({ ...cupBack, ...of(2) })) };
    expect(await read(given, page({ ...cupBack, quantity: null, ...of(1) }))).toEqual({
      skus: ['CUP'],
      setAside: ['refunded line 1 of order 5001'],
    });
  });
});
