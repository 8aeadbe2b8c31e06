import { describe, expect, it } from '@jest/globals';
import { holdSale, type Lag } from '../../simulator/market/market.ts';
import { flashSalePurchases } from '../../simulator/market/purchases.ts';
import { seededRandom, seedsOf } from '../../simulator/market/random.ts';
import {
  type BesideSale,
  type Setting,
  type SimulatedPolicy,
  strategyOf,
} from '../../simulator/strategies/policies.ts';
import { holdSales, rowOf } from '../../simulator/trials/trial.ts';

const SETTING: Setting = {
  stock: 500,
  rate: 10,
  shares: [7, 2, 1],
  lagSeconds: 2,
  demand: 750,
  period: 1800,
  risk: 1e-4,
  proof: 'resulting-count',
};

const DEMANDS = [
  ['right shares', {}],
  ['wrong shares', { firstSplit: [1, 1, 1] }],
  ['shares that shift', { shift: { after: 0.4, shares: [1, 2, 7] } }],
] as const;

const simulate = (policy: SimulatedPolicy, setting: Setting, seeds: number) =>
  rowOf({ policy, setting }, holdSales({ policy, setting }, seedsOf(1, seeds)));

describe.each(DEMANDS)('escrow with %s', (_name, demand) => {
  it.each(['resulting-count', 'compare-and-swap'] as const)(
    'sells nothing twice at any lag, wherever it falls, on channels that prove by %s',
    (proof) => {
      const setting: Setting = { ...SETTING, ...demand, proof, stock: 40, demand: 80 };
      for (const lagSeconds of [0.5, 2, 10, 60]) {
        const strategy = strategyOf('escrow', { ...setting, lagSeconds });
        for (const seed of seedsOf(lagSeconds, 12)) {
          const random = seededRandom(seed);
          const parts = [random(), random(), random()].map((part) => part * lagSeconds);
          const [intake = 0, push = 0, answer = 0] = parts;
          const lag: Lag = { intake, push, answer };
          const purchases = flashSalePurchases({ ...setting, count: setting.demand }, random);
          expect([seed, holdSale({ stock: 40, purchases }, strategy, lag, random).oversold]).toEqual([seed, 0]);
        }
      }
    },
  );

  it('leaves nothing over where half as many customers more come than there are units', () => {
    expect(simulate('escrow', { ...SETTING, ...demand }, 6)).toMatchObject({ meanOversold: 0, meanUnsold: 0 });
  });

  it('loses little where just as many customers come, by a few pushes', () => {
    // 1.2 % of the stock is 6 units, less than half of what right shares lose that never move; and four standard errors.
    const { meanLost, meanPushes } = simulate('escrow', { ...SETTING, ...demand, demand: 500 }, 12);
    expect(meanLost).toBeLessThan(6 + 4 * (3 / Math.sqrt(12)));
    expect(meanPushes).toBeLessThan(90);
  });
});

describe('escrow with Amazon among the channels', () => {
  const MIXED: Setting = { ...SETTING, channels: ['shopify', 'amazon', 'square'], stock: 120, demand: 360, apply: 8 };

  it.each([[[1, 1, 1]], [[7, 2, 1]], [[1, 8, 1]]])(
    'sells all of it and nothing twice where customers choose by %j, though it shows figures late',
    (shares) => {
      const row = simulate('escrow', { ...MIXED, shares, settle: 10, lagSeconds: 1 }, 8);
      expect(row).toMatchObject({ meanOversold: 0, meanUnsold: 0 });
    },
  );

  it('sells twice what Amazon shows later than the settle time: that is its condition', () => {
    const late: Setting = { ...MIXED, stock: 500, demand: 1500, firstSplit: [1, 1, 1], apply: 60, settle: 5 };
    expect(simulate('escrow', late, 6).meanOversold).toBeGreaterThan(0);
  });
});

