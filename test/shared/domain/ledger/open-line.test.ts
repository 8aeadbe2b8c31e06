import { expect, it } from '@jest/globals';
import { openLineOf } from '../../../../shared/domain/ledger/open-line.ts';
import { orderLineKey } from '../../../../shared/domain/stock/order-line.ts';
import { MAIN, SHOPIFY } from '../../../fakes/facts.ts';

const key = orderLineKey(SHOPIFY, '1001', '1');
const seen = (ordered: number, shipped: number) => ({
  ...{ key, contentHash: 'h', seq: 2 },
  line: { version: 1, location: MAIN, phases: [], state: { ordered, shipped, returned: 0, deducted: 0 } },
});

it.each([
  ['what has not left', seen(3, 1), [{ channel: 'shopify', order: '1001', location: MAIN, units: 2 }]],
  ['nothing of a line that has left', seen(2, 2), []],
  ['nothing of a fact that is no order line', { ...seen(3, 1), key: 'sale:pos:1001:line:1' }, []],
  ['nothing where no line is remembered', { key, contentHash: 'h', seq: 2 }, []],
])('an open line has %s', (_, remembered, open) => {
  expect(openLineOf(remembered)).toEqual(open);
});
