import { describe, expect, it } from '@jest/globals';
import { unsoldBound, unsoldClairvoyant } from '../../../simulator/trials/unsold-bound.ts';

const SALE = { stock: 500, rate: 10, shares: [1, 1, 1], demand: 500, lagSeconds: 2 };
const WRONG = { ...SALE, shares: [7, 2, 1], firstSplit: [1, 1, 1] };

describe('what every rule must leave unsold', () => {
  // Computed independently of this code, with the same argument.
  it.each([
    [0.5, 1.7, 1.4],
    [2, 3.0, 2.5],
    [5, 4.9, 4.0],
    [10, 6.9, 5.7],
    [30, 11.9, 9.8],
    [60, 12.5, 10.3],
  ])('at a lag of %s s is %s of 500 for equal parts, and %s for 7:2:1', (lagSeconds, equal, uneven) => {
    expect(Math.abs(unsoldBound({ ...SALE, lagSeconds }) - equal)).toBeLessThan(0.15);
    expect(Math.abs(unsoldBound({ ...SALE, lagSeconds, shares: [7, 2, 1] }) - uneven)).toBeLessThan(0.15);
  });

  it('is nothing where three customers want each unit, nor without a lag', () => {
    expect(unsoldBound({ ...SALE, demand: 1_500 })).toBeLessThan(1e-6);
    expect(unsoldBound({ ...SALE, lagSeconds: 0 })).toBe(0);
  });

  it('is at least what nobody wants', () => {
    expect(unsoldBound({ ...SALE, demand: 400, lagSeconds: 0 })).toBe(100);
  });
});

describe('what a rule that knows every customer leaves unsold', () => {
  it('is nothing from a right first split, at any lag', () => {
    expect(unsoldClairvoyant({ ...SALE, lagSeconds: 60 })).toBe(0);
  });

  it('is nothing from a wrong one until a channel runs out before the first units arrive, after 24 s', () => {
    expect(unsoldClairvoyant({ ...WRONG, lagSeconds: 23 })).toBe(0);
    expect(unsoldClairvoyant({ ...WRONG, lagSeconds: 30 })).toBeCloseTo(43.3, 0);
  });
});
