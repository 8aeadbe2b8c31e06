import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Claimant, divide, shareGoals } from '../../../../shared/domain/exposure/share-goals.ts';

const claimant = (id: string, part: number, goal: number, facts: Partial<Claimant> = {}): Claimant => ({
  id,
  part,
  goal,
  cap: Number.POSITIVE_INFINITY,
  isSlow: false,
  ...facts,
});

const claimants = fc
  .array(
    fc.record({
      part: fc.double({ min: 0.001, max: 1, noNaN: true }),
      goal: fc.integer({ min: -3, max: 60 }),
      cap: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(Number.POSITIVE_INFINITY)),
      isSlow: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => all.map((each, index) => ({ ...each, id: `c${index}` })));
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
    ['stay while nobody has much too little', 10, [claimant('a', 0.5, 6), claimant('b', 0.5, 4)], [6, 4]],
    ['are divided anew where somebody has', 10, [claimant('a', 0.5, 8), claimant('b', 0.5, 2)], [5, 5]],
    ['do not follow a single unit', 2, [claimant('a', 0.6, 1), claimant('b', 0.4, 1)], [1, 1]],
    ['take what is missing from those that have most', 6, [claimant('a', 0.5, 6), claimant('b', 0.5, 4)], [4, 2]],
    [
      'leave a slow one alone while it sells',
      20,
      [claimant('a', 0.5, 16, { isSlow: true }), claimant('b', 0.5, 4)],
      [16, 4],
    ],
    [
      'do not leave a slow one more than there is',
      6,
      [claimant('a', 0.4, 7, { isSlow: true }), claimant('b', 0.6, 0)],
      [2, 4],
    ],
  ])('%s', (_name, pool, among, expected) => {
    const goals = shareGoals(pool, among);
    expect(among.map(({ id }) => goals.get(id))).toEqual(expected);
  });
});
