import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { placeOfItem } from '../../../../shared/domain/listing/place.ts';
import type { MovementObservation } from '../../../../shared/domain/stock/observation.ts';
import { AMAZON, baseline, later, MAIN, MUG, movement, NOON, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
import { shows } from '../../../fakes/shops/imported-channels.ts';
import { amazonLine, linkedMugs } from '../../../fakes/shops/linked-mugs.ts';

const ALIAS = parseSku('1A-2B3C-XYZ');
const PACK = parseSku('MUG-3');
const CUP = parseSku('CUP');
const at = (id: string) => placeOfItem('-', id);

const alias = { channel: AMAZON, row: shows(ALIAS, 4, { externalId: ALIAS }) };
const pack = { channel: AMAZON, row: shows(PACK, 2, { externalId: PACK }) };
const own = { channel: AMAZON, row: shows(MUG, 9, { externalId: MUG }) };
const onShopify = { channel: SHOPIFY, row: shows(MUG, 9, { externalId: '1', soldAs: '11' }) };

describe('a listing of Amazon that is linked to a SKU of another name', () => {
  it('sells that SKU from then on: its order commits there, and lowers its own figure alone', async () => {
    const { post, link, state } = linkedMugs([own, alias, onShopify]);
    await post(baseline(9));
    expect(await link({ channel: AMAZON, listing: ALIAS, sku: MUG, units: 1 })).toEqual([]);
    await post(amazonLine(ALIAS, AMAZON, { ordered: 2, at: later(5) }));
    expect(await state(MUG)).toMatchObject({
      stock: { [MAIN]: { onHand: 9, committed: 2 } },
      listings: [{ channelLocation: at(ALIAS), shown: 2, externalId: ALIAS }],
    });
  });

  it('has every other listing of the SKU reconciled, on its own channel too', async () => {
    const { post, link, changed, table } = linkedMugs([own, alias]);
    await table.registry().register(own.row, AMAZON, 'absolute', new Date(later(0)));
    await post(baseline(9));
    await link({ channel: AMAZON, listing: ALIAS, sku: MUG, units: 1 });
    changed.length = 0;
    await post(amazonLine(ALIAS, AMAZON, { ordered: 9, at: later(50) }));
    expect(changed).toMatchObject([{ sku: MUG, urgent: [AMAZON] }]);
  });

  it('that sells three at a time commits three for each, and shows whole packs', async () => {
    const { post, link, plan, state } = linkedMugs([pack]);
    await post(baseline(8));
    const wanted = { channel: AMAZON, listing: PACK, sku: MUG, units: 3 };
    expect((await plan(wanted)).planned).toMatchObject([
      { from: { sku: PACK, units: 1 }, to: { sku: MUG, units: 3 }, figures: [{ shows: 2, would: 2 }] },
    ]);
    await link(wanted);
    await post(amazonLine(PACK, AMAZON, { ordered: 2, at: later(5) }));
    expect(await state(MUG)).toMatchObject({
      stock: { [MAIN]: { committed: 6 } },
      listings: [{ shown: 0, units: 3 }],
    });
  });

  it('has the open orders of before committed, each once, however often it is linked', async () => {
    const open = [amazonLine(PACK, AMAZON, { ordered: 2 })];
    const { post, link, state } = linkedMugs([pack], open);
    await post(baseline(20), ...open);
    await link({ channel: AMAZON, listing: PACK, sku: MUG, units: 3 });
    await link({ channel: AMAZON, listing: PACK, sku: MUG, units: 3 });
    await post(...open);
    expect(await state(MUG)).toMatchObject({ stock: { [MAIN]: { onHand: 20, committed: 6 } } });
  });

  it('waits for a SKU that the ledger lacks, and comes in once it is there', async () => {
    const { post, link, state, table, ports } = linkedMugs([pack]);
    await link({ channel: AMAZON, listing: PACK, sku: MUG, units: 3 });
    await post(amazonLine(PACK, AMAZON, { ordered: 1 }));
    expect(await table.parkingLot().list(10)).toMatchObject([
      { observation: { sku: PACK }, outcome: { kind: 'unknownSku' } },
    ]);
    await post(baseline(9));
    const [parked] = await table.parkingLot().list(10);
    await ports.observations.replay(parked === undefined ? [] : [parked.observation]);
    expect(await state(MUG)).toMatchObject({ stock: { [MAIN]: { committed: 3 } } });
  });
});

describe('a line that was posted before its listing was linked to another SKU', () => {
  it('goes on where it began, in the units of then: shipped, it leaves once', async () => {
    const { post, link, state } = linkedMugs([pack]);
    await post(baseline(20), baseline(20, CUP));
    await link({ channel: AMAZON, listing: PACK, sku: MUG, units: 3 });
    await post(amazonLine(PACK, AMAZON, { ordered: 2, at: later(5), version: 1 }));
    await link({ channel: AMAZON, listing: PACK, sku: CUP, units: 5 });
    await post(amazonLine(PACK, AMAZON, { ordered: 2, shipped: 2, at: later(9), version: 2 }));
    await post(amazonLine(PACK, AMAZON, { ordered: 1, at: later(9), order: '1002' }));
    expect(await state(MUG)).toMatchObject({ stock: { [MAIN]: { onHand: 14, committed: 0 } } });
    expect(await state(CUP)).toMatchObject({ stock: { [MAIN]: { onHand: 20, committed: 5 } } });
  });

  it('goes on in the ledger of its own name, where it was posted under that', async () => {
    const { post, link, state } = linkedMugs([alias]);
    await post(baseline(20), baseline(8, ALIAS), amazonLine(ALIAS, AMAZON, { ordered: 2, version: 1 }));
    await link({ channel: AMAZON, listing: ALIAS, sku: MUG, units: 1 });
    await post(amazonLine(ALIAS, AMAZON, { ordered: 2, shipped: 2, version: 2, at: later(9) }));
    expect(await state(MUG)).toMatchObject({ stock: { [MAIN]: { onHand: 20, committed: 0 } } });
    expect(await state(ALIAS)).toMatchObject({ stock: { [MAIN]: { onHand: 6, committed: 0 } }, listings: [] });
  });

  it('goes on where it began after the link was taken back', async () => {
    const { post, link, state } = linkedMugs([alias]);
    await post(baseline(20), baseline(8, ALIAS));
    await link({ channel: AMAZON, listing: ALIAS, sku: MUG, units: 1 });
    await post(amazonLine(ALIAS, AMAZON, { ordered: 2, version: 1, at: later(5) }));
    await link({ channel: AMAZON, listing: ALIAS, units: 1 });
    await post(amazonLine(ALIAS, AMAZON, { ordered: 0, deducted: 0, version: 2, at: later(9) }));
    await post(amazonLine(ALIAS, AMAZON, { ordered: 1, order: '1002', at: later(9) }));
    expect(await state(MUG)).toMatchObject({ stock: { [MAIN]: { committed: 0 } }, listings: [] });
    expect(await state(ALIAS)).toMatchObject({
      stock: { [MAIN]: { committed: 1 } },
      listings: [{ channelLocation: '-', externalId: ALIAS }],
    });
  });
});

describe('a listing of Square, whose changes have no SKU of their own', () => {
  const DUO = parseSku('DUO');
  const duo = { channel: SQUARE, row: shows(DUO, 4, { externalId: 'V1', channelLocation: 'L1' }) };
  const sold = (id: string, at: string, sku = MUG): MovementObservation => ({
    ...movement('sold', -1, { id, sku, at }),
    ...{ deducted: 1, channelLocation: 'L1', soldAs: 'V1' },
    source: { channel: SQUARE, key: `square-change:square:${id}` },
  });

  it('has what it sold before a new link, and nobody had read, at the SKU and in the units of then, once', async () => {
    const sales = [sold('A', later(5)), sold('B', later(9)), sold('C', later(25))];
    const { post, link, state, ports } = linkedMugs([duo], [], sales);
    await post(baseline(20), baseline(20, CUP));
    await link({ channel: SQUARE, listing: 'V1', sku: MUG, units: 2 });
    await ports.wait(10_000);
    await post({ ...sold('A', later(5)), listingUnits: 2, changes: [{ location: MAIN, onHand: -2 }], deducted: 2 });
    await link({ channel: SQUARE, listing: 'V1', sku: CUP, units: 3 });
    expect((await state(MUG))?.stock).toMatchObject({ [MAIN]: { onHand: 16 } });
    expect((await state(CUP))?.stock).toMatchObject({ [MAIN]: { onHand: 20 } });
  });

  it('of its own name in the ledger has them at the SKU that it sells now, which its name hands them on to', async () => {
    const { post, link, state, ports } = linkedMugs([duo], [], [sold('A', later(5))]);
    await post(baseline(20), baseline(20, DUO));
    await ports.registry.register(duo.row, SQUARE, 'difference', new Date(NOON));
    await ports.wait(10_000);
    await link({ channel: SQUARE, listing: 'V1', sku: MUG, units: 2 });
    expect((await state(MUG))?.stock).toMatchObject({ [MAIN]: { onHand: 18 } });
    expect((await state(DUO))?.stock).toMatchObject({ [MAIN]: { onHand: 20 } });
  });
});

it('two listings swap their SKUs in one write, and each order goes where its listing points', async () => {
  const cup = { channel: AMAZON, row: shows(CUP, 5, { externalId: CUP }) };
  const { post, link, state } = linkedMugs([own, cup]);
  await post(baseline(9), baseline(5, CUP));
  await link(
    { channel: AMAZON, listing: MUG, sku: CUP, units: 1 },
    { channel: AMAZON, listing: CUP, sku: MUG, units: 1 },
  );
  await post(
    amazonLine(MUG, AMAZON, { ordered: 2, at: later(5) }),
    amazonLine(CUP, AMAZON, { ordered: 1, at: later(5), order: '1002' }),
  );
  expect(await state(CUP)).toMatchObject({ stock: { [MAIN]: { committed: 2 } }, listings: [{ externalId: MUG }] });
  expect(await state(MUG)).toMatchObject({ stock: { [MAIN]: { committed: 1 } }, listings: [{ externalId: CUP }] });
});

it('a SKU that a channel lists twice is sold by both listings once both are linked, each known by its id', async () => {
  const twice = ['1', '2'].map((id) => ({
    channel: SHOPIFY,
    row: shows(MUG, 9, { externalId: id, soldAs: `v${id}` }),
  }));
  const { post, link, state } = linkedMugs(twice);
  await post(baseline(9));
  const refused = await link({ channel: SHOPIFY, listing: MUG, sku: MUG, units: 1 });
  expect(refused).toMatchObject([{ reason: expect.stringContaining('name one by its id, 1 or 2') }]);
  await link(...['1', '2'].map((listing) => ({ channel: SHOPIFY, listing, sku: MUG, units: 1 })));
  await post({ ...amazonLine(MUG, SHOPIFY, { ordered: 2, at: later(5) }), soldAs: 'v2' });
  const { listings = [], stock } = (await state(MUG)) ?? {};
  expect(stock).toMatchObject({ [MAIN]: { committed: 2 } });
  expect(listings.map(({ externalId, shown }) => [externalId, shown])).toEqual([
    ['1', 9],
    ['2', 7],
  ]);
});

it('a listing whose channel puts units back for a line of an earlier SKU is checked', async () => {
  const { post, link, checked } = linkedMugs([pack]);
  await post(baseline(20), baseline(20, CUP));
  await link({ channel: AMAZON, listing: PACK, sku: MUG, units: 3 });
  await post(amazonLine(PACK, AMAZON, { ordered: 2, at: later(5), version: 1 }));
  await link({ channel: AMAZON, listing: PACK, sku: CUP, units: 5 });
  checked.length = 0;
  await post(amazonLine(PACK, AMAZON, { ordered: 0, deducted: 0, at: later(9), version: 2 }));
  expect(checked).toMatchObject([{ sku: CUP, channel: AMAZON, channelLocation: at(PACK) }]);
});

it('a delivery of one of two items that bear one SKU on their channel goes to what that item sells', async () => {
  const [first, second] = ['1', '2'].map((id) => ({
    channel: SHOPIFY,
    row: shows(MUG, 9, { externalId: id, soldAs: `v${id}` }),
  }));
  const { post, link, state } = linkedMugs([first, second].flatMap((each) => each ?? []));
  await post(baseline(9), baseline(9, CUP));
  await link({ channel: SHOPIFY, listing: '2', sku: CUP, units: 3 });
  const received = (id: string, soldAs: string) => ({
    ...movement('received', 10, { at: later(5) }),
    ...{ deducted: -10, channelLocation: '-', soldAs, source: { channel: SHOPIFY, key: id } },
  });
  await post(received('a', '1'), received('b', '2'));
  expect(await state(MUG)).toMatchObject({ stock: { [MAIN]: { onHand: 19 } } });
  expect(await state(CUP)).toMatchObject({
    stock: { [MAIN]: { onHand: 39 } },
    listings: [{ externalId: '2', shown: 57 }],
  });
});

describe('a line of an item that its channel has deleted since', () => {
  const item = (id: string) => ({
    channel: SHOPIFY,
    row: shows(PACK, 4, { externalId: id, soldAs: `v${id}` }),
  });
  const line = (soldAs: string | null, facts: Parameters<typeof amazonLine>[2]) => ({
    ...amazonLine(PACK, SHOPIFY, { ordered: 2, ...facts }),
    soldAs,
  });

  it('goes on where it began, in the units of then', async () => {
    const { post, link, state, table } = linkedMugs([item('1'), item('2')]);
    await post(baseline(20), baseline(20, CUP));
    await link(
      { channel: SHOPIFY, listing: '1', sku: CUP, units: 1 },
      { channel: SHOPIFY, listing: '2', sku: MUG, units: 3 },
    );
    await post(line('v2', { at: later(5), version: 1 }));
    await post(line(null, { shipped: 2, at: later(9), version: 2 }));
    expect(await table.parkingLot().list(10)).toEqual([]);
    expect(await state(MUG)).toMatchObject({ stock: { [MAIN]: { onHand: 14, committed: 0 } } });
    expect(await state(CUP)).toMatchObject({ stock: { [MAIN]: { onHand: 20, committed: 0 } } });
  });

  it('comes in as what the item sold, where no other of the channel had its SKU', async () => {
    const { post, link, state } = linkedMugs([item('1')]);
    await post(baseline(20));
    await link({ channel: SHOPIFY, listing: '1', sku: MUG, units: 3 });
    await post(line(null, { at: later(5) }));
    expect(await state(MUG)).toMatchObject({ stock: { [MAIN]: { onHand: 20, committed: 6 } } });
  });
});
