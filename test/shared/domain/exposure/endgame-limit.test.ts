import { describe, expect, it } from '@jest/globals';
import { endgameLimit } from '../../../../shared/domain/exposure/endgame-limit.ts';
import { partsOf } from '../../../../simulator/market/purchases.ts';
import { seedsOf } from '../../../../simulator/market/random.ts';
import { channelIds, moment, openingState } from '../../../../simulator/strategies/sku-state.ts';
import { holdSales, rowOf } from '../../../../simulator/trials/trial.ts';

/** Sales begin without notice: the ledger knows one unit an hour. The seeds are 1 to SALES of beginning 11. */
const STOCK = 500;
const RISK = 1e-4;
const SALES = 4;

function limitOf(lagSeconds: number, shares: readonly number[], endgameAt?: number): number | undefined {
  const rules = { policy: 'endgame', safetyStock: 0, channels: {}, risk: RISK, endgameAt } as const;
  const channels = channelIds(shares.length);
  const state = openingState({ onHand: STOCK, channels, rules, knownParts: partsOf(shares), knownLag: lagSeconds });
  return endgameLimit(state.exposure, state, moment(0))?.unitsPerSecond;
}

function oversold(lagSeconds: number, shares: readonly number[], rate: number) {
  const setting = { stock: STOCK, rate, shares, lagSeconds, demand: 1_500, period: 1_800, risk: RISK } as const;
  const sale = { policy: 'endgame', setting: { ...setting, proof: 'resulting-count' } } as const;
  return rowOf(sale, holdSales(sale, seedsOf(11, SALES)));
}

describe('the fastest rush that endgame limits', () => {
  it.each([
    [30, [7, 2, 1]],
    [30, [1, 1, 1]],
  ])('oversells nothing at a lag of %d s and parts of %j, and a rush of twice its rate does', (lagSeconds, shares) => {
    const limit = limitOf(lagSeconds, shares) ?? 0;
    expect(limit).toBeGreaterThan(0);
    expect(oversold(lagSeconds, shares, limit).pAnyOversold).toBe(0);
    expect(oversold(lagSeconds, shares, 2 * limit).pAnyOversold).toBeGreaterThan(RISK);
  });

  it.each([
    [5, 44],
    [30, 7.4],
    [60, 3.7],
  ])('at a lag of %d s is about %d units a second, as docs/policies.md says', (lagSeconds, unitsPerSecond) => {
    const limit = limitOf(lagSeconds, [7, 2, 1]) ?? 0;
    expect(Math.abs(limit / unitsPerSecond - 1)).toBeLessThan(0.02);
  });

  it('is that of the threshold where one is fixed, and has no limit where it begins at once', () => {
    const [few, many] = [limitOf(30, [1, 1, 1], 50) ?? 0, limitOf(30, [1, 1, 1], 200) ?? 0];
    expect(few).toBeGreaterThan(0);
    expect(many).toBeGreaterThan(3 * few);
    expect(limitOf(30, [1, 1, 1], STOCK)).toBeUndefined();
  });
});
