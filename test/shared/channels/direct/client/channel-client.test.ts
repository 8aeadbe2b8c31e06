import { afterEach, describe, expect, it } from '@jest/globals';
import { createDirectClient } from '../../../../../shared/channels/direct/client/channel-client.ts';
import { collect, listingOf, pushOf } from '../../listing.ts';
import { type StubServer, startStubServer } from '../../stub-server.ts';
import { KEYS, ownShop } from '../own-shop.ts';

let shop: StubServer;

afterEach(() => shop.close());

const mug = listingOf({ channel: 'web', channelLocation: 'shop', externalId: 'L-1' });

async function pushed(answer: object, push = pushOf(mug, -3), takes: 'differences' | 'figures' = 'differences') {
  shop = await startStubServer(() => ({ body: answer }));
  return createDirectClient(ownShop(shop.endpoint, { takes }), KEYS).push(push);
}

describe('a push to a direct channel', () => {
  it('lowers whatever the shop shows, and says what it shows then', async () => {
    expect(await pushed({ result: 'applied', shows: 5 })).toEqual({ kind: 'applied', nowShows: 5 });
    expect(shop.requests[0]?.body).toEqual({
      ...{ key: 'web|shop|MUG|7|1|1', sku: 'MUG', listing: 'L-1', location: 'shop' },
      ...{ change: -3, ifShown: null },
    });
  });

  it('raises only what was read right before it', async () => {
    expect(await pushed({ result: 'stale' }, pushOf(mug, 2, { changeFrom: 9 }))).toEqual({ kind: 'stale' });
    expect(shop.requests[0]?.body).toMatchObject({ change: 2, ifShown: 9 });
  });

  it('of a linked listing names it as the shop does', async () => {
    const linked = { ...mug, name: listingOf({ channel: 'web', sku: 'MUG-OF-TWO' }).sku };
    await pushed({ result: 'applied', shows: 5 }, pushOf(linked, -3));
    expect(shop.requests[0]?.body).toMatchObject({ sku: 'MUG-OF-TWO' });
  });

  it('is refused with the shop’s own sentence, not longer than can be kept', async () => {
    const answer = await pushed({ result: 'refused', reason: `It is sold by weight. ${'x'.repeat(1_000)}` });
    expect(answer).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^The direct channel web refused it: It is sold by weight\. x+$/),
    });
    expect(JSON.stringify(answer).length).toBeLessThan(400);
  });

  it.each([
    ['that was cut within a character', `${'x'.repeat(299)}😀`],
    ['with half a character and control characters', 'cut \ud83d \u001b[2J \uffff'],
  ])('is refused with a sentence %s in a form that every store takes', async (_, reason) => {
    const answer = await pushed({ result: 'refused', reason });
    expect(answer).toHaveProperty('reason', expect.not.stringMatching(/[\p{Cc}\p{Cs}\uFFFF]/u));
    expect(answer).toHaveProperty('reason', expect.stringContaining(reason.slice(0, 4)));
  });

  it('sends a figure to a shop that takes figures only, and believes none of its answers', async () => {
    const { intent, ...push } = pushOf(mug, -12);
    const absolute = { ...push, intent: { ...intent, kind: 'absolute', setsAgain: 0, basis: 'shown' } as const };
    expect(await pushed({ result: 'applied', shows: 0 }, absolute, 'figures')).toEqual({ kind: 'applied' });
    expect(shop.requests[0]?.body).toMatchObject({ figure: 0 });
    expect(shop.requests[0]?.body).not.toHaveProperty('change');
  });
});

describe('the catalogue of a direct channel', () => {
  const row = { listing: 'L-1', location: 'shop', sku: 'MUG', shows: 3 };

  it('leaves out what the configuration does not map, and what has no SKU, each with its reason', async () => {
    shop = await startStubServer(() => ({
      body: {
        listings: [row, { ...row, location: 'cellar' }, { ...row, listing: 'L-2', sku: '' }, { ...row, shows: 'many' }],
      },
    }));
    const leftOut: string[] = [];
    const listed = await collect(
      createDirectClient(ownShop(shop.endpoint), KEYS).catalogue(({ externalId, reason }) =>
        leftOut.push(`${externalId}: ${reason}`),
      ),
    );
    expect(listed).toMatchObject([{ externalId: 'L-1', channelLocation: 'shop', shows: 3 }]);
    expect(leftOut).toEqual([
      expect.stringMatching(/^L-1: shows: /),
      expect.stringMatching(/^L-1: .*maps no location “cellar”/),
      expect.stringMatching(/^L-2: It has no SKU/),
    ]);
  });

  it('is not read for ever where a page leads to itself', async () => {
    shop = await startStubServer(() => ({ body: { listings: [row], next: 'again' } }));
    await expect(collect(createDirectClient(ownShop(shop.endpoint), KEYS).catalogue())).rejects.toThrow(
      'leads to one that was read before',
    );
  });
});
