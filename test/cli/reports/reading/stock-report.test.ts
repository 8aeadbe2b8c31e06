import { describe, expect, it } from '@jest/globals';
import { stockAtLines, stockLines } from '../../../../cli/reports/reading/stock-report.ts';
import type { StockView } from '../../../../shared/usecases/reading/read-stock.ts';
import { AMAZON, later, MAIN, MUG, NOON, SQUARE } from '../../../fakes/facts.ts';
import { SHOP } from '../../../fakes/shops/counted-mugs.ts';

const MAIN_FIGURES = { onHand: 30, committed: 2, held: 0, unavailable: 0, available: 28 };
const SHOP_FIGURES = { onHand: 1, committed: 0, held: 0, unavailable: 3, available: -2 };
const MUGS: StockView = {
  sku: MUG,
  seq: 7,
  ...MAIN_FIGURES,
  locations: { [MAIN]: MAIN_FIGURES },
  policy: 'shared',
  listings: [
    { channel: AMAZON, sellable: 28, shown: 28, pending: 0, lastPushedAt: NOON },
    {
      channel: SQUARE,
      channelLocation: 'L1',
      sellable: 28,
      shown: 30,
      pending: -2,
      lastPushedAt: null,
      problem: 'gone',
    },
  ],
};

describe('the stock of a SKU', () => {
  it('is printed with what each listing shows, what it may show, and what is on its way', () => {
    expect(stockLines(MUGS)).toEqual([
      'MUG  available 28, on hand 30, committed 2 (entry 7, policy shared)',
      `  amazon      shows 28               pushed ${NOON}`,
      '  square @L1  shows 30, may show 28  −2 on its way, never pushed, problem: gone',
    ]);
  });

  it('names linked listings by their ids, with how many units each sells', () => {
    const shown = { sellable: 9, shown: 9, pending: 0, lastPushedAt: null };
    const listings = [
      { channel: AMAZON, listing: 'MUG-PACK', units: 3, ...shown },
      { channel: SQUARE, channelLocation: 'L1', listing: 'X9', ...shown },
    ];
    expect(stockLines({ ...MUGS, listings }).slice(1)).toEqual([
      '  amazon MUG-PACK (3 at a time)  shows 9  never pushed',
      '  square @L1 X9                  shows 9  never pushed',
    ]);
  });

  it('is printed location by location where there are several, and an oversell by its name', () => {
    const stock = { ...MUGS, ...SHOP_FIGURES, listings: [], locations: { [MAIN]: MAIN_FIGURES, [SHOP]: SHOP_FIGURES } };
    expect(stockLines(stock)).toEqual([
      'MUG  oversold by 2, on hand 1, unavailable 3 (entry 7, policy shared)',
      '  at main  available 28, on hand 30, committed 2',
      '  at shop  oversold by 2, on hand 1, unavailable 3',
    ]);
  });

  it('is printed as it was, with the time', () => {
    const { policy: _policy, listings: _listings, ...figures } = MUGS;
    expect(stockAtLines({ ...figures, at: later(60) })).toEqual([
      `MUG  available 28, on hand 30, committed 2 (entry 7, as of ${later(60)})`,
    ]);
  });
});
