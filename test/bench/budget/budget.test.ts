import { describe, expect, it } from '@jest/globals';
import { budgetOf, excesses, explainedExcess } from '../../../bench/budget/budget.ts';

const ROW = { id: 'saleShared', title: 'shared, one sale at a time', figures: { readUnits: 8, writeUnits: 12 } };
const BUNDLES = { id: 'bundles', title: 'bundles, bytes', figures: { 'stock-api': 1_000 } };

describe('the budget', () => {
  it('permits what was accepted, and less', () => {
    const permitted = budgetOf([ROW, BUNDLES]);
    expect(excesses([ROW, BUNDLES], permitted)).toEqual([]);
    expect(excesses([{ ...ROW, figures: { readUnits: 7.5, writeUnits: 12 } }], permitted)).toEqual([]);
  });

  it('names the row, today’s figure and the permitted one of what is more', () => {
    const more = [{ ...ROW, figures: { readUnits: 8, writeUnits: 12.5 } }, BUNDLES];
    expect(excesses(more, budgetOf([ROW, BUNDLES])).map(explainedExcess)).toEqual([
      'shared, one sale at a time (saleShared): writeUnits is 12.5 today, and the budget permits 12.36.',
    ]);
  });

  it('permits nothing that it does not know', () => {
    expect(excesses([ROW], {})).toHaveLength(2);
  });

  it('lets a bundle grow by a twentieth, and a count by three in a hundred', () => {
    const permitted = budgetOf([ROW, BUNDLES]);
    expect(permitted).toEqual({ saleShared: { readUnits: 8.24, writeUnits: 12.36 }, bundles: { 'stock-api': 1_050 } });
  });
});
