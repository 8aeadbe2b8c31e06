import { expect, it } from '@jest/globals';
import {
  csvLinesOf,
  LISTINGS_HEADER,
  listingLinesOf,
  STOCK_HEADER,
} from '../../../../cli/reports/reading/stock-csv.ts';
import { MUG, NOON } from '../../../fakes/facts.ts';

it('the stock of a SKU is a line for each location, with the entry that it follows from', () => {
  const figures = { onHand: 5, committed: 1, held: 0, unavailable: 1, available: 3 };
  const stock = { sku: MUG, seq: 7, hash: 'abc', ...figures, locations: { main: figures, outlet: figures } };
  expect(`${STOCK_HEADER}\n${csvLinesOf(stock, new Date(NOON))}`).toBe(
    'sku,location,on_hand,committed,held,unavailable,available,seq,hash,at\n' +
      `MUG,main,5,1,0,1,3,7,abc,${NOON}\nMUG,outlet,5,1,0,1,3,7,abc,${NOON}\n`,
  );
});

it('what listings showed is a line for each, with by what it is known; of a SKU on no channel there is none', () => {
  const figures = { onHand: 5, committed: 1, held: 0, unavailable: 1, available: 3 };
  const stock = { sku: MUG, seq: 7, hash: 'abc', ...figures, locations: { main: figures } };
  const listings = [{ listing: 'square@L,1', shown: 4, because: 'push', asOf: NOON }] as const;
  expect(`${LISTINGS_HEADER}\n${listingLinesOf({ ...stock, listings }, new Date(NOON))}`).toBe(
    `sku,listing,shown,because,as_of,available,seq,hash,at\nMUG,"square@L,1",4,push,${NOON},3,7,abc,${NOON}\n`,
  );
  expect(listingLinesOf(stock, new Date(NOON))).toBe('');
});
