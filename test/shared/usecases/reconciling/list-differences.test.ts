import { describe, expect, it } from '@jest/globals';
import {
  adoptDifference,
  listDifferences,
  repairDifference,
} from '../../../../shared/usecases/reconciling/list-differences.ts';
import { MUG, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';
import { checkedMug } from '../../../fakes/shops/checked-mug.ts';

/** A mug of which a check found that units were taken off sale. */
async function loweredMug() {
  const mug = await checkedMug({ onHand: 10, shows: 10 });
  await mug.edit(7);
  await mug.wait(60);
  const found = async () => {
    const state = await mug.ports.store.read(MUG);
    const states = (async function* () {
      yield* state === undefined ? [] : [state];
    })();
    return Array.fromAsync(listDifferences(states, SHARED_RULES));
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
