import { describe, expect, it } from '@jest/globals';
import { currentExposure } from '../../../../shared/domain/exposure/exposure.ts';
import { parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { answeredMore, showsMore } from '../../../../shared/domain/pushing/difference.ts';
import { dueOn } from '../../../../shared/domain/pushing/unplaced.ts';
import { ABSOLUTE, listing, MAIN, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const BACK = parseLocationId('back');
const shared = currentExposure({}, SHARED_RULES);
const units = (onHand: number, committed: number) => ({ onHand, committed, held: 0, unavailable: 0 });

/** 1 unit in front and 5 in the back, and an order of 2 whose place is not known yet: it counts in front. */
const waiting = (soldInFront: number) => ({
  stock: { [MAIN]: units(1 - soldInFront, 2), [BACK]: units(5, 0) },
  unplaced: { [SHOPIFY]: 1 },
});
const front = (shown: number, facts = {}) => listing(SHOPIFY, shown, { channelLocation: 'front', ...facts });
const back = listing(SHOPIFY, 5, { channelLocation: 'back', drawsOn: [BACK] });

describe('while a channel has not said where it sold units', () => {
  // Should they be in the back, it shows 1 in front, and a till sells that one: it must be taken off.
  it('what is sold besides is taken off what is shown, also where we believe that this is nothing', () => {
    expect(dueOn({ ...waiting(0), listings: [front(-1), back] }, front(-1), shared)).toBe(0);
    expect(dueOn({ ...waiting(1), listings: [front(-1), back] }, front(-1), shared)).toBe(-1);
  });

  it('an absolute figure cannot be taken off what is not there', () => {
    const absolute = front(0, { push: ABSOLUTE });
    expect(dueOn({ ...waiting(1), listings: [absolute, back] }, absolute, shared)).toBe(0);
  });

  it('nothing is taken off a listing that the channel keeps, nor under escrow, where its share covers it', () => {
    const kept = front(-1, { managed: false });
    expect(dueOn({ ...waiting(1), listings: [kept, back] }, kept, shared)).toBe(0);
    const shares = { [`${SHOPIFY}@front`]: { units: -1, goal: 0, since: NOON } };
    expect(dueOn({ ...waiting(1), listings: [front(-1), back] }, front(-1), { ...shared, shares })).toBe(0);
  });

  it('nothing is taken below 0 once it has said it', () => {
    const known = { ...waiting(1), unplaced: {} };
    expect(dueOn({ ...known, listings: [front(-1), back] }, front(-1), shared)).toBe(0);
  });

  it('a location that shows more than believed shows what was sold elsewhere: that is no news', () => {
    const push = { kind: 'difference', delta: -1, repeated: false } as never;
    expect(showsMore(front(-1), waiting(0), 1)).toBe(false);
    expect(showsMore(front(-1), {}, 1)).toBe(true);
    expect(answeredMore(front(-1), push, waiting(0), 0)).toBeUndefined();
    expect(answeredMore(front(-1), push, {}, 0)).toBe(0);
  });
});
