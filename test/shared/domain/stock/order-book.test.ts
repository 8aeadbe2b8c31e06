import { expect, it } from '@jest/globals';
import { documentBookName, orderBookName } from '../../../../shared/domain/stock/order-book.ts';

it.each(['document:sale:X', 'order:document:sale:X', 'sale:X', 'order:sale:X'])(
  'order %s and document sale:X have books of their own, and so have orders among themselves',
  (order) => {
    const names = ['document:sale:X', 'order:document:sale:X', 'sale:X', 'order:sale:X'].map(orderBookName);
    expect(names.filter((name) => name === orderBookName(order))).toHaveLength(1);
    expect(orderBookName(order)).not.toBe(documentBookName('sale:X'));
  },
);
