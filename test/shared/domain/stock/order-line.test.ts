import { describe, expect, it } from '@jest/globals';
import { parseLocationId } from '../../../../shared/domain/identifiers.ts';
import {
  atFurtherPlace,
  documentOfLineKey,
  isNothing,
  isSameState,
  keyOfWholeLine,
  lineChanges,
  NO_ORDER_LINE,
  orderLineKey,
  orderOfLineKey,
} from '../../../../shared/domain/stock/order-line.ts';
import { MAIN, SHOPIFY } from '../../../fakes/facts.ts';

const STORE = parseLocationId('store');
const FIGURES = ['ordered', 'shipped', 'returned', 'deducted'] as const;

describe('the state of an order line', () => {
  it.each(FIGURES)('is another where %s differs, and one of no units only where none is left', (figure) => {
    const other = { ...NO_ORDER_LINE, [figure]: 1 };
    expect([isSameState(NO_ORDER_LINE, other), isSameState(other, { ...other })]).toEqual([false, true]);
    expect([isNothing(NO_ORDER_LINE), isNothing(other)]).toEqual([true, false]);
  });

  it('moves what changed at its location in one change, and at two locations where the line moved', () => {
    const before = { state: { ordered: 3, shipped: 0, returned: 0, deducted: 3 }, location: MAIN };
    const state = { ordered: 3, shipped: 2, returned: 0, deducted: 3 };
    expect(lineChanges(before, { state, location: MAIN })).toEqual([{ location: MAIN, onHand: -2, committed: -2 }]);
    expect(lineChanges(before, { state, location: STORE })).toEqual([
      { location: MAIN, onHand: -0, committed: -3 },
      { location: STORE, onHand: -2, committed: 1 },
    ]);
  });
});

describe('the key of an order line', () => {
  const key = orderLineKey(SHOPIFY, '10:1', '7');

  it('says its channel and order, whatever colons are in their ids, and at a further place too', () => {
    expect(orderOfLineKey(key)).toEqual({ channel: SHOPIFY, order: '10:1' });
    expect(orderOfLineKey(`${key}${atFurtherPlace('store')}`)).toEqual({ channel: SHOPIFY, order: '10:1' });
  });

  it.each(['hold:shopify:1:line:7', 'order:shopify:1', 'order:shopify:1:refund:7'])('is not that of %s', (other) => {
    expect(orderOfLineKey(other)).toBeUndefined();
  });

  it('says the number of its document, as that of a delivery does, and that of no other fact', () => {
    expect(documentOfLineKey(key)).toBe('10:1');
    expect(documentOfLineKey('receipt:pos:PO%257:line:1')).toBe('PO%7');
    expect(documentOfLineKey(`${key}${atFurtherPlace('store')}`)).toBeUndefined();
    expect(documentOfLineKey('receive:PO:7:row:1')).toBeUndefined();
  });

  it('is found in the key of its part at a further place', () => {
    expect([key, `${key}${atFurtherPlace('store')}`].map(keyOfWholeLine)).toEqual([key, key]);
  });
});
