import { expect, it } from '@jest/globals';
import { unitsSold } from '../../../../shared/domain/ledger/sale.ts';
import type { StockChange } from '../../../../shared/domain/stock/stock.ts';
import { MAIN } from '../../../fakes/facts.ts';

it.each<[Parameters<typeof unitsSold>[0]['kind'], Omit<StockChange, 'location'>, number]>([
  ['order', { committed: 2 }, 2],
  ['order', { committed: -2, onHand: -2 }, 0],
  ['order', { committed: -1 }, 0],
  ['sold', { onHand: -3 }, 3],
  ['captured', { held: -2, committed: 2 }, 2],
  ['shipped', { onHand: -3 }, 0],
  ['damaged', { onHand: -3 }, 0],
])('an entry “%s” of %j is a customer’s purchase of %d', (kind, change, units) => {
  expect(unitsSold({ kind, changes: [{ location: MAIN, ...change }] })).toBe(units);
});
