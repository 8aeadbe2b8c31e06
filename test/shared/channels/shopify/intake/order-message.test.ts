import { describe, expect, it } from '@jest/globals';
import { translateShopify } from '../../../../../shared/channels/shopify/intake/translate.ts';
import { parseChannelId, parseLocationId } from '../../../../../shared/domain/identifiers.ts';

const RECEIVED = '2026-11-24T18:00:00.250Z';
const channel = {
  id: parseChannelId('shopify'),
  platform: 'shopify' as const,
  shop: 'demo.myshopify.com',
  locations: { 655441491: [parseLocationId('main')] },
  buffer: 0,
};

const mug = { id: 1, sku: 'MUG', quantity: 3, current_quantity: 3, fulfillable_quantity: 2 };
const cup = { id: 2, sku: 'CUP', quantity: 2, current_quantity: 2, fulfillable_quantity: 2 };
const mugShipped = { id: 1, quantity: 1 };
const shipment = { id: 7, created_at: '2026-11-24T17:59:00Z', status: 'success', line_items: [mugShipped] };
const cupBack = { line_item_id: 2, quantity: 1, restock_type: 'cancel', location_id: null };
const refund = { id: 8, created_at: '2026-11-24T17:59:30Z', refund_line_items: [cupBack] };
const order = {
  id: 5001,
  updated_at: '2026-11-24T18:00:00Z',
  line_items: [mug, cup],
  fulfillments: [shipment] as readonly object[],
  refunds: [] as readonly object[],
};

function intakeOf(given: object) {
  const rawBody = Buffer.from(JSON.stringify(given));
  return translateShopify({ topic: 'orders/updated', rawBody, channel, receivedAt: RECEIVED });
}

function taken(given: object) {
  const intake = intakeOf(given);
  if (intake.kind !== 'observations') {
    throw new Error(`The order is ${intake.kind}: ${JSON.stringify(intake)}`);
  }
  const { observations, setAside = [], toRead } = intake;
  return { skus: observations.map(({ sku }) => sku), setAside: setAside.map(({ id }) => id), order: toRead?.order };
}

describe('an order’s webhook', () => {
  it('that can be read in every row has no row set aside, and needs no reading', () => {
    expect(taken({ ...order, refunds: [refund] })).toEqual({ skus: ['MUG', 'CUP'], setAside: [], order: undefined });
  });

  // the odd row, the SKUs that are counted all the same, and how the row is named
  it.each<[string, object, readonly string[], string]>([
    ['a line', { line_items: [{ ...mug, quantity: 'three' }, cup] }, ['CUP'], 'line 1'],
    ['a fulfillment that names its lines', { fulfillments: [{ ...shipment, status: 4 }] }, ['CUP'], 'fulfillment 7'],
    [
      'a fulfillment of lines without ids',
      { fulfillments: [{ ...shipment, status: 4, line_items: [{}] }] },
      [],
      'fulfillment 7',
    ],
    ['a fulfillment without a list of lines', { fulfillments: [{ id: 7, line_items: 'all' }] }, [], 'fulfillment 7'],
    ['a fulfillment that is none', { fulfillments: [null] }, [], 'one fulfillment'],
    [
      'a shipped line',
      { fulfillments: [{ ...shipment, line_items: [{ id: 1, quantity: 0.5 }] }] },
      ['CUP'],
      'shipped line 1',
    ],
    [
      'a shipped line without an id',
      { fulfillments: [{ ...shipment, line_items: [{ quantity: 1 }] }] },
      [],
      'one shipped line',
    ],
    ['a refund that names its lines', { refunds: [{ ...refund, created_at: 'noon' }] }, ['MUG'], 'refund 8'],
    [
      'a refunded line',
      { refunds: [{ ...refund, refund_line_items: [{ ...cupBack, quantity: -1 }] }] },
      ['MUG'],
      'refunded line 2',
    ],
    [
      'a refunded line without its kind',
      { refunds: [{ ...refund, refund_line_items: [{ line_item_id: 2, quantity: 1 }] }] },
      ['MUG'],
      'refunded line 2',
    ],
    [
      'a refunded line without an id',
      { refunds: [{ ...refund, refund_line_items: [{ quantity: 1 }] }] },
      [],
      'one refunded line',
    ],
  ])('with an odd row, %s, counts the other lines, and the order is read', (_, changed, skus, named) => {
    expect(taken({ ...order, ...changed })).toEqual({ skus, setAside: [`${named} of order 5001`], order: '5001' });
  });

  it('counts the same of a line whatever odd row another line has', () => {
    const whole = intakeOf(order);
    const withOdd = intakeOf({ ...order, refunds: [{ ...refund, created_at: 'noon' }] });
    const stateOf = (intake: typeof whole) =>
      intake.kind === 'observations' &&
      intake.observations.flatMap((each) => (each.kind === 'orderLine' && each.sku === 'MUG' ? [each.state] : []));
    expect(stateOf(withOdd)).toEqual(stateOf(whole));
  });
});
