import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { AMAZON, baseline, MUG, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
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
