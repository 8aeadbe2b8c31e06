import { describe, expect, it } from '@jest/globals';
import {
  reserveAfterRefusal,
  reservedUnits,
  withReserveUsed,
} from '../../../../shared/domain/exposure/hold-reserve.ts';
import { later, NOON, SHARED_RULES } from '../../../fakes/facts.ts';

const NOW = new Date(NOON);
const AFTER_15_MINUTES = new Date(later(15 * 60));
const refused = (asked: number, lacking = asked) => ({ asked, lacking });

describe('what is kept for holds', () => {
  it('covers the largest cart that was refused, however often it asks', () => {
    const first = reserveAfterRefusal(undefined, refused(3), NOW);
    const again = reserveAfterRefusal(first, refused(3), NOW);
    expect([first.units, again.units, reserveAfterRefusal(again, refused(2), NOW).units]).toEqual([3, 3, 3]);
  });

  it('grows by what lacked where holds were granted in between', () => {
    const exposure = { rules: SHARED_RULES, revision: 1, reserve: reserveAfterRefusal(undefined, refused(3), NOW) };
    const used = withReserveUsed(exposure, NOON).reserve;
    expect(reserveAfterRefusal(used, refused(2, 1), NOW)).toEqual({ units: 4, since: NOON });
  });

  it('is at most half of what is there, but the last unit', () => {
    const reserve = { units: 8, since: NOON };
    expect([20, 10, 3, 1, 0, -2].map((units) => reservedUnits({ reserve }, units, NOW))).toEqual([8, 5, 2, 1, 0, 0]);
  });

  it('ends a quarter of an hour after the last hold', () => {
    const reserve = { units: 8, since: NOON };
    expect(reservedUnits({ reserve }, 20, AFTER_15_MINUTES)).toBe(0);
    expect(reserveAfterRefusal(reserve, refused(1), AFTER_15_MINUTES).units).toBe(1);
  });

  it('stays nothing where no hold was refused', () => {
    const exposure = { rules: SHARED_RULES, revision: 1 };
    expect(withReserveUsed(exposure, NOON)).toBe(exposure);
  });
});
