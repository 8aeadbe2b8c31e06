import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  type Demand,
  demandAfterIdling,
  demandAfterSale,
  type ListingSale,
  partOf,
  rateAtMost,
  salesRate,
} from '../../../../shared/domain/exposure/demand.ts';
import { later } from '../../../fakes/facts.ts';
import { seededRandom } from '../../../simulation/random.ts';

const ALL = ['a', 'b', 'c'] as const;
const sale = (listing: string, seconds: number, facts: Partial<ListingSale> = {}): ListingSale => ({
  listing,
  units: 1,
  at: later(seconds),
  open: ALL,
  ...facts,
});
const demandAfter = (sales: readonly ListingSale[]) =>
  sales.reduce((demand: Demand | undefined, each) => demandAfterSale(demand, each), undefined);
const sum = (demand: Demand | undefined) => Object.values(demand?.parts ?? {}).reduce((total, part) => total + part, 0);

const sales = fc.array(
  fc.record({
    listing: fc.constantFrom(...ALL),
    units: fc.integer({ min: 1, max: 40 }),
    open: fc.subarray([...ALL]),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('parts of the demand', () => {
  it('add up to 1, whatever is sold where and whichever listings had nothing to sell', () => {
    fc.assert(
      fc.property(sales, (reported) => {
        const demand = demandAfter(reported.map((each, index) => ({ ...each, at: later(index) })));
        expect(sum(demand)).toBeCloseTo(1, 9);
        expect(Object.values(demand?.parts ?? {}).every((part) => part >= 0)).toBe(true);
      }),
    );
  });

  it('are equal where nothing is known', () => {
    expect(ALL.map((each) => partOf(undefined, each, ALL))).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  it('are the mean for a listing that was linked since the last sale, also after another has idled', () => {
    const before = demandAfter([sale('a', 1, { open: ['a', 'b'] }), sale('b', 2, { open: ['a', 'b'] })]);
    expect(partOf(before, 'c', ALL)).toBe(1 / 3);
    expect(ALL.reduce((total, each) => total + partOf(before, each, ALL), 0)).toBeCloseTo(1, 9);
    const known = partOf(before, 'a', ['a', 'b']) / partOf(before, 'b', ['a', 'b']);
    expect(partOf(before, 'a', ALL) / partOf(before, 'b', ALL)).toBeCloseTo(known, 9);
    expect(partOf(demandAfterIdling(before, 'a', ALL), 'c', ALL)).toBeGreaterThan(1 / 3);
  });

  it('are the mean where nothing of a part is left', () => {
    const { parts: _parts, ...others } = demandAfter([sale('a', 1)]) as Demand;
    expect(partOf({ ...others, parts: { a: 0, b: 1 } }, 'a', ['a', 'b'])).toBe(1 / 2);
  });

  it('follow what is sold where, within some sixty units', () => {
    const reported = Array.from({ length: 120 }, (_, index) =>
      sale(index % 10 < 7 ? 'a' : index % 10 < 9 ? 'b' : 'c', index),
    );
    const demand = demandAfter(reported);
    expect(partOf(demand, 'a', ALL)).toBeCloseTo(0.7, 1);
    expect(partOf(demand, 'c', ALL)).toBeCloseTo(0.1, 1);
    const shifted = Array.from({ length: 120 }, (_, index) => sale('c', 200 + index));
    expect(partOf(demandAfter([...reported, ...shifted]), 'c', ALL)).toBeGreaterThan(0.8);
  });

  it('are exact where the demand is steady, and follow a shift of it within some thirty units', () => {
    const steady = Array.from({ length: 400 }, (_, index) => sale(ALL[index % 3] ?? 'a', index));
    for (const each of ALL) {
      expect(partOf(demandAfter(steady), each, ALL)).toBeCloseTo(1 / 3, 2);
    }
    const shifted = Array.from({ length: 32 }, (_, index) => sale('c', 500 + index));
    expect(partOf(demandAfter([...steady, ...shifted]), 'c', ALL)).toBeGreaterThan(0.5);
  });

  it('stay what they were for a listing that had nothing to sell', () => {
    const before = demandAfter([sale('a', 1), sale('b', 2), sale('c', 3)]);
    const kept = partOf(before, 'c', ALL);
    const soldOut = [...Array(30)].reduce(
      (demand: Demand | undefined) => demandAfterSale(demand, sale('a', 4, { open: ['a', 'b'] })),
      before,
    );
    expect(partOf(soldOut, 'c', ALL)).toBeCloseTo(kept, 9);
    expect(partOf(soldOut, 'a', ALL)).toBeGreaterThan(partOf(before, 'a', ALL));
  });

  it('move by one big order no more than by ten units', () => {
    const big = partOf(demandAfter([sale('a', 1), sale('b', 2, { units: 500 })]), 'b', ALL);
    const ten = partOf(demandAfter([sale('a', 1), sale('b', 2, { units: 10 })]), 'b', ALL);
    expect(big).toBe(ten);
  });

  it('fall to a quarter for a listing that idled, in favour of the others, and are 1 in sum', () => {
    const before = demandAfter([sale('a', 1), sale('b', 2)]);
    const idled = demandAfterIdling(before, 'a', ALL);
    expect(sum(idled)).toBeCloseTo(1, 9);
    expect(partOf(idled, 'a', ALL) / partOf(idled, 'b', ALL)).toBeCloseTo(
      partOf(before, 'a', ALL) / partOf(before, 'b', ALL) / 4,
      9,
    );
    expect(demandAfterIdling(undefined, 'a', ALL)).toBeUndefined();
  });
});

describe('the rate of sales', () => {
  it('is nothing before two units are known', () => {
    expect(salesRate(undefined, new Date(later(0)))).toBe(0);
    expect(salesRate(demandAfter([sale('a', 0)]), new Date(later(10)))).toBe(0);
    expect(rateAtMost(undefined, new Date(later(0)))).toBe(0);
  });

  it('falls while nothing is sold', () => {
    const demand = demandAfter([0, 1, 2, 3].map((at) => sale('a', at)));
    expect(salesRate(demand, new Date(later(3)))).toBe(1);
    expect(salesRate(demand, new Date(later(300)))).toBeCloseTo(0.01);
  });

  it.each([0.01, 1, 20])('of customers who come at %d a second is known to a quarter, mostly, and bounded', (rate) => {
    const random = seededRandom(7);
    let [at, within, bounded] = [0, 0, 0];
    let demand: Demand | undefined;
    for (let sold = 1; sold <= 2_000; sold += 1) {
      at += -Math.log(1 - random.next()) / rate;
      demand = demandAfterSale(demand, sale('a', at));
      const now = new Date(later(at));
      within += sold > 100 && Math.abs(salesRate(demand, now) / rate - 1) < 0.25 ? 1 : 0;
      bounded += sold > 100 && rateAtMost(demand, now) > rate ? 1 : 0;
    }
    expect(within / 1_900).toBeGreaterThan(0.8);
    expect(bounded / 1_900).toBeGreaterThan(0.9);
  });
});
