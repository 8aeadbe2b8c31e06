import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { applyBody, openApplying } from '../../../../sandbox/amazon/listings/applying.ts';
import { openListings } from '../../../../sandbox/amazon/listings/listings.ts';
import { eventually } from '../../kernel/running.ts';
import { availability, BAG, HAT, openSeller } from '../seller-under-test.ts';

describe('a figure that Amazon accepted', () => {
  it('is applied after a delay between the two', () => {
    const delays: number[] = [];
    const applying = openApplying(200, (delayMs) => delays.push(delayMs));
    applying.schedule(() => undefined);
    applying.set(v.parse(applyBody, { seed: 3, delayMs: [1_000, 5_000] }));
    for (let index = 0; index < 50; index += 1) applying.schedule(() => undefined);
    expect(delays[0]).toBe(200);
    const later = delays.slice(1);
    expect(later).toHaveLength(50);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...later)).toBeLessThanOrEqual(5_000);
    expect(new Set(later).size).toBeGreaterThan(40);
  });

  it('meets the same fate under the same seed', () => {
    const fates = (seed: number) => {
      const delays: number[] = [];
      const applying = openApplying(1, (delayMs) => delays.push(delayMs));
      applying.set(v.parse(applyBody, { seed, delayMs: [0, 100], lose: 0.3, twice: 0.3 }));
      for (let index = 0; index < 20; index += 1) applying.schedule(() => undefined);
      return delays;
    };
    expect(fates(7)).toEqual(fates(7));
    expect(fates(7)).not.toEqual(fates(8));
  });

  it('may be lost, and is never shown', async () => {
    const seller = await openSeller();
    await seller.steer('PUT', '/apply', { lose: true });
    expect(await seller.patch(BAG.sku, [availability('merge', 4)])).toMatchObject({ body: { status: 'ACCEPTED' } });
    await seller.steer('DELETE', '/apply');
    await seller.patch(HAT.sku, [availability('merge', 1)]);
    await eventually(async () => ((await seller.control.shown(HAT.sku)) === 1 ? true : undefined));
    expect(await seller.control.shown(BAG.sku)).toBe(10);
  });

  it('may be applied twice, which undoes the sales in between', () => {
    const waiting: (() => void)[] = [];
    const applying = openApplying(1, (_, apply) => waiting.push(apply));
    applying.set(v.parse(applyBody, { twice: 1 }));
    const listings = openListings([BAG], Date.now, () => undefined);
    const [listing] = listings.all();
    const set = (quantity: number) => listing && listings.change(listing, { quantity });
    applying.schedule(() => set(8));
    const shown: unknown[] = [];
    for (const apply of waiting) {
      apply();
      shown.push(listing?.quantity);
      set(5);
    }
    expect(shown).toEqual([8, 8]);
  });

  it.each([[{ delayMs: [5, 1] }], [{ lose: 2 }], [{ twice: 'yes' }], [{ delay: 1 }]])(
    'is steered by nothing like %j',
    async (body) => {
      const { steer } = await openSeller();
      expect(await steer('PUT', '/apply', body)).toMatchObject({ status: 400 });
    },
  );
});
