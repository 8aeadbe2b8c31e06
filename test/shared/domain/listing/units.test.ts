import { expect, it } from '@jest/globals';
import { unitsOf, wholeUnits } from '../../../../shared/domain/listing/units.ts';

it.each([
  [8, 3, 6],
  [9, 3, 9],
  [2, 3, 0],
  [-1, 3, -3],
  [7, undefined, 7],
  [Number.POSITIVE_INFINITY, 3, Number.POSITIVE_INFINITY],
])('of %d units, a listing that sells %s at a time can have %d', (units, each, whole) => {
  expect(wholeUnits(units, each === undefined ? {} : { units: each })).toBe(whole);
});

it('a listing of which nothing is known sells single units', () => {
  expect(unitsOf(undefined)).toBe(1);
});
