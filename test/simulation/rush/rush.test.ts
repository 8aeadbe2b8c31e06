import { describe, expect, it } from '@jest/globals';
import { holdRush, type Rush } from './rush.ts';

/** A few rushes for the last units; `npm run test:rush` holds many, and docs/simulator.md has their figures. */

const RUSH: Rush = {
  units: 60,
  wanted: 180,
  seconds: 60,
  weights: [1, 1, 1],
  reportSeconds: 3,
  applySeconds: 20,
  settleSeconds: 30,
  cancels: 0,
  hasFaults: false,
};

describe('a rush for the last units under escrow, with a channel that only accepts figures', () => {
  it.each<[string, Partial<Rush>, { sellsAll: boolean }]>([
    ['sells all of them, and none twice', {}, { sellsAll: true }],
    ['sells none twice where orders are cancelled and late', { cancels: 0.2, reportSeconds: 25 }, { sellsAll: false }],
    ['sells none twice whatever crashes or is lost', { cancels: 0.1, hasFaults: true }, { sellsAll: false }],
    ['sells none twice on two channels', { weights: [1, 1, 0], seconds: 200, reportSeconds: 20 }, { sellsAll: false }],
  ])('%s', async (_name, facts, { sellsAll }) => {
    for (const seed of [11, 12, 13, 14]) {
      const { sold, oversold, broken } = await holdRush({ ...RUSH, ...facts }, seed);
      expect(broken).toEqual([]);
      expect(oversold).toBe(0);
      expect(sold).toBeGreaterThan(sellsAll ? 59 : 30);
    }
  });

  it('sells all of them where customers buy elsewhere than they did', async () => {
    const rush: Rush = { ...RUSH, units: 200, wanted: 600, weights: [5, 3, 2], believed: [1, 8, 1] };
    for (const times of [{ applySeconds: 1, settleSeconds: 10 }, {}]) {
      expect(await holdRush({ ...rush, ...times }, 2)).toMatchObject({ sold: 200, oversold: 0, broken: [] });
    }
  });

  it('sells none twice where our own queue stands still for longer than the settle time', async () => {
    // With this seed nothing of the SKU is posted for a minute, while what Amazon sold before its reading waits there.
    const rush: Rush = { ...RUSH, units: 200, wanted: 600, weights: [7, 2, 1], cancels: 0.1, hasFaults: true };
    expect(await holdRush(rush, 61_135)).toMatchObject({ oversold: 0, broken: [] });
  });
});
