import { describe, expect, it } from '@jest/globals';
import { parseLocationId, parseQuantity, parseSku } from '../../../../shared/domain/identifiers.ts';
import {
  AMAZON,
  baseline,
  MAIN,
  MUG,
  movement,
  orderLine,
  SHARED_RULES,
  SHOPIFY,
  SQUARE,
} from '../../../fakes/facts.ts';
import { shows } from '../../../fakes/shops/imported-channels.ts';
import { linkedMugs } from '../../../fakes/shops/linked-mugs.ts';

const PACK = parseSku('MUG-3');
const SET = parseSku('SET');
const pack = { channel: AMAZON, row: shows(PACK, 2, { externalId: PACK }) };
const ofShopify = {
  channel: SHOPIFY,
  row: shows(SET, 2, { externalId: '9', managed: false, madeOf: [{ sku: MUG, quantity: 2 }] }),
};
const wanted = { channel: AMAZON, listing: PACK, sku: MUG, units: 3 };

describe('a link that cannot be made', () => {
  it.each([
    ['on a channel that is none', { ...wanted, channel: SQUARE }, 'square is no channel with listings.'],
    ['of a listing that the channel does not have', { ...wanted, listing: 'X' }, 'amazon has no listing X.'],
    ['of half a unit', { ...wanted, units: 0.5 }, 'It cannot sell 0.5 units at a time'],
    [
      'of a bundle that its channel makes',
      { ...wanted, channel: SHOPIFY, listing: '9' },
      'is a bundle that shopify makes',
    ],
  ])('%s is refused with the reason', async (_what, link, reason) => {
    const { plan } = linkedMugs([pack, ofShopify]);
    const { planned, refused } = await plan(link);
    expect(planned).toEqual([]);
    expect(refused).toMatchObject([{ reason: expect.stringContaining(reason) }]);
  });

  it('to two SKUs at once is refused', async () => {
    const { plan } = linkedMugs([pack]);
    const { refused } = await plan(wanted, { ...wanted, sku: SET });
    expect(refused).toMatchObject([{ reason: expect.stringContaining('one listing sells one SKU') }]);
  });
});

it('a file of more links of one SKU than one write takes is written in several, and each listing sells it', async () => {
  const packs = Array.from({ length: 80 }, (_, index) => parseSku(`PACK-${index}`));
  const all = packs.map((sku) => ({ channel: AMAZON, listing: sku, sku: MUG, units: 2 }));
  const { plan, post, link, state } = linkedMugs(packs.map((sku) => ({ channel: AMAZON, row: shows(sku, 2) })));
  await post(baseline(9));
  expect((await plan(...all)).refused).toEqual([]);
  expect(await link(...all)).toEqual([]);
  expect((await state(MUG))?.listings.filter(({ units }) => units === 2)).toHaveLength(80);
});

it('more listings that pass their SKUs round than one write takes are refused', async () => {
  const skus = Array.from({ length: 60 }, (_, index) => parseSku(`PACK-${index}`));
  const round = skus.map((sku, index) => ({
    channel: AMAZON,
    listing: sku,
    sku: skus[(index + 1) % skus.length] ?? sku,
    units: 1,
  }));
  const { plan } = linkedMugs(skus.map((sku) => ({ channel: AMAZON, row: shows(sku, 2) })));
  const { refused } = await plan(...round);
  expect(refused).toMatchObject([{ reason: expect.stringContaining('60 links that exchange PACK-1 with other SKUs') }]);
  expect((await plan(...round.slice(0, 20))).refused).toEqual([]);
});

it('what one location lacks, the planned figure of another one of the channel does not offer', async () => {
  const backroom = parseLocationId('backroom');
  const at = (channelLocation: string, location: typeof MAIN) => ({
    channel: SHOPIFY,
    row: shows(PACK, 2, { externalId: '8', soldAs: '80', channelLocation, drawsOn: [location] }),
  });
  const { plan, post } = linkedMugs([at('1', MAIN), at('2', backroom)]);
  const lacking = { ...movement('adjusted', -4), changes: [{ location: backroom, onHand: -4 }] };
  await post({ ...baseline(10), onHand: { [MAIN]: parseQuantity(10), [backroom]: parseQuantity(0) } }, lacking);
  const { planned } = await plan({ channel: SHOPIFY, listing: '8', sku: MUG, units: 3 });
  expect(planned[0]?.figures).toEqual([
    { location: '1', shows: 2, would: 2 },
    { location: '2', shows: 2, would: 0 },
  ]);
});

it('what holds already is not planned again, and a removed link is planned once', async () => {
  const { plan, post, link } = linkedMugs([pack]);
  await post(baseline(9));
  await link(wanted);
  expect(await plan(wanted)).toEqual({ planned: [], refused: [] });
  expect((await plan({ channel: AMAZON, listing: PACK, units: 1 })).planned).toMatchObject([
    { from: { sku: MUG, units: 3 }, to: { sku: PACK, units: 1 }, isUnknown: true },
  ]);
  await link({ channel: AMAZON, listing: PACK, units: 1 });
  expect((await plan({ channel: AMAZON, listing: PACK, units: 1 })).planned).toEqual([]);
});

describe('a listing that comes from another SKU to one under escrow', () => {
  it.each([
    ['open orders of its channel', AMAZON, 'escrow', 4],
    ['open orders of another channel only', SHOPIFY, 'escrow', undefined],
    ['open orders, to a SKU that is shared', AMAZON, 'shared', undefined],
  ] as const)('says how many units may come back there: with %s', async (_what, orders, policy, units) => {
    const { plan, post, table } = linkedMugs([pack]);
    await post(baseline(9), baseline(20, PACK));
    const line = orderLine({ sku: PACK, channel: orders, ordered: 4 });
    await post({ ...line, source: { ...line.source, key: `order:${orders}:1001:line:1` } });
    const read = await table.reader().skuState(MUG);
    if (read !== undefined && policy === 'escrow') {
      const exposure = { rules: { ...SHARED_RULES, policy }, shares: {}, revision: 1 };
      await table.exposureStore().write(read, { exposure, demand: undefined });
    }
    expect((await plan(wanted)).planned[0]?.mayReturn).toBe(units);
  });
});