describe('escrow beside which something happens', () => {
  const SCARCE: Setting = { ...SETTING, stock: 120, demand: 360, lagSeconds: 1 };
  const beside = (what: BesideSale, policy: SimulatedPolicy = 'escrow', more: Partial<Setting> = {}) =>
    simulate(policy, { ...SCARCE, ...more, beside: what }, 8);

  it('sells nothing twice to checkouts, and leaves over little more than the last of them let go', () => {
    const { meanOversold, meanUnsold } = beside({ holds: 3 });
    expect([meanOversold, meanUnsold < 6]).toEqual([0, true]);
    // A listing sells what a checkout holds meanwhile, where each shows all.
    expect(beside({ holds: 3 }, 'shared').meanOversold).toBeGreaterThan(0);
  });

  it('has checkouts buy units that no listing gets', () => {
    // Nobody else comes: half of some 100 checkouts buy, as long as there are units.
    const few = { demand: 2, rate: 0.02, stock: 20 };
    const { meanUnsold, meanOversold } = beside({ holds: 1 }, 'escrow', few);
    expect([meanOversold, meanUnsold < 10]).toEqual([0, true]);
  });

  it.each([
    [2, [3, 1, 1]],
    [3, [1, 2, 2]],
  ])('sells nothing twice and all of it at %d places', (locations, shares) => {
    const row = beside({ locations }, 'escrow', { shares });
    expect(row.meanOversold).toBe(0);
    expect(row.meanUnsold).toBeLessThan(1);
  });

  it('sells nothing twice where a listing is pushed no more and sells on, and leaves at most what that one shows', () => {
    const row = beside({ leaving: { channel: 0, at: 2 } }, 'escrow', { shares: [1, 1, 1] });
    expect(row).toMatchObject({ meanOversold: 0, meanUnsold: 0 });
    expect(beside({ leaving: { channel: 0, at: 2 } }, 'shared').meanOversold).toBeGreaterThan(20);
  });

  it('shows no bundle, and sells nothing twice; where each listing shows all, a bundle is oversold with its units', () => {
    const bundle = { units: 3, rate: 2 };
    expect(beside({ bundle })).toMatchObject({ meanOversold: 0, meanUnsold: 0 });
    expect(beside({ bundle }, 'shared').meanOversold).toBeGreaterThan(5);
    // What bundles show when escrow begins is given to no listing until it is proven to be gone.
    expect(beside({ bundle, change: { policy: 'escrow', at: 1 } }, 'shared').meanOversold).toBe(0);
  });

  it('sells nothing twice where it begins early in the sale, and oversells as shared does where it ends early', () => {
    expect(beside({ change: { policy: 'escrow', at: 2 } }, 'shared').meanOversold).toBe(0);
    expect(beside({ change: { policy: 'shared', at: 2 } }).meanOversold).toBeGreaterThan(1);
  });
});

describe('endgame', () => {
  it('finishes on one channel: next to nothing is oversold, and nothing is left over', () => {
    const { meanOversold, meanUnsold, meanPushes } = simulate('endgame', { ...SETTING, demand: 1000 }, 8);
    expect(meanOversold).toBeLessThan(0.5);
    expect(meanUnsold).toBe(0);
    // Fewer than two pushes a sale: none to channels that show nothing any more.
    expect(meanPushes).toBeLessThan(950);
  });

  it.each(
    [
      [7, 2, 1],
      [1, 1, 1],
    ].flatMap((shares) => [15, 30, 60].map((lagSeconds) => [lagSeconds, shares] as const)),
  )(
    'oversells nothing at a lag of %d s where customers choose by %j, though 1,500 come within 150 s for 500 units',
    (lagSeconds, shares) => {
      const row = simulate('endgame', { ...SETTING, shares, lagSeconds, demand: 1500 }, 5);
      expect(row).toMatchObject({ meanOversold: 0, meanUnsold: 0 });
    },
  );

  it('passes the last units on when the channel that has them does not sell them', () => {
    // Who sold most wants nothing any more from the moment the endgame begins.
    const setting = { ...SETTING, stock: 200, demand: 1500, shift: { after: 0.11, shares: [0, 1, 1] } };
    expect(simulate('endgame', setting, 4).meanUnsold).toBe(0);
  });
});
