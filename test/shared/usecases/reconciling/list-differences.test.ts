import { describe, expect, it } from '@jest/globals';
import { LARGE_RISE } from '../../../../shared/domain/reconciling/drift-policy.ts';
import {
  adoptDifference,
  adoptRise,
  differencesOf,
  dismissRise,
  repairDifference,
  risesOf,
} from '../../../../shared/usecases/reconciling/list-differences.ts';
import { MUG, movement, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';
import { checkedMug } from '../../../fakes/shops/checked-mug.ts';

/** A mug of which a check found that units were taken off sale. */
async function loweredMug() {
  const mug = await checkedMug({ onHand: 10, shows: 10 });
  await mug.edit(7);
  await mug.wait(60);
  const found = async () => {
    const state = await mug.ports.store.read(MUG);
    return state === undefined ? [] : differencesOf(state, SHARED_RULES);
  };
  return { mug, found };
}

describe('the differences that checks found', () => {
  it('have both figures, what should be shown, and their likeliest cause', async () => {
    const { found } = await loweredMug();
    const [first, ...others] = await found();
    expect(first?.difference).toMatchObject({ sku: MUG, channel: SHOPIFY, shows: 7, shown: 10, sellable: 10 });
    expect([first?.difference.cause, others]).toEqual(['lowered', []]);
  });

  it('are gone once a sale moved the belief', async () => {
    const { mug, found } = await loweredMug();
    await mug.sale(1);
    expect(await found()).toEqual([]);
  });

  it('are repaired at an operator’s word: the channel’s figure is believed, and its channel notified', async () => {
    const { mug, found } = await loweredMug();
    const emitted: unknown[] = [];
    const { checkStore, clock } = mug.ports;
    const ports = {
      checkStore,
      clock,
      events: { emit: async (changed: readonly unknown[]) => void emitted.push(...changed) },
    };
    const [difference] = await found();
    expect(difference && (await repairDifference(ports, difference))).toBe(true);
    expect(emitted).toMatchObject([{ sku: MUG, due: [SHOPIFY] }]);
    expect((await mug.listing()).shown).toBe(7);
    await mug.push();
    expect(mug.actual()).toBe(10);
    expect(difference && (await repairDifference(ports, difference))).toBe(false);
  });

  it('are taken into the stock at an operator’s word, once', async () => {
    const { mug, found } = await loweredMug();
    const [difference] = await found();
    expect(difference && (await adoptDifference(mug.ports, difference))).toBe(true);
    expect(await mug.onHand()).toBe(7);
    expect(await mug.listing()).toMatchObject({ shown: 7 });
    expect(difference && (await adoptDifference(mug.ports, difference))).toBe(false);
  });
});

/** A mug of which the channel showed so many units once, where the ledger has 10; set right since. */
async function raisedMug(shows: number) {
  const mug = await checkedMug({ onHand: 10, shows: 10 });
  await mug.edit(shows);
  await mug.wait(120);
  await mug.push();
  const found = async () => {
    const state = await mug.ports.store.read(MUG);
    return state === undefined ? [] : risesOf(state);
  };
  return { mug, found };
}

describe('a large rise that nothing explains', () => {
  it('is lowered at once, so that nothing is oversold, and waits with both figures', async () => {
    const { mug, found } = await raisedMug(510);
    expect([mug.actual(), await mug.onHand(), mug.drifts()]).toEqual([10, 10, 1]);
    expect(await found()).toMatchObject([{ rise: { shows: 510, believed: 10 } }]);
    expect(mug.journal.lines.join()).toContain('Say whether the units are there: npx stockline drift shopify');
    await mug.quiet();
    expect(await found()).toHaveLength(1);
  });

  it('is taken into the stock at an operator’s word, once, whatever sold meanwhile', async () => {
    const { mug, found } = await raisedMug(510);
    await mug.post(movement('sold', -4));
    const [rise] = await found();
    expect(rise && (await adoptRise(mug.ports, rise))).toBe(true);
    expect(rise && (await adoptRise(mug.ports, rise))).toBe(false);
    await mug.push();
    expect([mug.actual(), await mug.onHand(), await found()]).toEqual([506, 506, []]);
  });

  it('asks once more where a crash left it, and posts its units once', async () => {
    const { mug, found } = await raisedMug(510);
    const [rise] = await found();
    const endRise = () => Promise.reject(new Error('crashed'));
    const adopting = rise && adoptRise({ ...mug.ports, checkStore: { endRise } }, rise);
    await expect(adopting).rejects.toThrow('crashed');
    const [again] = await found();
    expect(again && (await adoptRise(mug.ports, again))).toBe(true);
    expect([await mug.onHand(), await found()]).toEqual([510, []]);
  });

  it('is ended by an operator who says that the units are not there', async () => {
    const { mug, found } = await raisedMug(510);
    const [rise] = await found();
    expect(rise && (await dismissRise(mug.ports, rise))).toBe(true);
    await mug.push();
    expect([mug.actual(), await mug.onHand(), await found()]).toEqual([10, 10, []]);
  });

  it('that a later one followed is not answered for that one', async () => {
    const { mug, found } = await raisedMug(510);
    const [first] = await found();
    await mug.edit(310);
    await mug.wait(120);
    expect(first && (await dismissRise(mug.ports, first))).toBe(false);
    expect(await found()).toMatchObject([{ rise: { shows: 310, believed: 10 } }]);
  });
});

describe('a rise of which nobody is asked', () => {
  it('is a small one', async () => {
    const { mug, found } = await raisedMug(10 + LARGE_RISE - 1);
    expect([mug.actual(), await found()]).toEqual([10, []]);
  });

  it('is a lowering that was answered and never applied', async () => {
    const mug = await checkedMug({ onHand: 100, shows: 100 });
    await mug.post(movement('sold', -60));
    mug.ignoreNext(1);
    await mug.push();
    await mug.wait(120);
    await mug.push();
    const state = await mug.ports.store.read(MUG);
    expect([mug.actual(), state && risesOf(state)]).toEqual([40, []]);
  });
});
