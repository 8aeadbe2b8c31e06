import { describe, expect, it } from '@jest/globals';
import { type ChannelId, parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { stockFromCount } from '../../../../shared/usecases/importing/stock-source.ts';
import { AMAZON, later, MAIN, MUG, NOON, orderLine, POS, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { channelOf, importing, shows, stockOf } from '../../../fakes/shops/imported-channels.ts';

/** Shopify shows 5 of 17: 12 are committed to orders, of which the import finds one of 2. */
const committed = { onHand: 17, unavailable: 0, committed: 12 };
const line = orderLine({ ordered: 2, at: later(-60), version: Date.parse(later(-60)) });
const open = [{ ...line, channelLocation: '-' }];

describe('units that a channel has committed to orders that were not found', () => {
  it('stay unavailable: nothing of them is put on sale', async () => {
    const table = new MemoryTable();
    const { apply } = await importing(table, [
      channelOf(SHOPIFY, { pages: [[shows(MUG, 5, { stock: committed })]], open }),
    ]);
    await apply();
    expect(await stockOf(table)).toEqual({ onHand: 17, committed: 2, held: 0, unavailable: 10 });
  });

  it('stay unavailable of what somebody counted, too', async () => {
    const table = new MemoryTable();
    const counted = stockFromCount(POS, new Map([[MUG, { [MAIN]: parseQuantity(17) }]]), NOON);
    const channel = channelOf(SHOPIFY, { pages: [[shows(MUG, 5, { stock: committed })]], open });
    const { apply } = await importing(table, [channel], counted);
    await apply();
    expect(await stockOf(table)).toEqual({ onHand: 17, committed: 2, held: 0, unavailable: 10 });
  });

  it('were found where the order counts on another channel: they are committed there, and kept back once', async () => {
    const table = new MemoryTable();
    const other = { ...line, source: { ...line.source, channel: AMAZON, order: 'A', key: 'order:A:line:1' } };
    const copies = { ...other, channelLocation: '-', source: { ...other.source, channel: SHOPIFY } };
    const of = (channel: ChannelId, rest: Parameters<typeof channelOf>[1]) => channelOf(channel, rest);
    const stock = { onHand: 17, unavailable: 0, committed: 4 };
    const { plan, apply } = await importing(table, [
      of(SHOPIFY, { pages: [[shows(MUG, 13, { stock })]], open, leftOutLines: [copies] }),
      of(AMAZON, { pages: [[shows(MUG, 13)]], open: [other] }),
    ]);
    expect(plan.ordersNotFound).toEqual([]);
    await apply();
    expect(await stockOf(table)).toEqual({ onHand: 17, committed: 4, held: 0, unavailable: 0 });
  });

  it('are listed with both figures; orders that were found are not', async () => {
    const planned = async (stock: typeof committed) =>
      (await importing(new MemoryTable(), [channelOf(SHOPIFY, { pages: [[shows(MUG, 5, { stock })]], open })])).plan;
    const place = { sku: MUG, channel: SHOPIFY, location: MAIN };
    expect((await planned(committed)).ordersNotFound).toEqual([{ ...place, committed: 12, found: 2 }]);
    expect((await planned({ ...committed, committed: 2 })).ordersNotFound).toEqual([]);
    expect((await planned({ ...committed, committed: 0 })).ordersNotFound).toEqual([]);
  });
});
