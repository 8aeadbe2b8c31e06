import { describe, expect, it } from '@jest/globals';
import { planPurchases, SALE_CHANNELS } from '../../../local/flash-sale/purchases.ts';

const OPTIONS = { units: 300, seconds: 30, seed: 7 };

describe('the customers of a flash sale', () => {
  it('want exactly the units asked for', () => {
    for (const units of [1, 2, 299, 300]) {
      const wanted = planPurchases({ ...OPTIONS, units }).reduce((sum, { quantity }) => sum + quantity, 0);
      expect(wanted).toBe(units);
    }
  });

  it('come in order, within the time of the sale, on all three channels', () => {
    const purchases = planPurchases(OPTIONS);
    const times = purchases.map(({ afterMs }) => afterMs);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...times)).toBeLessThanOrEqual(30_000);
    expect(new Set(purchases.map(({ channel }) => channel))).toEqual(new Set(SALE_CHANNELS));
  });

  it('are the same for the same seed and others for another', () => {
    expect(planPurchases(OPTIONS)).toEqual(planPurchases(OPTIONS));
    expect(planPurchases(OPTIONS)).not.toEqual(planPurchases({ ...OPTIONS, seed: 8 }));
  });
});
