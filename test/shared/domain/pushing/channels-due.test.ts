import { describe, expect, it } from '@jest/globals';
import { currentExposure, type Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { channelsDue, channelsToNotify } from '../../../../shared/domain/pushing/channels-due.ts';
import { planPush } from '../../../../shared/domain/pushing/push-plan.ts';
import type { Stock } from '../../../../shared/domain/stock/stock.ts';
import { AMAZON, listing, MAIN, NOON, POS, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const onHand = (units: number): Stock => ({ [MAIN]: { onHand: units, committed: 0, held: 0, unavailable: 0 } });

describe('a channel is to be notified though what it shows fits the stock before and after', () => {
  const due = (facts: Partial<Listing>) => {
    const inputs = { stock: onHand(10), listings: [listing(AMAZON, 10, facts)] };
    return channelsDue(inputs, inputs, SHARED_RULES);
  };

  it('not when nothing is on its way and nothing in doubt', () => {
    expect(due({})).toEqual([]);
  });

  it('when a push is on its way: it carries a figure of before, and its end may make a difference', () => {
    const exposure = currentExposure({}, SHARED_RULES);
    const plan = planPush({ stock: onHand(9), seq: 2 }, listing(AMAZON, 10), exposure, new Date(NOON));
    expect(plan.kind === 'push' && due({ intent: plan.intent })).toEqual([AMAZON]);
  });

  it('when a push may have overwritten the channel’s deduction', () => {
    expect(due({ push: { kind: 'absolute', possiblyOverwritten: 1, setAgain: 0 } })).toEqual([AMAZON]);
  });

  it('not when the channel keeps the listing itself', () => {
    expect(due({ managed: false, shown: 3, push: { kind: 'absolute', possiblyOverwritten: 1, setAgain: 0 } })).toEqual(
      [],
    );
  });
});

describe('a SKU that comes into the ledger', () => {
  const before = { stock: {}, listings: [listing(AMAZON, 10), listing(SHOPIFY, 12)], seq: 0 };
  const after = { ...before, stock: onHand(10), seq: 1 };

  it('notifies no channel that shows what it should: nothing was pushed before', () => {
    expect(channelsDue(before, after, SHARED_RULES)).toEqual([SHOPIFY]);
  });

  it('notifies each channel that showed something else, where it was in the ledger before', () => {
    expect(channelsDue({ ...before, seq: 1 }, { ...after, seq: 2 }, SHARED_RULES)).toEqual([AMAZON, SHOPIFY]);
  });
});

describe('under escrow a channel is to be notified though nothing is due on it', () => {
  type Shares = NonNullable<Exposure['shares']>;
  const rules = { ...SHARED_RULES, policy: 'escrow' as const };
  const share = (units: number, goal = units) => ({ units, goal, since: NOON });
  const state = (listings: readonly Listing[], shares: Shares) => ({
    ...{ stock: onHand(10), listings, exposure: { rules, revision: 1, shares } },
  });

  it.each([
    ['when its exposed units are not proven, and no check is scheduled', {}, {}, [AMAZON]],
    ['not when a check is scheduled', { checkAt: NOON }, {}, []],
    ['not when they are proven', {}, { isProven: true as const }, []],
  ])('%s', (_name, facts, proof, expected) => {
    const inputs = state([listing(AMAZON, 10, facts)], { [AMAZON]: { ...share(10), ...proof } });
    expect(channelsDue(inputs, inputs, rules)).toEqual(expected);
  });

  it('when units that were recalled are proven gone', () => {
    const inputs = state([listing(SHOPIFY, 4)], { [SHOPIFY]: share(10, 4) });
    expect(channelsDue(inputs, inputs, rules)).toEqual([SHOPIFY]);
  });

  it('when another listing has just sold the last of its share, and this one has units', () => {
    const others = [listing(SQUARE, 3), listing(POS, 0), listing(AMAZON, 2, { managed: false })];
    const left = (units: number) =>
      state([listing(SHOPIFY, units), ...others], {
        ...{ [SHOPIFY]: share(units), [SQUARE]: share(3), [AMAZON]: share(2) },
      });
    expect(channelsDue(left(1), left(0), rules)).toEqual([SQUARE]);
    expect(channelsDue(left(0), left(0), rules)).toEqual([]);
  });
});

describe('a channel is reconciled first', () => {
  const notified = (shown: number, units: number, urgentAt?: number) => {
    const inputs = { stock: onHand(units), listings: [listing(AMAZON, shown)] };
    return channelsToNotify(inputs, inputs, { ...SHARED_RULES, urgentAt });
  };

  it.each([
    ['where a listing goes to nothing', 3, 0, undefined, { due: [], urgent: [AMAZON] }],
    ['where it goes below nothing', 3, -2, undefined, { due: [], urgent: [AMAZON] }],
    ['where it goes to as few as the merchant says', 9, 5, 5, { due: [], urgent: [AMAZON] }],
    ['not where more are left', 9, 6, 5, { due: [AMAZON], urgent: [] }],
    ['not for a raise, however few there are', 0, 3, 5, { due: [AMAZON], urgent: [] }],
    ['nowhere, where nothing is due', 3, 3, 5, { due: [], urgent: [] }],
  ])('%s', (_name, shown, units, urgentAt, expected) => {
    expect(notified(shown, units, urgentAt)).toEqual(expected);
  });
});
