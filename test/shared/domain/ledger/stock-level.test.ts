import { describe, expect, it } from '@jest/globals';
import type { Exposure, LowRules } from '../../../../shared/domain/exposure/exposure.ts';
import { lowThreshold, withLevel } from '../../../../shared/domain/ledger/stock-level.ts';
import { MAIN, NOON, SHARED_RULES } from '../../../fakes/facts.ts';

const stockOf = (onHand: number) => ({ [MAIN]: { onHand, committed: 0, held: 0, unavailable: 0 } });

/** The level after each of these figures of available units, in turn; `-`: none yet. */
function levels(rules: LowRules, figures: readonly number[]): readonly string[] {
  let exposure: Exposure = { rules: { ...SHARED_RULES, ...rules }, revision: 0 };
  return figures.map((left, index) => {
    const entry = { seq: index + 1, postedAt: NOON, isFirst: index === 0 };
    exposure = withLevel(exposure, { stock: stockOf(left), listings: [] }, entry);
    return exposure.level === undefined ? '-' : `${exposure.level.kind}@${exposure.level.seq}`;
  });
}

describe('the level of a SKU', () => {
  it.each([
    ['comes about at the threshold, once', { lowAt: 10 }, [20, 11, 10, 9, 8], ['-', '-', 'low@3', 'low@3', 'low@3']],
    ['is out at nothing, once', { lowAt: 10 }, [20, 9, 0, -1, -2], ['-', 'low@2', 'out@3', 'out@3', 'out@3']],
    ['is out at once where nothing was low before', { lowAt: 10 }, [20, 0], ['-', 'out@2']],
    ['does not end at the threshold', { lowAt: 10 }, [20, 10, 11, 10, 11], ['-', 'low@2', 'low@2', 'low@2', 'low@2']],
    ['ends above a tenth more', { lowAt: 10 }, [20, 10, 12, 10], ['-', 'low@2', 'enough@3', 'low@4']],
    [
      'stays out while a few units come back',
      { lowAt: 10 },
      [20, 0, 3, 0, 12],
      ['-', 'out@2', 'out@2', 'out@2', 'enough@5'],
    ],
    ['with 0 is out or enough', { lowAt: 0 }, [5, 1, 0, 1, 0], ['-', '-', 'out@3', 'enough@4', 'out@5']],
    ['is nothing where nobody wants it', {}, [20, 0], ['-', '-']],
    ['is there silently when the SKU enters the ledger', { lowAt: 10 }, [5, 4, 0], ['low@0', 'low@0', 'out@3']],
  ])('%s', (_, rules, figures, expected) => {
    expect(levels(rules, figures)).toEqual(expected);
  });

  it('goes with its rule', () => {
    const low: Exposure = {
      rules: SHARED_RULES,
      revision: 3,
      level: { kind: 'low', seq: 2, at: NOON, available: 1, threshold: 2 },
    };
    const entry = { seq: 3, postedAt: NOON, isFirst: false };
    expect(withLevel(low, { stock: stockOf(1), listings: [] }, entry)).toEqual({ rules: SHARED_RULES, revision: 3 });
  });

  it('is none of a bundle, which has no stock of its own', () => {
    const bundle: Exposure = { rules: { ...SHARED_RULES, lowAt: 5 }, revision: 0, madeOf: [] };
    const entry = { seq: 3, postedAt: NOON, isFirst: false };
    expect(withLevel(bundle, { stock: {}, listings: [] }, entry).level).toBeUndefined();
  });
});

describe('the threshold', () => {
  const now = new Date('2026-11-25T12:00:00.000Z');
  /** 48 units in the day until now, the first of which began the clock. */
  const demand = { present: { from: NOON, units: 49 }, lastAt: now.toISOString(), parts: {} };

  it.each([
    ['as set', { lowAt: 10 }, 10],
    ['what sells in so many days', { lowDays: 2 }, 96],
    ['the higher of both', { lowAt: 100, lowDays: 2 }, 100],
    ['none', {}, undefined],
  ])('is %s', (_, rules, expected) => {
    expect(lowThreshold(rules, { stock: {}, listings: [], demand }, now)).toBe(expected);
  });

  it('of days is 0 before anything sold', () => {
    expect(lowThreshold({ lowDays: 7 }, { stock: {}, listings: [] }, now)).toBe(0);
  });
});
