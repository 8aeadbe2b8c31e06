import { describe, expect, it } from '@jest/globals';
import { seedsOf } from '../../../simulator/market/random.ts';
import { holdSales, type Trial } from '../../../simulator/trials/trial.ts';
import { holdAll, SALES_AT_A_TIME } from '../../../simulator/trials/worker-pool.ts';

const SETTING = {
  stock: 5,
  rate: 10,
  shares: [2, 1],
  demand: 15,
  period: 60,
  risk: 1e-4,
  proof: 'resulting-count',
} as const;

describe('a workerPool of workers', () => {
  it('gives the tallies that one alone gives, in the order of the seeds', async () => {
    const trials: Trial[] = [
      { policy: 'shared', setting: { ...SETTING, lagSeconds: 1 } },
      { policy: 'cron', setting: { ...SETTING, lagSeconds: 2 } },
    ];
    const seeds = seedsOf(1, 2 * SALES_AT_A_TIME + 7);
    const alone = trials.map((trial) => holdSales(trial, seeds));
    expect(await holdAll(trials, seeds, 3)).toEqual(alone);
    expect(await holdAll(trials, seeds, 1)).toEqual(alone);
  });

  it('fails with what failed in a worker', async () => {
    const broken = { ...SETTING, lagSeconds: 1, shares: [] };
    const trials: Trial[] = [{ policy: 'shared', setting: { ...broken, demand: -1 } }];
    await expect(
      holdAll([...trials, { policy: 'fair' as never, setting: broken }], seedsOf(1, 101), 2),
    ).rejects.toThrow();
  });
});
