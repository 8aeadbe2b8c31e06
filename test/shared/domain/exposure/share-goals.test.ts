import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Claimant,
  partOfSlow,
  type SlowClaimant,
  shareGoals,
} from '../../../../shared/domain/exposure/share-goals.ts';
import { divide } from '../../../../shared/domain/listing/divide-units.ts';

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
const sumOfAll = (numbers: readonly number[]) => numbers.reduce((total, units) => total + units, 0);
const sum = (goals: ReadonlyMap<string, number>) => sumOfAll([...goals.values()]);

describe('goals of shares', () => {
  it('are whole, within their caps and never more in sum than there is, whatever they were before', () => {
    fc.assert(
      fc.property(pools, claimants, (pool, among) => {
        const goals = shareGoals({ units: pool }, among);
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
        expect(sum(shareGoals({ units: pool }, uncapped))).toBe(pool);
      }),
      { numRuns: 1_000 },
    );
  });

  it('come to rest: divided again and again they move no more', () => {
    fc.assert(
      fc.property(pools, claimants, (pool, among) => {
        const again = (now: typeof among) => {
          const goals = shareGoals({ units: pool }, now);
          return now.map((each) => ({ ...each, goal: goals.get(each.id) ?? 0 }));
        };
        const rested = again(again(again(again(among))));
        expect(again(rested)).toEqual(rested);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['stay while nobody has too little', 100, [claimant('a', 0.5, 56), claimant('b', 0.5, 44)], [56, 44]],
    ['are divided anew where somebody has', 100, [claimant('a', 0.5, 57), claimant('b', 0.5, 43)], [50, 50]],
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
    const goals = shareGoals({ units: pool }, among);
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
        const goals = shareGoals({ units: pool }, all);
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
    const goals = shareGoals({ units: 6 }, [
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
        for (const given of [divide(pool, all), shareGoals({ units: pool }, all)]) {
          const left = pool - sum(given);
          const couldTake = all.filter(({ id, units, cap }) => units <= left && (given.get(id) ?? 0) + units <= cap);
          expect(couldTake).toEqual([]);
        }
      }),
    );
  });

  it('come to rest: one more division at most, and what is left over asks for no other', () => {
    fc.assert(
      fc.property(pools, packs, (pool, all) => {
        const dividedFrom = (goals: ReadonlyMap<string, number>) =>
          shareGoals(
            { units: pool },
            all.map((each) => ({ ...each, goal: goals.get(each.id) ?? 0 })),
          );
        const twice = dividedFrom(shareGoals({ units: pool }, all));
        expect([...dividedFrom(twice)].sort()).toEqual([...twice].sort());
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('limits of what some of them may have together', () => {
  /** Limits as groups of locations make them: listings that draw on some of three locations, each with so many units. */
  const drawings = fc.record({
    stocks: fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: -10, max: 60 }))),
    drawn: fc.array(fc.subarray([0, 1, 2], { minLength: 1 }), { minLength: 6, maxLength: 6 }),
  });
  const limitsOf = (all: readonly Claimant[], { stocks, drawn }: { stocks: number[]; drawn: number[][] }) =>
    [[0], [1], [2], [0, 1], [0, 2], [1, 2]].map((locations) => ({
      ids: new Set(
        all.filter((_, index) => drawn[index]?.every((each) => locations.includes(each))).map(({ id }) => id),
      ),
      units: Math.max(
        0,
        locations.reduce((total, each) => total + (stocks[each] ?? 0), 0),
      ),
    }));

  it('hold for every division, which leaves over only what nobody can take', () => {
    fc.assert(
      fc.property(claimants, drawings, (all, drawn) => {
        const pool = { units: Math.max(0, sumOfAll(drawn.stocks)), limits: limitsOf(all, drawn) };
        for (const given of [divide(pool.units, all, pool.limits), shareGoals(pool, all)]) {
          const within = (ids: ReadonlySet<string>) =>
            sumOfAll([...given].map(([id, units]) => (ids.has(id) ? units : 0)));
          const isFull = ({ ids, units }: (typeof pool.limits)[number]) => within(ids) >= units;
          expect(pool.limits.every((limit) => within(limit.ids) <= limit.units)).toBe(true);
          expect(sum(given)).toBeLessThanOrEqual(pool.units);
          const couldTake = all.filter(
            ({ id, cap }) =>
              (given.get(id) ?? 0) < cap && !pool.limits.some((limit) => limit.ids.has(id) && isFull(limit)),
          );
          expect(sum(given) < pool.units ? couldTake : []).toEqual([]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['cut in proportion, and the others go on', 100, [10], [5, 5, 90]],
    ['leave over what the others may not have either', 100, [10, 60], [5, 5, 60]],
    ['cut nothing where they are wide enough', 9, [10], [3, 3, 3]],
  ])('%s', (_name, units, [together = 0, alone = units], expected) => {
    const three = ['a', 'b', 'c'].map((id) => claimant(id, 1, 0));
    const limits = [
      { ids: new Set(['a', 'b']), units: together },
      { ids: new Set(['c']), units: alone },
    ];
    expect([...shareGoals({ units, limits }, three).values()]).toEqual(expected);
  });
});

describe('the part of a slow one', () => {
  it.each([
    ['is what it sells', 0.3, true, 0.3],
    ['is no more than all others have together, because its units come back slowly', 0.8, true, 0.2],
    ['is all where nobody else sells', 1, true, 1],
    ['is half of it before the first sale', 0.5, false, 0.25],
  ])('%s', (_name, part, isKnown, expected) => {
    expect(partOfSlow(part, isKnown)).toBeCloseTo(expected, 9);
  });
});
