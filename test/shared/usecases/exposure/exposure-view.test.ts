import { describe, expect, it } from '@jest/globals';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import type { Share } from '../../../../shared/domain/exposure/shares.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { exposureView, shareView } from '../../../../shared/usecases/exposure/exposure-view.ts';
import { absoluteIntentOf } from '../../../contract/table-steps.ts';
import { AMAZON, listing, MAIN, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const closed: Listing['push'] = { kind: 'absolute', possiblyOverwritten: 0, setAgain: 0, closedAt: NOON };
const view = (channel: Listing['channel'], shown: number, share: Partial<Share>, facts: Partial<Listing> = {}) => {
  const whole: Share = { units: 10, goal: 10, since: NOON, isProven: true, ...share };
  const exposure: Exposure = {
    rules: { ...SHARED_RULES, policy: 'escrow' },
    revision: 1,
    shares: { [channel]: whole },
  };
  return shareView(exposure, listing(channel, shown, facts)).share;
};

describe('what is shown of a SKU under escrow', () => {
  it('that has too many listings to be divided is that, and the endgame by which it is offered instead', () => {
    const many = Array.from({ length: 100 }, (_, index) => listing(SHOPIFY, 0, { channelLocation: `${index}` }));
    const exposure: Exposure = { rules: { ...SHARED_RULES, policy: 'escrow', endgameAt: 4 }, revision: 1 };
    expect(exposureView(exposure, { stock: {}, listings: many, settleMs: 30_000 }, new Date(NOON))).toEqual({
      escrow: { inForce: false, free: 0, tooManyListings: 100 },
      endgame: { listing: null, since: null, threshold: 4 },
    });
  });
});

describe('what is shown of a SKU under endgame', () => {
  const stock = { [MAIN]: { onHand: 500, committed: 0, held: 0, unavailable: 0 } };
  const listings = (lagMs: number) => [listing(SHOPIFY, 500, { lagMs }), listing(SQUARE, 500, { lagMs })];
  const rules = { ...SHARED_RULES, policy: 'endgame' } as const;
  const shares = {
    [SHOPIFY]: { units: 250, goal: 250, since: NOON },
    [SQUARE]: { units: 250, goal: 250, since: NOON },
  };
  const view = (lagMs: number, exposure: Partial<Exposure> = {}) =>
    exposureView(
      { rules, revision: 1, ...exposure },
      { stock, listings: listings(lagMs), settleMs: 30_000 },
      new Date(NOON),
    );

  it('is the fastest rush that it limits', () => {
    const { unitsPerSecond = 0, lagSeconds } = view(2_000).endgame?.limit ?? {};
    expect(lagSeconds).toBe(2);
    expect(unitsPerSecond).toBeGreaterThan(100);
  });

  it('is the lag for which it does not apply, and the escrow under which it is offered meanwhile', () => {
    const tooSlow = { lagSeconds: 40, againBelowSeconds: 7.5 };
    expect(view(40_000, { shares })).toEqual({
      escrow: { inForce: true, free: 0 },
      endgame: { listing: null, since: null, threshold: 0, tooSlow },
    });
    expect(view(40_000)).toEqual({ endgame: { listing: null, since: null, threshold: 0, tooSlow } });
  });
});

describe('what is shown of a SKU with a listing that is sold on when it shows nothing', () => {
  const note = { matter: 'withoutStock', at: NOON, problem: 'is sold on when nothing is left' };
  const inputs = {
    stock: {},
    listings: [listing(SHOPIFY, 0, { catalogueNotes: [note] }), listing(AMAZON, 0)],
    settleMs: 30_000,
  };
  const view = (exposure: Partial<Exposure>, policy: 'escrow' | 'endgame') =>
    exposureView(
      { rules: { ...SHARED_RULES, policy, endgameAt: 4 }, revision: 1, ...exposure },
      inputs,
      new Date(NOON),
    );

  it('is that its escrow is not in force, and why', () => {
    const share: Share = { units: 0, goal: 0, since: NOON, isProven: true };
    expect(view({ shares: { [SHOPIFY]: share, [AMAZON]: share } }, 'escrow')).toEqual({
      escrow: { inForce: false, free: 0, sellsWithoutStock: [SHOPIFY] },
    });
  });

  it('is its listing, in an endgame', () => {
    expect(view({}, 'endgame')).toMatchObject({ endgame: { sellsWithoutStock: [SHOPIFY] } });
  });
});

describe('what is shown of a share', () => {
  it('is how much the listing may still sell, and since when nothing moved', () => {
    expect(view(SHOPIFY, 10, {})).toEqual({ units: 10, goal: 10, mayStillSell: 10, since: NOON });
  });

  it.each([
    ['a push on its way', view(AMAZON, 0, {}, { intent: absoluteIntentOf({}) }), 'push'],
    ['a reading of a channel that was emptied', view(AMAZON, 10, { goal: 2 }, { push: closed }), 'reading'],
    [
      'a reading of a channel that escrow knows nothing of yet',
      view(AMAZON, 10, { isProven: false } as never),
      'reading',
    ],
    ['its channel to be emptied', view(AMAZON, 10, { goal: 2 }), 'lowering'],
    ['its channel to be lowered', view(SHOPIFY, 10, { goal: 2 }), 'lowering'],
    ['other shares to be recalled', view(SHOPIFY, 10, { isEntering: true }), 'recall'],
    ['units of others', view(SHOPIFY, 10, { goal: 12 }), 'units'],
  ])('is that it waits for %s', (_name, share, expected) => {
    expect(share?.waitsFor).toBe(expected);
  });
});
