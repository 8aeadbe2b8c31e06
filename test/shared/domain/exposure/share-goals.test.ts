import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Claimant,
  divide,
  type SlowClaimant,
  shareGoals,
} from '../../../../shared/domain/exposure/share-goals.ts';

const claimant = (id: string, part: number, goal: number, facts: Partial<Claimant> = {}): Claimant => ({
  id,
  part,
  goal,
  cap: Number.POSITIVE_INFINITY,
  ...facts,
});
const slow = (facts: Partial<SlowClaimant> = {}): SlowClaimant => ({
  slack: 0,
  isClosed: false,
  sellsMeanwhile: 0,
  othersSellAll: false,
  ...facts,
});

const claimants = fc
  .array(
    fc.record({
      part: fc.double({ min: 0.001, max: 1, noNaN: true }),
      goal: fc.integer({ min: -3, max: 60 }),
      cap: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(Number.POSITIVE_INFINITY)),
      slow: fc.option(
        fc.record({
          slack: fc.constant(0),
          isClosed: fc.boolean(),
          sellsMeanwhile: fc.integer({ min: 0, max: 40 }),
          othersSellAll: fc.boolean(),
        }),
        { nil: undefined },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all.map(({ slow: asSlow, ...each }, index) => ({ ...each, id: `c${index}`, ...(asSlow && { slow: asSlow }) })),
  );
const pools = fc.integer({ min: 0, max: 200 });
const sum = (goals: ReadonlyMap<string, number>) => [...goals.values()].reduce((total, units) => total + units, 0);

describe('units divided by parts', () => {
  it.each([
    [10, [1, 1], [5, 5]],
    [10, [3, 1], [8, 2]],
    [1, [1, 1, 1], [1, 0, 0]],
    [0, [1, 1], [0, 0]],
    [7, [1, 0], [7, 0]],
  ])('%i among %j are %j', (units, parts, expected) => {
    const given = divide(
      units,
      parts.map((part, index) => ({ id: `c${index}`, part, cap: Number.POSITIVE_INFINITY })),
    );
    expect([...given.values()]).toEqual(expected);
  });

  it('are whole, never above a cap, and all of them as long as the caps leave room', () => {
    fc.assert(
      fc.property(pools, claimants, (units, among) => {
        const given = divide(units, among);
        const room = among.reduce((total, { cap }) => total + cap, 0);
        expect(sum(given)).toBe(Math.min(units, room));
        for (const { id, cap } of among) {
          const share = given.get(id) ?? -1;
          expect(Number.isInteger(share) && share >= 0 && share <= cap).toBe(true);
        }
      }),
    );
  });

  it('go the same way in whatever order the claimants are named', () => {
    fc.assert(
      fc.property(pools, claimants, (units, among) => {
        const backwards = divide(units, among.toReversed());
        expect([...divide(units, among)].every(([id, share]) => backwards.get(id) === share)).toBe(true);
      }),
    );
  });
});

describe('goals of shares', () => {
  it('are whole, within their caps and never more in sum than there is, whatever they were before', () => {
    fc.assert(
      fc.property(pools, claimants, (pool, among) => {
        const goals = shareGoals(pool, among);
        expect(sum(goals)).toBeLessThanOrEqual(pool);
        for (const { id, cap } of among) {
          const goal = goals.get(id) ?? -1;
          expect(Number.isInteger(goal) && goal >= 0 && goal <= cap).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('leave nothing over where nothing is capped', () => {
    fc.assert(
      fc.property(pools, claimants, (pool, among) => {
        const uncapped = among.map((each) => ({ ...each, cap: Number.POSITIVE_INFINITY }));
        expect(sum(shareGoals(pool, uncapped))).toBe(pool);
      }),
      { numRuns: 1_000 },
    );
  });

  it('come to rest: divided again and again they move no more', () => {
    fc.assert(
      fc.property(pools, claimants, (pool, among) => {
        const again = (now: typeof among) => {
          const goals = shareGoals(pool, now);
          return now.map((each) => ({ ...each, goal: goals.get(each.id) ?? 0 }));
        };
        const rested = again(again(again(again(among))));
        expect(again(rested)).toEqual(rested);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['stay while nobody has too little', 100, [claimant('a', 0.5, 54), claimant('b', 0.5, 46)], [54, 46]],
    ['are divided anew where somebody has', 100, [claimant('a', 0.5, 56), claimant('b', 0.5, 44)], [50, 50]],
    ['do not follow a single unit', 2, [claimant('a', 0.6, 1), claimant('b', 0.4, 1)], [1, 1]],
    ['take what is missing from those that have most', 60, [claimant('a', 0.5, 36), claimant('b', 0.5, 32)], [32, 28]],
    ['leave a slow one alone', 20, [claimant('a', 0.5, 16, { slow: slow() }), claimant('b', 0.5, 4)], [16, 4]],
    [
      'leave a slow one no more than there is',
      6,
      [claimant('a', 1, 7, { slow: slow() }), claimant('b', 0.1, 0)],
      [6, 0],
    ],
    [
      'cut a fast one before a slow one, which goes dark for it',
      9,
      [claimant('a', 0.5, 5, { slow: slow() }), claimant('b', 0.5, 5)],
      [5, 4],
    ],
    [
      'take from a slow one what nobody buys there',
      100,
      [claimant('a', 0.1, 60, { slow: slow({ sellsMeanwhile: 40 }) }), claimant('b', 0.9, 40)],
      [10, 90],
    ],
    [
      'leave a slow one what it sells before it could be proven empty',
      100,
      [claimant('a', 0.1, 60, { slow: slow({ sellsMeanwhile: 51 }) }), claimant('b', 0.9, 40)],
      [60, 40],
    ],
    [
      'give a slow one more once it has next to nothing',
      100,
      [claimant('a', 0.5, 12, { slow: slow() }), claimant('b', 0.5, 88)],
      [50, 50],
    ],
    [
      'but not where the others sell all before it could come back',
      100,
      [claimant('a', 0.5, 12, { slow: slow({ othersSellAll: true }) }), claimant('b', 0.5, 88)],
      [12, 88],
    ],
    [
      'give units that no raise can bring to a slow one to the others',
      20,
      [claimant('a', 0.5, 10, { slow: slow({ slack: 4 }) }), claimant('b', 0.5, 10)],
      [6, 14],
    ],
  ])('%s', (_name, pool, among, expected) => {
    const goals = shareGoals(pool, among);
    expect(among.map(({ id }) => goals.get(id))).toEqual(expected);
  });
});

describe('listings that sell several units at a time', () => {
  const packs = fc
    .array(
      fc.record({
        part: fc.double({ min: 0.001, max: 1, noNaN: true }),
        packsWanted: fc.integer({ min: 0, max: 20 }),
        units: fc.constantFrom(1, 2, 3, 6),
        cap: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(Number.POSITIVE_INFINITY)),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((all) =>
      all.map(({ packsWanted, ...each }, index): Claimant & { readonly units: number } => ({
        ...each,
        id: `c${index}`,
        goal: packsWanted * each.units,
      })),
    );

  it('get whole numbers of what they sell, at most their caps, and together no more than there is', () => {
    fc.assert(
      fc.property(pools, packs, (pool, all) => {
        const goals = shareGoals(pool, all);
        expect(sum(goals)).toBeLessThanOrEqual(pool);
        for (const { id, units, cap } of all) {
          expect((goals.get(id) ?? 0) % units).toBe(0);
          expect(goals.get(id)).toBeLessThanOrEqual(cap);
        }
      }),
    );
  });

  it('what packs leave over raises no other listing above its cap', () => {
    const packOf3 = { units: 3, goal: 3 };
    const goals = shareGoals(6, [
      { id: 'a', part: 0.03151201938496997, cap: 3, ...packOf3 },
      { id: 'b', part: 0.001, cap: Number.POSITIVE_INFINITY, ...packOf3 },
      { id: 'c', part: 0.006108653630160923, cap: 1, goal: 1 },
      { id: 'd', part: 0.0060774048643262545, cap: Number.POSITIVE_INFINITY, goal: 0 },
      { id: 'e', part: 0.03151201938496997, cap: 10, goal: 10 },
    ]);
    expect(goals.get('c')).toBe(1);
  });

  it('leave over only what none of them can take', () => {
    fc.assert(
      fc.property(pools, packs, (pool, all) => {
        const given = divide(pool, all);
        const left = pool - sum(given);
        const couldTake = all.filter(({ id, units, cap }) => units <= left && (given.get(id) ?? 0) + units <= cap);
        expect(couldTake).toEqual([]);
      }),
    );
  });

  it('come to rest: one more division at most, and what is left over asks for no other', () => {
    fc.assert(
      fc.property(pools, packs, (pool, all) => {
        const dividedFrom = (goals: ReadonlyMap<string, number>) =>
          shareGoals(
            pool,
            all.map((each) => ({ ...each, goal: goals.get(each.id) ?? 0 })),
          );
        const twice = dividedFrom(shareGoals(pool, all));
        expect([...dividedFrom(twice)].sort()).toEqual([...twice].sort());
      }),
      { numRuns: 1_000 },
    );
  });
});
