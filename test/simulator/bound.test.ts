import { describe, expect, it } from '@jest/globals';
import { assumedDemand, type Bound, boundOf } from '../../shared/domain/exposure/bound.ts';
import { partsOf } from '../../simulator/market/purchases.ts';
import { seedsOf } from '../../simulator/market/random.ts';
import type { Setting, SimulatedPolicy } from '../../simulator/strategies/policies.ts';
import { channelIds, moment, openingState } from '../../simulator/strategies/sku-state.ts';
import { holdSales, type Row, rowOf } from '../../simulator/trials/trial.ts';

/** What `stockline bound` says before the sale, against what the same sale then oversells in simulations. */
const SETTING: Setting = {
  stock: 60,
  rate: 10,
  shares: [5, 3, 2],
  lagSeconds: 2,
  demand: 200,
  period: 1800,
  risk: 1e-3,
  proof: 'resulting-count',
};
const SEEDS = seedsOf(7, 200);

function bound({ stock, shares, lagSeconds, rate, risk, buffer = 0 }: Setting): Bound {
  const channels = channelIds(shares.length);
  const withheld = Object.fromEntries(channels.map((channel) => [channel, { buffer }]));
  const rules = { policy: 'shared' as const, safetyStock: 0, channels: withheld, risk };
  const state = openingState({ onHand: stock, channels, rules, knownParts: partsOf(shares), knownLag: lagSeconds });
  const demand = assumedDemand(state.demand, rate, moment(0));
  return boundOf(state.exposure, { ...state, demand, settleMs: 0 }, moment(0));
}

function simulated(policy: SimulatedPolicy, setting: Setting): Row {
  const seeds = SEEDS.slice(0, Math.min(SEEDS.length, 12_000 / setting.stock));
  return rowOf({ policy, setting }, holdSales({ policy, setting }, seeds));
}

describe('what bound says of a sale-out', () => {
  it.each([0.5, 2, 4])('is what one oversells that every channel shows, at a lag of %d s', (lagSeconds) => {
    const setting = { ...SETTING, lagSeconds };
    const { expectedOversold } = bound(setting).shared;
    const { meanOversold } = simulated('shared', setting);
    expect(Math.abs(meanOversold - expectedOversold)).toBeLessThan(4 * Math.sqrt(expectedOversold / SEEDS.length));
  });

  it('is the chance of any oversell', () => {
    const setting = { ...SETTING, lagSeconds: 0.1 };
    const { chanceOfAny } = bound(setting).shared;
    const { pAnyOversold } = simulated('shared', setting);
    expect(Math.abs(pAnyOversold - chanceOfAny)).toBeLessThan(
      4 * Math.sqrt((chanceOfAny * (1 - chanceOfAny)) / SEEDS.length),
    );
  });

  it.each([3, 6, 10])('is no less than what one oversells that withholds %d units', (buffer) => {
    const setting = { ...SETTING, buffer };
    const { expectedOversold } = bound(setting).present;
    const { meanOversold } = simulated('buffer', setting);
    expect(expectedOversold).toBeLessThan(bound(SETTING).shared.expectedOversold);
    expect(meanOversold).toBeLessThanOrEqual(
      expectedOversold + 4 * Math.sqrt(Math.max(expectedOversold, 0.01) / SEEDS.length),
    );
  });

  it('offers automatic buffers and an endgame that oversell next to never', () => {
    const { buffer, endgame } = bound(SETTING);
    const withheld = Math.max(...Object.values(buffer.buffers));
    expect(simulated('buffer', { ...SETTING, buffer: withheld }).meanOversold).toBe(0);
    expect(buffer.expectedOversold + endgame.expectedOversold).toBeLessThan(0.01);
    // The demand of a sale is known after the first 64 units of it: before them the endgame cannot begin in time.
    const longer = { ...SETTING, stock: 200, demand: 320 };
    expect(simulated('endgame', longer).pAnyOversold).toBeLessThan(0.02);
  });
});
