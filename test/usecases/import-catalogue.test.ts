import { describe, expect, it } from '@jest/globals';
import type { CatalogueListing, ChannelOutlet } from '../../shared/channel-ports.ts';
import { type ChannelId, parseQuantity, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import type { Observation } from '../../shared/domain/observation.ts';
import { applyImport, planImport, readCatalogues, stockFromChannel } from '../../shared/usecases/import-catalogue.ts';
import { postNow } from '../../shared/usecases/post-observations.ts';
import { AMAZON, MAIN, MUG, NOON, SHOPIFY } from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory-table.ts';
import { postingPorts } from '../fakes/posting-ports.ts';

const CUP = parseSku('CUP');

function outlet(channel: ChannelId, ...pages: CatalogueListing[][]): ChannelOutlet {
  return {
    channel,
    pushMode: 'delta',
    push: () => Promise.reject(new Error('An import pushes nothing.')),
    readShown: () => Promise.reject(new Error('An import reads catalogues.')),
    async *catalogue() {
      yield* pages;
    },
  };
}

const shows = (sku: Sku, units: number, externalId = `id-${sku}`): CatalogueListing => ({
  sku,
  channelLocation: '-',
  externalId,
  drawsOn: [MAIN],
  managed: true,
  shows: units,
});

/** Imports these catalogues with stock from Shopify into the table. */
async function importing(table: MemoryTable, ...outlets: ChannelOutlet[]) {
  const read = await readCatalogues(outlets, () => undefined);
  const plan = await planImport(table.reader(), read, stockFromChannel(SHOPIFY));
  const posting = postingPorts(table);
  const send = async (observations: readonly Observation[]) => {
    for (const observation of observations) {
      await postNow(posting, observation.sku, [observation]);
    }
  };
  const observations = { send, replay: send };
  const apply = () => applyImport({ registry: table.registry(), observations, clock: () => new Date(NOON) }, plan);
  return { plan, apply };
}

describe('importing the channels’ catalogues', () => {
  it('matches listings by SKU over all pages and takes each SKU in with what its source shows', async () => {
    const table = new MemoryTable();
    const { plan, apply } = await importing(
      table,
      outlet(SHOPIFY, [shows(MUG, 8)], [shows(CUP, 5)]),
      outlet(AMAZON, [shows(MUG, 10)]),
    );
    expect([...plan.baselines.keys()]).toEqual([MUG, CUP]);
    await apply();
    expect(await table.reader().snapshot(MUG)).toMatchObject({
      seq: 1,
      stock: { main: { onHand: 8 } },
      listings: [
        { channel: SHOPIFY, shown: 8 },
        { channel: AMAZON, shown: 10 },
      ],
    });
    expect((await table.reader().entry(CUP, 1))?.source).toEqual({ channel: SHOPIFY, key: 'baseline' });
  });

  it('writes nothing before it is applied', async () => {
    const table = new MemoryTable();
    await importing(table, outlet(SHOPIFY, [shows(MUG, 8)]));
    expect(await table.reader().snapshot(MUG)).toBeUndefined();
  });

  it('leaves the stock of a SKU alone that the ledger has, however often it is run', async () => {
    const table = new MemoryTable();
    await (await importing(table, outlet(SHOPIFY, [shows(MUG, 8)]))).apply();
    const { plan, apply } = await importing(table, outlet(SHOPIFY, [shows(MUG, 3)]));
    expect(plan).toMatchObject({ known: [MUG], baselines: new Map() });
    await apply();
    expect(await table.reader().snapshot(MUG)).toMatchObject({ seq: 1, stock: { main: { onHand: 8 } } });
  });

  it('leaves out a SKU that stands twice in one channel, and says so', async () => {
    const table = new MemoryTable();
    const { plan } = await importing(table, outlet(SHOPIFY, [shows(MUG, 8, 'a'), shows(MUG, 2, 'b'), shows(CUP, 5)]));
    expect(plan.duplicates).toEqual([{ channel: SHOPIFY, sku: MUG }]);
    expect([...plan.baselines.keys()]).toEqual([CUP]);
  });

  it('names SKUs for which its source of stock has no figure', async () => {
    const table = new MemoryTable();
    const { plan } = await importing(table, outlet(SHOPIFY, [shows(MUG, 8)]), outlet(AMAZON, [shows(CUP, 4)]));
    expect(plan.withoutStock).toEqual([CUP]);
  });

  it('takes in what its source of stock knows and no channel lists: it may be sold at the till only', async () => {
    const table = new MemoryTable();
    const source = { name: SHOPIFY, skus: [CUP], onHandOf: () => ({ [MAIN]: parseQuantity(3) }) };
    const plan = await planImport(table.reader(), [], source);
    expect(plan).toMatchObject({ unlisted: [CUP], baselines: new Map([[CUP, { main: 3 }]]) });
  });

  it('takes a channel that shows less than nothing as nothing on hand', async () => {
    const table = new MemoryTable();
    const { plan } = await importing(table, outlet(SHOPIFY, [shows(MUG, -4)]));
    expect(plan.baselines.get(MUG)).toEqual({ main: 0 });
  });
});
