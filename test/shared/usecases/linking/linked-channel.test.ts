import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Link } from '../../../../shared/domain/listing/link.ts';
import { placeOfItem } from '../../../../shared/domain/listing/place.ts';
import { linkedChannel } from '../../../../shared/usecases/linking/linked-channel.ts';
import { AMAZON, baseline, later, MUG, NOON, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { importPorts } from '../../../fakes/ports/import-ports.ts';
import { channelOf, importing, shows, stockOf } from '../../../fakes/shops/imported-channels.ts';

const PACK = parseSku('MUG-3');
const LINK: Link = { channel: AMAZON, externalId: PACK, name: PACK, sku: MUG, units: 3, before: [] };

const packLine = (ordered: number) => ({
  ...orderLine({ sku: PACK, channel: AMAZON, ordered, at: later(-60) }),
  channelLocation: '-',
});

/** Amazon with the pack linked before anything is in the ledger, and Shopify, which has the stock. */
function shop(table: MemoryTable, open = [packLine(2)]) {
  const amazon = channelOf(AMAZON, { pages: [[shows(PACK, 2, { externalId: PACK })]], open });
  return [channelOf(SHOPIFY, { pages: [[shows(MUG, 20)]] }), linkedChannel(amazon, [LINK], table.ledgerStore())];
}

/** The table in which these listings were linked before anything was imported. */
async function linkedTable(...links: readonly Link[]): Promise<MemoryTable> {
  const table = new MemoryTable();
  const changes = links.map((after) => ({
    links: [{ after }],
    leaves: [],
    comes: [],
    channel: after.channel,
    pushMode: 'difference' as const,
  }));
  expect(await table.linkStore().write(changes, new Date(NOON))).toBe('written');
  return table;
}

describe('an import of a channel with a linked listing', () => {
  it('takes it in as a listing of the SKU that it sells, and commits its open orders in units of that', async () => {
    const table = await linkedTable(LINK);
    const { plan, apply } = await importing(table, shop(table));
    expect(plan).toMatchObject({ newSkus: [MUG], withoutStock: [], duplicates: [], leftOut: [] });
    await apply();
    expect(await stockOf(table, MUG)).toMatchObject({ onHand: 20, committed: 6 });
    const listings = (await table.reader().skuState(MUG))?.listings ?? [];
    expect(listings.find(({ channel }) => channel === AMAZON)).toMatchObject({
      channelLocation: placeOfItem('-', PACK),
      units: 3,
      name: PACK,
      shown: 6,
    });
  });

  it('counts each order once, however often it is run', async () => {
    const table = await linkedTable(LINK);
    for (let run = 1; run <= 2; run += 1) {
      await (await importing(table, shop(table))).apply();
    }
    expect(await stockOf(table, MUG)).toMatchObject({ onHand: 20, committed: 6 });
  });

  it('leaves a line in the ledger that has it: it was posted before the listing was linked', async () => {
    const table = await linkedTable();
    const { observations } = importPorts(table, { ms: Date.parse(NOON) });
    await observations.send([baseline(8, PACK), packLine(2)]);
    const change = {
      links: [{ after: LINK }],
      leaves: [],
      comes: [],
      channel: AMAZON,
      pushMode: 'difference',
    } as const;
    expect(await table.linkStore().write([change], new Date(NOON))).toBe('written');
    await (await importing(table, shop(table))).apply();
    expect(await stockOf(table, MUG)).toMatchObject({ onHand: 20, committed: 0 });
    expect(await stockOf(table, PACK)).toMatchObject({ onHand: 8, committed: 2 });
  });

  it('takes the stock once where several listings of the SKU show the same units', async () => {
    const table = new MemoryTable();
    const twin = parseSku('MUG-TWIN');
    const twinLink: Link = { channel: SHOPIFY, externalId: 'twin', name: twin, sku: MUG, units: 1, before: [] };
    const shopify = channelOf(SHOPIFY, { pages: [[shows(MUG, 20), shows(twin, 20, { externalId: 'twin' })]] });
    await (await importing(table, [linkedChannel(shopify, [twinLink], table.ledgerStore())])).apply();
    expect(await stockOf(table, MUG)).toMatchObject({ onHand: 20 });
    expect((await table.reader().skuState(MUG))?.listings).toHaveLength(2);
  });
});

describe('units that a channel has committed to orders of linked listings', () => {
  const item = (externalId: string, committed: number, onHand = 20) =>
    shows(MUG, onHand - committed, {
      externalId,
      soldAs: `v${externalId}`,
      stock: { onHand, unavailable: 0, committed },
    });
  const line = (order: string, soldAs: string) => ({
    ...orderLine({ ordered: 3, order, at: later(-60), version: Date.parse(later(-60)) }),
    ...{ channelLocation: '-', soldAs },
  });
  const linkTo = (externalId: string, units: number, name = MUG): Link => ({
    ...{ channel: SHOPIFY, externalId, soldAs: `v${externalId}`, name, sku: MUG, units, before: [] },
  });
  const imported = async (reported: Parameters<typeof channelOf>[1], ...links: readonly Link[]) => {
    const table = await linkedTable(...links);
    const linked = linkedChannel(channelOf(SHOPIFY, reported), links, table.ledgerStore());
    const { plan, apply } = await importing(table, [linked]);
    await apply();
    return { notFound: plan.ordersNotFound, stock: await stockOf(table, MUG) };
  };

  it('are found where two items bear the SKU that they sell: each item’s by its own orders', async () => {
    const reported = { pages: [[item('1', 3), item('2', 0)]], open: [line('1001', 'v1')] };
    expect(await imported(reported, linkTo('1', 1), linkTo('2', 1))).toEqual({
      notFound: [],
      stock: { onHand: 20, committed: 3, held: 0, unavailable: 0 },
    });
  });

  it('are kept back where the order that was found is another item’s', async () => {
    const reported = { pages: [[item('1', 3), item('2', 3)]], open: [line('1001', 'v1')] };
    const { notFound } = await imported(reported, linkTo('1', 1), linkTo('2', 1));
    expect(notFound).toMatchObject([{ committed: 3, found: 0 }]);
  });

  it('are found in units of the SKU, where the listing of that name sells several', async () => {
    const reported = { pages: [[item('1', 3)]], open: [line('1001', 'v1')] };
    expect(await imported(reported, linkTo('1', 2))).toEqual({
      notFound: [],
      stock: { onHand: 40, committed: 6, held: 0, unavailable: 0 },
    });
  });

  it('are found where the order counts on another channel', async () => {
    const copy = { ...line('1001', 'v1'), sku: PACK };
    const reported = { pages: [[{ ...item('1', 3), sku: PACK }]], leftOutLines: [copy] };
    expect((await imported(reported, linkTo('1', 2, PACK))).notFound).toEqual([]);
  });
});

it('a channel’s link that was taken back changes nothing of what it reports', async () => {
  const table = new MemoryTable();
  const removed: Link = { ...LINK, sku: PACK, units: 1, isRemoved: true };
  const amazon = channelOf(AMAZON, { pages: [[shows(PACK, 2, { externalId: PACK })]], open: [packLine(2)] });
  const { client, orderFeed } = linkedChannel(amazon, [removed], table.ledgerStore());
  expect((await Array.fromAsync(client.catalogue())).flat()).toEqual([shows(PACK, 2, { externalId: PACK })]);
  expect((await Array.fromAsync(orderFeed.openLines())).flat()).toEqual([packLine(2)]);
});
