import { describe, expect, it } from '@jest/globals';
import { planInWords } from '../../../../cli/reports/import-report.ts';
import { parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { stockFromCount } from '../../../../shared/usecases/importing/stock-source.ts';
import { MAIN, MUG, NOON, POS, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { channelOf, importing, shows, stockOf } from '../../../fakes/shops/imported-channels.ts';

/** Shopify shows 10 of 13: two wait for a transfer that is ready to ship, and one is damaged. */
const offSale = { reserved: 2, damaged: 1, qualityControl: 0, safetyStock: 0 };
const listed = (reserved = 2) =>
  channelOf(SHOPIFY, {
    pages: [
      [shows(MUG, 10, { stock: { onHand: 13, unavailable: 3, committed: 0, offSale: { ...offSale, reserved } } })],
    ],
  });

describe('units that are reserved at the channel that gives the stock', () => {
  it('stay unavailable, and are listed with the command that releases them', async () => {
    const table = new MemoryTable();
    const { plan, apply } = await importing(table, [listed()]);
    expect(plan.reserved).toEqual([{ sku: MUG, channel: SHOPIFY, location: MAIN, units: 2 }]);
    expect(planInWords(plan)).toContain('npx stockline correct MUG --unavailable=-2 --location main');
    await apply();
    expect(await stockOf(table)).toMatchObject({ onHand: 13, unavailable: 3 });
    expect((await importing(table, [listed()])).plan.reserved).toEqual([]);
  });

  it('are none where nothing is reserved, or somebody counted', async () => {
    const counted = stockFromCount(POS, new Map([[MUG, { [MAIN]: parseQuantity(17) }]]), NOON);
    expect((await importing(new MemoryTable(), [listed(0)])).plan.reserved).toEqual([]);
    expect((await importing(new MemoryTable(), [listed()], counted)).plan.reserved).toEqual([]);
  });
});
