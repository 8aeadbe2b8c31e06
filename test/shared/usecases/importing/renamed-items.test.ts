import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { AMAZON, MUG, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { channelOf, importing, shows } from '../../../fakes/shops/imported-channels.ts';

const TRAY = parseSku('TRAY');

describe('an item that its channel sells under another SKU by now', () => {
  const imported = async () => {
    const table = new MemoryTable();
    await (
      await importing(table, [
        channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] }),
        channelOf(AMAZON, { pages: [[shows(MUG, 8, { externalId: 'X' })]] }),
      ])
    ).apply();
    return table;
  };

  it('is pushed for the SKU that it has now alone, and what it sells counts there', async () => {
    const table = await imported();
    const { plan, apply, ports } = await importing(table, [
      channelOf(SHOPIFY, { pages: [[shows(MUG, 8), shows(TRAY, 5)]] }),
      channelOf(AMAZON, { pages: [[shows(TRAY, 8, { externalId: 'X' })]] }),
    ]);
    expect(plan.renamed).toMatchObject([{ listing: { sku: MUG, channel: AMAZON }, now: TRAY }]);
    expect(plan.vanished).toEqual([]);
    await apply();
    const managed = async (sku: Sku) =>
      (await table.reader().skuState(sku))?.listings.map((each) => [each.channel, each.managed]);
    expect(await managed(MUG)).toEqual([
      [SHOPIFY, true],
      [AMAZON, false],
    ]);
    expect(await managed(TRAY)).toEqual([
      [SHOPIFY, true],
      [AMAZON, true],
    ]);
    expect(await ports.registry.skuOf(AMAZON, 'X')).toBe(TRAY);
    expect(ports.asked).toContainEqual(expect.objectContaining({ sku: MUG, channel: AMAZON }));
  });

  it('and has its former SKU again, is pushed for that again', async () => {
    const table = await imported();
    const pages = (sku: Sku) => [
      channelOf(SHOPIFY, { pages: [[shows(MUG, 8), shows(TRAY, 5)]] }),
      channelOf(AMAZON, { pages: [[shows(sku, 8, { externalId: 'X' })]] }),
    ];
    await (await importing(table, pages(TRAY))).apply();
    const { plan, apply, ports } = await importing(table, pages(MUG));
    expect(plan.renamed).toMatchObject([{ listing: { sku: TRAY, channel: AMAZON }, now: MUG }]);
    await apply();
    expect(await ports.registry.skuOf(AMAZON, 'X')).toBe(MUG);
  });
});
