import { describe, expect, it } from '@jest/globals';
import { endgameLimit, slowEndgame } from '../../../../shared/domain/exposure/endgame.ts';
import type { Exposure, ExposureRules } from '../../../../shared/domain/exposure/exposure.ts';
import { partsOf } from '../../../../simulator/market/purchases.ts';
import { seedsOf } from '../../../../simulator/market/random.ts';
import { channelIds, moment, openingState } from '../../../../simulator/strategies/sku-state.ts';
import { holdSales, rowOf } from '../../../../simulator/trials/trial.ts';
import { ABSOLUTE, AMAZON, listing, MAIN, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

/** Sales begin without notice: the ledger knows one unit an hour. The seeds are 1 to SALES of beginning 11. */
const STOCK = 500;
const RISK = 1e-4;
const SALES = 4;

function limitOf(lagSeconds: number, shares: readonly number[], endgameAt?: number): number | undefined {
  const rules = { policy: 'endgame', safetyStock: 0, channels: {}, risk: RISK, endgameAt } as const;
  const channels = channelIds(shares.length);
  const state = openingState({ onHand: STOCK, channels, rules, knownParts: partsOf(shares), knownLag: lagSeconds });
  return endgameLimit(state.exposure, { ...state, settleMs: 30_000 }, moment(0))?.unitsPerSecond;
}

function oversold(lagSeconds: number, shares: readonly number[], rate: number) {
  const setting = { stock: STOCK, rate, shares, lagSeconds, demand: 1_500, period: 1_800, risk: RISK } as const;
  const sale = { policy: 'endgame', setting: { ...setting, proof: 'resulting-count' } } as const;
  return rowOf(sale, holdSales(sale, seedsOf(11, SALES)));
}

describe('the fastest rush that endgame limits', () => {
  it.each([
    [15, [7, 2, 1]],
    [15, [1, 1, 1]],
  ])('oversells nothing at a lag of %d s and parts of %j, and a rush of twice its rate does', (lagSeconds, shares) => {
    const limit = limitOf(lagSeconds, shares) ?? 0;
    expect(limit).toBeGreaterThan(0);
    expect(oversold(lagSeconds, shares, limit).pAnyOversold).toBe(0);
    expect(oversold(lagSeconds, shares, 2 * limit).pAnyOversold).toBeGreaterThan(RISK);
  });

  it.each([
    [2, 110],
    [5, 44],
    [15, 15],
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

describe('a listing whose channel shows a figure some time after accepting it', () => {
  const listings = [listing(SHOPIFY, 500, { lagMs: 2_000 }), listing(AMAZON, 500, { push: ABSOLUTE, lagMs: 1_000 })];
  const exposure: Exposure = { rules: { ...SHARED_RULES, policy: 'endgame' }, revision: 1 };
  const inputs = (settleMs: number) => ({ stock: stockOf(500), listings, settleMs });

  it('has the settle time in its lag, and is named beside the limit', () => {
    const limit = endgameLimit({ ...exposure, rules: { ...exposure.rules, endgameAt: 24 } }, inputs(10_000), moment(0));
    expect(limit).toMatchObject({ lagSeconds: 11, appliedLater: [AMAZON] });
  });

  it('is under escrow at any lag: each figure would put back what it sold meanwhile', () => {
    expect(slowEndgame(exposure, inputs(10_000))).toMatchObject({ lagSeconds: 11, appliedLater: [AMAZON] });
    const shares = { [SHOPIFY]: { units: 5, goal: 5, since: NOON } };
    expect(slowEndgame({ ...exposure, shares }, inputs(0))).toBeDefined();
  });
});

const stockOf = (units: number) => ({ [MAIN]: { onHand: units, committed: 0, held: 0, unavailable: 0 } });
const slow = (
  lags: readonly [number, number],
  {
    rules = {},
    pool = 500,
    ...facts
  }: Partial<Omit<Exposure, 'rules'>> & { rules?: Partial<ExposureRules>; pool?: number } = {},
) =>
  slowEndgame(
    { rules: { ...SHARED_RULES, policy: 'endgame', ...rules }, ...facts },
    {
      stock: stockOf(pool),
      listings: [listing(SHOPIFY, pool, { lagMs: lags[0] * 1_000 }), listing(SQUARE, pool, { lagMs: lags[1] * 1_000 })],
      settleMs: 30_000,
    },
  );
const shares = { [SHOPIFY]: { units: 250, goal: 250, since: NOON } };

describe('an endgame', () => {
  it('begins too late where one lag is above 15 s, whichever listing has it', () => {
    expect(slow([2, 15])).toBeUndefined();
    expect(slow([2, 15.1])).toEqual({ lagSeconds: 15.1, againBelowSeconds: 7.5 });
    expect(slow([60, 2])).toEqual({ lagSeconds: 60, againBelowSeconds: 7.5 });
  });

  it('applies again once every lag is below half of that, so that a lag near the limit does not move quantities for ever', () => {
    expect(slow([2, 7.5], { shares })).toEqual({ lagSeconds: 7.5, againBelowSeconds: 7.5 });
    expect(slow([2, 7.4], { shares })).toBeUndefined();
  });

  it('goes on where it has begun: one listing alone shows what is left', () => {
    expect(slow([60, 60], { endgame: { listing: SHOPIFY, since: NOON, from: 40 } })).toBeUndefined();
  });

  it('is as the merchant wants it where the units at which it begins are fixed', () => {
    expect(slow([60, 60], { rules: { endgameAt: 500 } })).toBeUndefined();
  });

  it('applies to so few units that they are sold at any lag before a rush is known, until they were divided', () => {
    expect(slow([60, 60], { pool: 48 })).toBeUndefined();
    expect(slow([60, 60], { pool: 49 })).toBeDefined();
    expect(slow([60, 60], { pool: 5, shares })).toBeDefined();
  });

  it('has no lag to fear on one listing, nor under another policy', () => {
    const rules = { ...SHARED_RULES, policy: 'endgame' } as const;
    expect(
      slowEndgame(
        { rules },
        { stock: stockOf(500), listings: [listing(SHOPIFY, 500, { lagMs: 60_000 })], settleMs: 30_000 },
      ),
    ).toBeUndefined();
    expect(slow([60, 60], { rules: { policy: 'shared' } })).toBeUndefined();
  });
});
