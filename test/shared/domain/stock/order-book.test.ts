import { describe, expect, it } from '@jest/globals';
import { bookOrder, documentBookName, orderBookName } from '../../../../shared/domain/stock/order-book.ts';
import { NO_ORDER_LINE } from '../../../../shared/domain/stock/order-line.ts';
import { later, MUG, orderLine } from '../../../fakes/facts.ts';

it.each(['document:sale:X', 'order:document:sale:X', 'sale:X', 'order:sale:X'])(
  'order %s and document sale:X have books of their own, and so have orders among themselves',
  (order) => {
    const names = ['document:sale:X', 'order:document:sale:X', 'sale:X', 'order:sale:X'].map(orderBookName);
    expect(names.filter((name) => name === orderBookName(order))).toHaveLength(1);
    expect(orderBookName(order)).not.toBe(documentBookName('sale:X'));
  },
);

it('the book of an order is named by the order alone, where no document’s book could have that name', () => {
  expect(['1001', 'sale:X', 'order:1001'].map(orderBookName)).toEqual(['1001', 'sale:X', 'order:1001']);
});

describe('a whole order', () => {
  it('without lines ends none, and leaves its book as it is', () => {
    expect(bookOrder({ version: 1, lines: { 1: MUG } }, [])).toEqual({ gone: [] });
  });

  it('ends the lines that it no longer has at the time at which its newer state was made', () => {
    const book = { version: 1, madeAt: later(0), lines: { 1: MUG, 2: MUG } };
    const { gone } = bookOrder(book, [{ ...orderLine({ version: 1 }), madeAt: later(9) }]);
    expect(gone).toMatchObject([{ sku: MUG, source: { line: '2' }, madeAt: later(9), state: NO_ORDER_LINE }]);
  });

  it('ends them at no such time where its source states none', () => {
    const { gone } = bookOrder({ version: 1, lines: { 2: MUG } }, [orderLine({ version: 2 })]);
    expect(gone.map((line) => 'madeAt' in line)).toEqual([false]);
  });
});
