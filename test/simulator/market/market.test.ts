import { describe, expect, it } from '@jest/globals';
import { holdSale, type Lag, type Market, type Strategy } from '../../../simulator/market/market.ts';
import { flashSalePurchases, type Purchase } from '../../../simulator/market/purchases.ts';
import { seededRandom } from '../../../simulator/market/random.ts';
import { type Setting, type SimulatedPolicy, strategyOf } from '../../../simulator/strategies/policies.ts';

const SETTING: Setting = {
  stock: 60,
  rate: 10,
  shares: [5, 3, 1],
  lagSeconds: 2,
  demand: 200,
  period: 1800,
  buffer: 4,
  risk: 1e-4,
  proof: 'resulting-count',
};

function sale(seed: number) {
  const purchases = flashSalePurchases({ ...SETTING, count: SETTING.demand }, seededRandom(seed));
  return { stock: SETTING.stock, purchases };
}

/** Holds the sale and reports what the storefronts showed in the end. */
function shownAfter(policy: SimulatedPolicy, lag: Lag, seed: number): readonly number[] {
  const strategy = strategyOf(policy, SETTING);
  let market: Market | undefined;
  const watched: Strategy = {
    ...strategy,
    begin: (begun) => {
      market = begun;
      return strategy.begin(begun);
    },
  };
  holdSale(sale(seed), watched, lag, seededRandom(seed));
  return market?.storefronts.map(({ shows }) => shows) ?? [];
}

const hold = (policy: SimulatedPolicy, lag: Lag, seed: number) =>
  holdSale(sale(seed), strategyOf(policy, SETTING), lag, seededRandom(seed));

describe('a simulated sale', () => {
  it.each([
    { intake: 2, push: 0, answer: 0 },
    { intake: 0, push: 2, answer: 1 },
    { intake: 1, push: 3, answer: 2 },
  ])('ends with every listing at its sellable, with a lag of %j', (lag) => {
    for (let seed = 1; seed <= 50; seed += 1) {
      expect(shownAfter('shared', lag, seed)).toEqual([0, 0, 0]);
      expect(shownAfter('buffer', lag, seed)).toEqual([0, 0, 0]);
    }
  });

  it('is the same for absolute figures wherever the lag falls', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const late = hold('absolute', { intake: 2, push: 0, answer: 0 }, seed);
      expect(hold('absolute', { intake: 0, push: 2, answer: 0 }, seed)).toEqual(late);
      expect(hold('absolute', { intake: 0.5, push: 1.5, answer: 0 }, seed)).toEqual(late);
    }
  });

  it('oversells more where pushes are long: one of a listing waits for the answer of the one before', () => {
    const total = (lag: Lag) =>
      Array.from({ length: 50 }, (_, seed) => hold('shared', lag, seed).oversold).reduce((sum, units) => sum + units);
    expect(total({ intake: 0, push: 2, answer: 0 })).toBeGreaterThan(total({ intake: 2, push: 0, answer: 0 }));
    expect(total({ intake: 0, push: 2, answer: 2 })).toBeGreaterThan(total({ intake: 0, push: 2, answer: 0 }));
  });

  it('learns of a sale at exactly the lag: a channel sells until then and no longer', () => {
    const purchases: Purchase[] = [
      { at: 0, channel: 0, units: 1 },
      { at: 1.999, channel: 1, units: 1 },
      { at: 2, channel: 2, units: 1 },
    ];
    const strategy = strategyOf('shared', { ...SETTING, stock: 1 });
    expect(
      holdSale({ stock: 1, purchases }, strategy, { intake: 2, push: 0, answer: 0 }, seededRandom(1)),
    ).toMatchObject({
      oversold: 1,
      lost: 1,
      unsold: 0,
    });
  });

  it('has a channel that accepts figures show them within its time and in their order, and sell on meanwhile', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const shown: (readonly [number, number])[] = [];
      const strategy: Strategy = {
        showsFirst: [9],
        movesUnits: false,
        begin: (market) => {
          for (const figure of [3, 2, 1]) {
            market.set(0, figure);
          }
          for (let second = 0; second <= 5; second += 0.01) {
            market.later(second, () => shown.push([second, market.storefronts[0]?.shows ?? 0]));
          }
          return { onSale: () => undefined };
        },
      };
      const lag = { intake: 0, push: 0, answer: 0, apply: [4] };
      const { pushes } = holdSale({ stock: 9, purchases: [] }, strategy, lag, seededRandom(seed));
      expect(pushes).toBe(3);
      expect(shown.find(([second]) => second > 4)?.[1]).toBe(1);
      const figures = shown.map(([, figure]) => figure);
      expect(figures).toEqual(figures.toSorted((a, b) => b - a));
      expect(figures[0]).toBe(9);
    }
  });

  it('refuses an order of more units than the channel shows', () => {
    const purchases: Purchase[] = [{ at: 0, channel: 0, units: 3 }];
    const strategy = strategyOf('shared', { ...SETTING, stock: 2 });
    expect(holdSale({ stock: 2, purchases }, strategy, { intake: 2, push: 0, answer: 0 }, seededRandom(1))).toEqual({
      oversold: 0,
      unsold: 2,
      lost: 3,
      pushes: 0,
    });
  });
});

describe('the customers', () => {
  it('come at the rate, choose channels by their shares, and change with a shift', () => {
    const count = 20_000;
    const shift = { after: 0.4, shares: [1, 2, 7] };
    const purchases = flashSalePurchases({ rate: 10, count, shares: [7, 2, 1], shift }, seededRandom(3));
    const last = purchases.at(-1)?.at ?? 0;
    expect(Math.abs(last - count / 10)).toBeLessThan((4 * Math.sqrt(count)) / 10);
    const part = (channel: number, from: number, to: number) =>
      purchases.slice(from, to).filter((purchase) => purchase.channel === channel).length / (to - from);
    expect(part(0, 0, 8_000)).toBeCloseTo(0.7, 1);
    expect(part(2, 0, 8_000)).toBeCloseTo(0.1, 1);
    expect(part(0, 8_000, count)).toBeCloseTo(0.1, 1);
    expect(part(2, 8_000, count)).toBeCloseTo(0.7, 1);
  });

  it('never choose a channel without a share', () => {
    const purchases = flashSalePurchases({ rate: 1, count: 5_000, shares: [0, 1, 0, 1, 0] }, seededRandom(1));
    expect(new Set(purchases.map(({ channel }) => channel))).toEqual(new Set([1, 3]));
  });
});
