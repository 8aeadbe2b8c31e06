import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { divide } from '../../../../shared/domain/listing/divide-units.ts';

const claimants = fc
  .array(
    fc.record({
      part: fc.double({ min: 0.001, max: 1, noNaN: true }),
      cap: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(Number.POSITIVE_INFINITY)),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => all.map((each, index) => ({ ...each, id: `c${index}` })));
const pools = fc.integer({ min: 0, max: 200 });
const sum = (given: ReadonlyMap<string, number>) => [...given.values()].reduce((total, units) => total + units, 0);

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
