import { expect, it } from '@jest/globals';
import { ordersTwice } from '../../../../shared/domain/reconciling/orders-twice.ts';
import { AMAZON, later, MUG, orderLine, SHOPIFY } from '../../../fakes/facts.ts';

const sold = (channel: typeof SHOPIFY, order: string, ordered: number, seconds: number) =>
  orderLine({ channel, order, ordered, at: later(seconds) });

it.each([
  ['the same SKU and quantity within a minute', [sold(AMAZON, 'A1', 2, 0)], [sold(SHOPIFY, 'S1', 2, 45)], 1],
  ['another quantity', [sold(AMAZON, 'A1', 2, 0)], [sold(SHOPIFY, 'S1', 1, 45)], undefined],
  ['more than a minute apart', [sold(AMAZON, 'A1', 2, 0)], [sold(SHOPIFY, 'S1', 2, 61)], undefined],
  [
    'one line is in one pair at most',
    [sold(AMAZON, 'A1', 2, 0)],
    [sold(SHOPIFY, 'S1', 2, 10), sold(SHOPIFY, 'S2', 2, 20)],
    1,
  ],
  ['a line that is left out', [sold(AMAZON, 'A1', 0, 0)], [sold(SHOPIFY, 'S1', 0, 0)], undefined],
])('orders of two channels that are perhaps one: %s', (_, amazon, shopify, pairs) => {
  const [found] = ordersTwice([
    { channel: AMAZON, lines: amazon },
    { channel: SHOPIFY, lines: shopify },
  ]);
  expect(found?.pairs).toBe(pairs);
  if (pairs !== undefined) {
    expect(found).toMatchObject({
      channels: [AMAZON, SHOPIFY],
      of: 1,
      sample: { sku: MUG, orders: ['A1', 'S1'] },
    });
  }
});
