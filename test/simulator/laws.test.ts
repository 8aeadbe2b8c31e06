import { describe, expect, it } from '@jest/globals';
import { chanceOfOversold } from '../../shared/domain/exposure/oversell-law.ts';
import { partsOf } from '../../simulator/market/purchases.ts';
import { seedsOf } from '../../simulator/market/random.ts';
import { predictedOversold, type Setting, type SimulatedPolicy } from '../../simulator/strategies/policies.ts';
import { holdSales, type Row, rowOf } from '../../simulator/trials/trial.ts';

/** 60 units last 6 s and more: longer than each lag here, which is all the laws ask for. */
const SETTING: Setting = {
  stock: 60,
  rate: 10,
  shares: [1, 1, 1],
  lagSeconds: 2,
  demand: 200,
  period: 1800,
  risk: 1e-4,
  proof: 'resulting-count',
};
const SEEDS = seedsOf(1, 100);

function simulate(policy: SimulatedPolicy, setting: Setting): Row {
  return rowOf({ policy, setting }, holdSales({ policy, setting }, SEEDS));
}

/** Four standard errors of a mean of counts that spread at most like a Poisson number with that mean. */
const tolerance = (expected: number) => 4 * Math.sqrt(expected / SEEDS.length);

describe.each([
  ['equal shares', [1, 1, 1]],
  ['unequal shares', [5, 3, 1, 1]],
])('with %s', (_name, shares) => {
  it.each([0.5, 4])('deltas oversell by the law at a lag of %d s', (lagSeconds) => {
    const setting = { ...SETTING, shares, lagSeconds };
    const { meanOversold, predictedOversold: law } = simulate('shared', setting);
    expect(Math.abs(meanOversold - law)).toBeLessThan(tolerance(law));
  });

  it.each([0.5, 4])('absolute figures oversell by the law at a lag of %d s', (lagSeconds) => {
    const setting = { ...SETTING, shares, lagSeconds };
    const { meanOversold, predictedOversold: law } = simulate('absolute', setting);
    expect(Math.abs(meanOversold - law)).toBeLessThan(tolerance(law));
  });

  it('a batch oversells by the law while its period is shorter than the sale', () => {
    const setting = { ...SETTING, shares, period: 3, lagSeconds: 0.5 };
    const { meanOversold, predictedOversold: law } = simulate('cron', setting);
    // Where the sale-out falls within the period spreads it more than customers do: uniformly, up to twice the mean.
    expect(Math.abs(meanOversold - law)).toBeLessThan((4 * law) / Math.sqrt(3 * SEEDS.length));
  });

  it('the chance of any oversell is the law’s', () => {
    const lagSeconds = 0.1;
    const { pAnyOversold } = simulate('shared', { ...SETTING, shares, lagSeconds });
    const law = chanceOfOversold(partsOf(shares).map((part) => ({ ratePerSecond: 10 * part, lagSeconds })));
    expect(Math.abs(pAnyOversold - law)).toBeLessThan(4 * Math.sqrt((law * (1 - law)) / SEEDS.length));
  });
});

describe('sales without shares', () => {
  it('a batch that comes too late sells the stock on each channel', () => {
    const { meanOversold } = simulate('cron', { ...SETTING, demand: 450 });
    expect(meanOversold).toBeGreaterThan(110);
    expect(meanOversold).toBeLessThanOrEqual(120);
  });

  it('a buffer oversells no more than the law allows, and leaves units over instead', () => {
    for (const buffer of [5, 13, 20]) {
      const setting = { ...SETTING, buffer };
      const { meanOversold, meanUnsold } = simulate('buffer', setting);
      const law = predictedOversold('buffer', setting);
      expect(meanOversold).toBeLessThan(law + tolerance(law));
      expect(Math.abs(meanUnsold - meanOversold - (buffer - predictedOversold('shared', setting)))).toBeLessThan(
        tolerance(predictedOversold('shared', setting)),
      );
    }
  });

  it('a buffer worked out from the risk lets nothing be oversold in hundreds of sales', () => {
    expect(simulate('buffer', SETTING)).toMatchObject({ meanOversold: 0, pAnyOversold: 0, p99Oversold: 0 });
  });

  it('nothing is oversold without lag, nor where fewer customers come than there are units', () => {
    expect(simulate('shared', { ...SETTING, lagSeconds: 0 })).toMatchObject({ meanOversold: 0, meanUnsold: 0 });
    expect(simulate('absolute', { ...SETTING, demand: 40 })).toMatchObject({
      meanOversold: 0,
      meanUnsold: 20,
      meanLost: 0,
      predictedOversold: 0,
    });
  });
});
