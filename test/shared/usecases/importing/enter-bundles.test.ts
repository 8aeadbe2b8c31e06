import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { defineBundle } from '../../../../shared/usecases/exposure/define-bundle.ts';
import { AMAZON, baseline, MAIN, MUG, NOON, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { importPorts } from '../../../fakes/ports/import-ports.ts';
import { channelOf, importing, sharesIn, shows, stockOf } from '../../../fakes/shops/imported-channels.ts';

const SET = parseSku('SET');
const TEA = parseSku('TEA');

const madeOf = [
  { sku: MUG, quantity: 2 },
  { sku: TEA, quantity: 1 },
];
const ofShopify = shows(SET, 5, { managed: false, madeOf });
const shopify = (listed = [shows(MUG, 10), shows(TEA, 6), ofShopify]) => channelOf(SHOPIFY, { pages: [listed] });

describe('a bundle that Shopify makes of its own variants', () => {
  it('becomes a bundle here, with nothing on hand of its own, and is pushed elsewhere as what its components allow', async () => {
    const table = new MemoryTable();
    const amazon = channelOf(AMAZON, { pages: [[shows(SET, 99)]] });
    const { plan, apply } = await importing(table, [shopify(), amazon]);
    expect(plan.bundles).toEqual([{ sku: SET, channel: SHOPIFY, madeOf, becomes: 'define' }]);
    expect(await apply()).toEqual([]);
    const set = await table.reader().skuState(SET);
    expect(set).toMatchObject({
      exposure: { madeOf },
      stock: { [MAIN]: { onHand: 5 } },
      listings: [
        { channel: SHOPIFY, managed: false },
        { channel: AMAZON, managed: true },
      ],
    });
    expect(await stockOf(table, MUG)).toMatchObject({ onHand: 10 });
  });

  it('takes its components for the orders of another channel that were open at the cut-over, once', async () => {
    const table = new MemoryTable();
    const open = [orderLine({ sku: SET, channel: AMAZON, ordered: 2 })];
    const channels = [shopify(), channelOf(AMAZON, { pages: [[shows(SET, 5)]], open })];
    await (await importing(table, channels)).apply();
    expect(await stockOf(table, MUG)).toMatchObject({ onHand: 10, committed: 4 });
    expect(await stockOf(table, TEA)).toMatchObject({ onHand: 6, committed: 2 });
    // The bundle itself never owed units that it does not have.
    const entries = await table.reader().entries(SET, 0, 10);
    expect(entries.map(({ stockAfter }) => stockAfter[MAIN]?.committed ?? 0)).toEqual(entries.map(() => 0));
    const { plan, apply } = await importing(table, channels);
    expect(plan).toMatchObject({ bundles: [{ becomes: 'stands' }], differing: [], newSkus: [] });
    await apply();
    expect(await stockOf(table, MUG)).toMatchObject({ onHand: 10, committed: 4 });
  });

  it('that was imported as stock of its own before, is a bundle from now on', async () => {
    const table = new MemoryTable();
    await (await importing(table, [shopify([shows(MUG, 10), shows(TEA, 6), shows(SET, 5)])])).apply();
    const { plan, apply } = await importing(table, [shopify()]);
    expect(plan.bundles).toMatchObject([{ sku: SET, becomes: 'define' }]);
    await apply();
    expect(await table.reader().skuState(SET)).toMatchObject({ exposure: { madeOf }, listings: [{ managed: false }] });
  });

  it('is left outside, with the reason, where a component is not in the ledger', async () => {
    const table = new MemoryTable();
    const { plan, apply } = await importing(table, [shopify([shows(MUG, 10), ofShopify])]);
    expect(plan).toMatchObject({
      newSkus: [MUG],
      withoutStock: [],
      bundles: [{ sku: SET, becomes: 'leave', reason: 'Not in the ledger: TEA.' }],
    });
    await apply();
    expect(await table.reader().skuState(SET)).toBeUndefined();
  });

  it('keeps another definition that the merchant made here, and says so', async () => {
    const table = new MemoryTable();
    await (await importing(table, [shopify()])).apply();
    const other = shows(SET, 5, { managed: false, madeOf: [{ sku: MUG, quantity: 1 }] });
    const { plan, apply } = await importing(table, [shopify([shows(MUG, 10), shows(TEA, 6), other])]);
    expect(plan.bundles).toMatchObject([
      { becomes: 'leave', reason: 'It is made of 2 × MUG, 1 × TEA here, which stays.' },
    ]);
    await apply();
    expect(await table.reader().skuState(SET)).toMatchObject({ exposure: { madeOf } });
  });
});

describe('open orders that the ledger could not take before', () => {
  const FBM = parseSku('MUG-FBM');
  const open = [orderLine({ sku: FBM, channel: AMAZON, order: '1', ordered: 3 })];
  const channels = () => [
    channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] }),
    channelOf(AMAZON, { pages: [[shows(FBM, 8)]], open }),
  ];

  it('of a bundle that the merchant made here, take its components with the next import, once', async () => {
    const table = new MemoryTable();
    await (await importing(table, channels())).apply();
    const { observations } = importPorts(table, { ms: Date.parse(NOON) });
    await observations.send([{ ...baseline(0, FBM), onHand: {} }]);
    expect(await defineBundle(sharesIn(table), FBM, [{ sku: MUG, quantity: 1 }])).toEqual({ kind: 'defined' });
    for (let run = 1; run <= 2; run += 1) {
      await (await importing(table, channels())).apply();
      expect(await stockOf(table, MUG)).toMatchObject({ onHand: 8, committed: 3 });
    }
  });

  it('of a channel on which a known SKU is newly listed, are committed with the next import', async () => {
    const table = new MemoryTable();
    await (await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] })])).apply();
    const later = [
      channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] }),
      channelOf(AMAZON, { pages: [[shows(MUG, 8)]], open: [orderLine({ channel: AMAZON, ordered: 2 })] }),
    ];
    const { plan, apply } = await importing(table, later);
    expect(plan.openAnew).toEqual([MUG]);
    await apply();
    expect(await stockOf(table, MUG)).toMatchObject({ onHand: 8, committed: 2 });
  });
});

it('names what it could not read of a channel’s orders', async () => {
  const odd = [{ id: 'order 7', reason: 'quantity: Expected a whole number, 0 or more.' }];
  const { plan } = await importing(new MemoryTable(), [channelOf(SHOPIFY, { pages: [[shows(MUG, 1)]], odd })]);
  expect(plan).toMatchObject({ setAside: [{ channel: SHOPIFY, ...odd[0] }], newSkus: [MUG] });
});
