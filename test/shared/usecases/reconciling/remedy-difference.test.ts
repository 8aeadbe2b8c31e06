import { describe, expect, it } from '@jest/globals';
import type { Sku } from '../../../../shared/domain/identifiers.ts';
import { MAIN, SHOPIFY } from '../../../fakes/facts.ts';
import { checkedMug } from '../../../fakes/shops/checked-mug.ts';
import { shopWindow } from '../../../fakes/shops/shop-window.ts';

describe('a difference whose policy is to ask', () => {
  it('leaves both figures as they are, says so once, and is gone when somebody undoes it', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 }, 'ask');
    await mug.edit(15);
    await mug.wait(7_200);
    expect([mug.actual(), mug.pushes(), await mug.onHand(), mug.drifts()]).toEqual([15, [], 10, 1]);
    expect((await mug.listing()).suspicion).toMatchObject({ actual: 15, isAsked: true });
    await mug.edit(10);
    await mug.quiet();
    expect((await mug.listing()).suspicion).toBeUndefined();
  });

  it('is read every quarter of an hour while it waits', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 }, 'ask');
    await mug.edit(15);
    await mug.wait(600);
    const before = mug.reads();
    await mug.wait(3_600);
    expect([mug.drifts(), mug.reads() - before]).toEqual([1, 4]);
  });

  it('asks by its cause only: units taken off sale are taken over, raises ask', async () => {
    const policy = { raised: 'ask', lowered: 'adopt' } as const;
    const raised = await checkedMug({ onHand: 10, shows: 10 }, policy);
    await raised.edit(12);
    await raised.wait(600);
    const lowered = await checkedMug({ onHand: 10, shows: 10 }, policy);
    await lowered.edit(8);
    await lowered.wait(600);
    expect([await raised.onHand(), await lowered.onHand()]).toEqual([10, 8]);
  });
});

describe('the breaker of adoptions', () => {
  it('stops at one listing too many, says it once, and lets go what an operator confirmed', async () => {
    const mugs = Array.from({ length: 4 }, () => [10, 10] as const);
    const shop = await shopWindow({ mugs, onDrift: 'adopt', gates: { breaker: FEW } });
    const edit = (sku: Sku) => shop.shows.set(sku, 7);
    shop.skus.forEach(edit);
    const onHands = async () => {
      const states = await Promise.all(shop.skus.map((sku) => shop.table.reader().skuState(sku)));
      return states.map((state) => state?.stock[MAIN]?.onHand).sort();
    };
    await shop.compare();
    await shop.check();
    expect(await onHands()).toEqual([10, 10, 7, 7]);
    expect(shop.journal.counts.get('BreakerTripped')).toBe(1);
    await shop.states.confirm(SHOPIFY, 'adoptions', shop.ports.clock().toISOString());
    await shop.check();
    expect(await onHands()).toEqual([7, 7, 7, 7]);
  });
});

const FEW = { zeroListings: 25, raiseListings: 100, adoptListings: 2, withinSeconds: 600 };
