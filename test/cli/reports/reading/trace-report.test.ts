import { describe, expect, it } from '@jest/globals';
import { traceLines } from '../../../../cli/reports/reading/trace-report.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { traceOrder } from '../../../../shared/usecases/reading/read-stock.ts';
import { later, MUG, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { countedMugs } from '../../../fakes/shops/counted-mugs.ts';

describe('the trace of an order', () => {
  it('names each entry with its lag, and what is parked with its reason', async () => {
    const shop = await countedMugs();
    await shop.post(MUG, [orderLine({ ordered: 2 })]);
    const jug = parseSku('JUG');
    await shop.post(jug, [orderLine({ sku: jug, line: '2' })]);
    const trace = await traceOrder(shop.table.reader(), SHOPIFY, '1001');
    expect(trace && traceLines(trace)).toEqual([
      'shopify 1001',
      `  ${later(60)}  MUG  entry 2, order: committed +2 at main, 60.0 s after it was received`,
      expect.stringMatching(/^ {2}\S+ {2}JUG {2}unknownSku, parked: SKU JUG is not in the ledger: import it\.$/),
    ]);
  });
});
