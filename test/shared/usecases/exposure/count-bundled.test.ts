/** Escrow of a SKU that bundles contain: it is in force once no listing of a bundle may sell its units. */
import { describe, expect, it } from '@jest/globals';
import { isInForce } from '../../../../shared/domain/exposure/shares.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { SkuState } from '../../../../shared/ports/sku-state.ts';
import { defineBundle } from '../../../../shared/usecases/exposure/define-bundle.ts';
import { rebalanceShares } from '../../../../shared/usecases/exposure/rebalance-shares.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import { baseline, later, MAIN, MUG, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';
import { escrowedMugs } from '../../../fakes/shops/escrowed-mugs.ts';

const SET = parseSku('SET');

/** Ten mugs under escrow, five on each of two channels; a set that one channel shows twice is made of two mugs. */
async function mugsInSets() {
  const mugs = await escrowedMugs();
  const { table, ports, push, skuState, clock } = mugs;
  const ids = { sku: SET, channelLocation: '-', externalId: 'set', drawsOn: [MAIN], managed: true };
  await table.registry().register({ ...ids, shows: 2 }, SHOPIFY, 'difference', clock());
  await postObservations(postingPorts(table, { clock }), [{ id: 's', sku: SET, observations: [baseline(2, SET)] }]);
  await push(SHOPIFY);
  await push(SQUARE);
  await rebalanceShares(ports, MUG);
  await defineBundle(ports, SET, [{ sku: MUG, quantity: 2 }]);
  const setOf = async (): Promise<SkuState> => {
    const read = await table.pushStore(SHOPIFY, ['-']).read(SET);
    if (read === undefined) {
      throw new Error('There is no set.');
    }
    return read;
  };
  const pushSet = async (shows: number) => {
    const store = table.pushStore(SHOPIFY, ['-']);
    const [listing] = (await setOf()).listings;
    if (listing === undefined) {
      throw new Error('The set is listed nowhere.');
    }
    const delta = shows - listing.shown;
    const claimed = await store.claim(listing, {
      ...{ kind: 'difference', generation: 1, attempt: 1, seq: 1, delta, target: shows, changeFrom: listing.shown },
      ...{ startedAt: later(0), leaseUntil: later(40), repeated: false, unread: false },
    });
    if (claimed?.intent === undefined) {
      throw new Error('The push was not claimed.');
    }
    await store.finish(claimed, { intent: claimed.intent, endedAt: later(1), answer: 'applied' }, { answered: shows });
  };
  const inForce = async () => {
    const state = await skuState();
    return state.exposure !== undefined && isInForce(state.exposure, state);
  };
  return { ...mugs, setOf, pushSet, inForce };
}

describe('a component under escrow', () => {
  it('leaves bundles nothing, and is not in force until they are proven to show nothing', async () => {
    const { inForce, setOf, pushSet, ports, skuState } = await mugsInSets();
    expect((await setOf()).stock[MAIN]?.onHand).toBe(0);
    await rebalanceShares(ports, MUG);
    expect([await inForce(), (await skuState()).exposure?.bundled]).toEqual([false, undefined]);
    await pushSet(0);
    await rebalanceShares(ports, MUG);
    expect([await inForce(), (await skuState()).exposure?.bundled]).toEqual([true, 0]);
  });

  it('is raised nowhere from the moment on at which a bundle of it is defined', async () => {
    const { skuState } = await mugsInSets();
    const shares = Object.values((await skuState()).exposure?.shares ?? {});
    expect(shares.map(({ isEntering }) => isEntering)).toEqual([true, true]);
  });

  it('asks for a check of each bundle’s listing that nothing proves, and of no other', async () => {
    const { pushSet, ports } = await mugsInSets();
    const checked = async () =>
      (await rebalanceShares(ports, MUG)).filter(({ listing }) => listing.sku === SET).map(({ afterMs }) => afterMs);
    expect(await checked()).toEqual([ports.settleMs]);
    await pushSet(0);
    expect(await checked()).toEqual([]);
  });

  it('gives its listings less while a bundle still shows its units', async () => {
    const { inForce, units, pushSet, ports } = await mugsInSets();
    await pushSet(1);
    await rebalanceShares(ports, MUG);
    expect(await units()).toEqual({ [SHOPIFY]: [5, 4], [SQUARE]: [5, 4] });
    expect(await inForce()).toBe(false);
  });

  it('notifies the channels of its bundles while they may show something', async () => {
    const { emitted, ports } = await mugsInSets();
    await rebalanceShares(ports, MUG);
    expect(emitted.map(({ sku }) => sku)).toContain(SET);
  });
});
