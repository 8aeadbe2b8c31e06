import { describe, expect, it } from '@jest/globals';
import { deductionEffect } from '../../../../shared/domain/listing/deduction.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import {
  adoptedRiseOf,
  adoptionOf,
  hasSettled,
  isCheckAhead,
  judge,
  standsForMs,
  suspectedInPassing,
  suspicionOf,
} from '../../../../shared/domain/reconciling/drift.ts';
import { NOTHING_OFF_SALE } from '../../../../shared/domain/stock/off-sale.ts';
import { AMAZON, later, listing, MAIN, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const SETTLE_MS = 30_000;
const DAY_MS = 86_400_000;
const at = (seconds: number) => new Date(later(seconds));
const suspicion = { actual: 7, shown: 10, revision: 4, at: NOON };
const suspected = listing(SHOPIFY, 10, { revision: 4, lastPushedAt: later(-90), suspicion });

describe('a channel that shows another quantity than we believe', () => {
  it('is suspected at the first check', () => {
    const found = judge(listing(SHOPIFY, 10, { revision: 4 }), 7, at(0), SETTLE_MS);
    expect(found).toEqual({ kind: 'suspected', suspicion });
  });

  it('has drifted when a check a settle time later finds the same, and not before', () => {
    expect(judge(suspected, 7, at(29.999), SETTLE_MS)).toEqual({ kind: 'tooSoon' });
    expect(judge(suspected, 7, at(30), SETTLE_MS)).toEqual({ kind: 'drifted', suspicion });
  });

  it('under escrow may be selling what was not reported: less must stay so for an hour', () => {
    const shared = { rules: SHARED_RULES, revision: 1 };
    const escrow = { ...shared, shares: { shopify: { units: 10, goal: 10, since: NOON } } };
    const asUsual = { settleMs: SETTLE_MS, onDrift: 'overwrite' } as const;
    expect(standsForMs(suspected, 7, shared, asUsual)).toBe(SETTLE_MS);
    expect(standsForMs(suspected, 7, escrow, asUsual)).toBe(3_600_000);
    expect(standsForMs(suspected, 7, escrow, { ...asUsual, settleMs: 7_200_000 })).toBe(7_200_000);
    // More than we believe is no sale.
    expect(standsForMs(suspected, 11, escrow, asUsual)).toBe(SETTLE_MS);
  });

  const seen = listing(SHOPIFY, 10, { revision: 4, agreedRevision: 4 });
  const [overwrite, adopt] = ['overwrite', 'adopt'] as const;
  it.each([
    [
      'less than was seen there since the last push may be taken off sale by hand: it stays for a day',
      seen,
      7,
      overwrite,
      DAY_MS,
    ],
    ['more is no work that anybody did there', seen, 11, overwrite, SETTLE_MS],
    [
      'less than was ever seen since the last push may be a push that was not applied',
      suspected,
      7,
      overwrite,
      SETTLE_MS,
    ],
    ['what is taken over puts nothing on sale', seen, 7, adopt, SETTLE_MS],
    ['nobody sets units aside on a channel that takes figures', listing(AMAZON, 10), 7, overwrite, SETTLE_MS],
  ] as const)('%s', (_name, each, actual, onDrift, expected) => {
    const shared = { rules: SHARED_RULES, revision: 1 };
    expect(standsForMs(each, actual, shared, { settleMs: SETTLE_MS, onDrift })).toBe(expected);
  });

  it('is suspected anew when other units are off sale there, at the same figure', () => {
    const off = (reserved: number) => ({ reserved, damaged: 0, qualityControl: 0, safetyStock: 0 });
    const seen = { ...suspected, suspicion: { ...suspicion, offSale: off(3) } };
    expect(judge(seen, 7, at(60), SETTLE_MS, off(3))).toMatchObject({ kind: 'drifted' });
    expect(judge(seen, 7, at(60), SETTLE_MS, off(0))).toEqual({
      kind: 'suspected',
      suspicion: { ...suspicion, at: later(60), offSale: off(0) },
    });
  });

  it('stands on while the SKU sells, if as many units are missing and it must stand for a day', () => {
    const since = { actual: 3, shown: 6, revision: 6 };
    const moved = { ...suspected, shown: 6, revision: 6 };
    expect(judge(moved, 3, at(60), DAY_MS)).toEqual({ kind: 'suspected', suspicion: { ...since, at: NOON } });
    expect(judge({ ...moved, suspicion: { ...since, at: NOON } }, 3, at(86_400), DAY_MS).kind).toBe('drifted');
    expect(judge(moved, 3, at(60), SETTLE_MS)).toMatchObject({ suspicion: { at: later(60) } });
    expect(judge(moved, 4, at(60), DAY_MS)).toMatchObject({ suspicion: { at: later(60) } });
  });

  it('agrees again when it shows what it should', () => {
    expect(judge(suspected, 10, at(60), SETTLE_MS)).toEqual({ kind: 'agrees' });
  });

  it.each([
    ['the channel shows yet another', suspected, 6],
    ['a sale of its own was posted', { ...suspected, shown: 9 }, 7],
    ['a push moved', { ...suspected, revision: 6 }, 7],
  ])('is suspected anew when something moved since: %s', (_, now, actual) => {
    expect(judge(now, actual, at(60), SETTLE_MS)).toEqual({
      kind: 'suspected',
      suspicion: { actual, shown: now.shown, revision: now.revision, at: later(60) },
    });
  });

  it('is not checked before the last push has had its time', () => {
    const pushed = listing(SHOPIFY, 10, { lastPushedAt: NOON });
    expect(hasSettled(pushed, at(29.999), SETTLE_MS)).toBe(false);
    expect(hasSettled(pushed, at(30), SETTLE_MS)).toBe(true);
    expect(hasSettled(listing(SHOPIFY, 10), at(0), SETTLE_MS)).toBe(true);
  });
});

describe('a reading of all states', () => {
  const damaged = (units: number) => ({ ...NOTHING_OFF_SALE, damaged: units });
  const seen = suspicionOf(listing(SHOPIFY, 10), 7, new Date(NOON), damaged(3));

  it('stands as long as a later one has the same figure and the same states', () => {
    const again = (units: number, shows = 7) =>
      suspicionOf(listing(SHOPIFY, 10, { suspicion: seen }), shows, at(30), damaged(units)).at;
    expect([again(3), again(2), again(3, 6)]).toEqual([NOON, later(30), later(30)]);
    const unread = listing(SHOPIFY, 10, { suspicion: { actual: 7, shown: 10, revision: 0, at: NOON } });
    expect(suspicionOf(unread, 7, at(30), damaged(3)).at).toBe(later(30));
  });
});

describe('a reading that stopped a push', () => {
  const claimed = listing(SHOPIFY, 10, { revision: 5, suspicion });
  const inPassing = (facts: Partial<Listing>, actual = 7) =>
    suspectedInPassing({ ...claimed, ...facts }, actual, at(60));

  it('is a first check of the listing as it is once the push is withdrawn', () => {
    const { suspicion: _none, ...unsuspected } = claimed;
    expect(suspectedInPassing(unsuspected, 7, at(60))).toEqual({ actual: 7, shown: 10, revision: 6, at: later(60) });
  });

  it('leaves the suspicion from before the push as old as it was', () => {
    expect(inPassing({})).toEqual({ actual: 7, shown: 10, revision: 6, at: NOON });
  });

  it.each<[string, Partial<Listing>, number]>([
    ['shows yet another', {}, 6],
    ['is believed to show another', { shown: 9 }, 7],
    ['was pushed since', { revision: 6 }, 7],
  ])('is suspected anew where the channel %s', (_, facts, actual) => {
    expect(inPassing(facts, actual).at).toBe(later(60));
  });
});

describe('a check of a listing', () => {
  it.each([
    ['is ahead of now, by more than clocks differ', later(2), true],
    ['may have begun already', later(1), false],
    ['has had its time', later(-60), false],
  ])('%s', (_, checkAt, isAhead) => {
    expect(isCheckAhead(listing(SHOPIFY, 10, { checkAt }), at(0))).toBe(isAhead);
  });

  it('is none where none was scheduled', () => {
    expect(isCheckAhead(listing(SHOPIFY, 10), at(0))).toBe(false);
  });
});

describe('an edit that is adopted', () => {
  it('is on hand where the listing draws first, and nowhere where it draws on nothing', () => {
    expect(adoptionOf(suspected, suspicion, at(30))).toMatchObject({
      ...{ cause: 'adopted', changes: [{ location: MAIN, onHand: -3 }], deducted: 3 },
    });
    expect(adoptionOf(suspected, suspicion, at(30))).not.toHaveProperty('listingUnits');
    expect(adoptionOf({ ...suspected, units: 3 }, suspicion, at(30))).toMatchObject({ listingUnits: 3 });
    expect(adoptionOf({ ...suspected, drawsOn: [] }, suspicion, at(30))).toBeUndefined();
  });

  it('of a rise is on hand under the key of that rise, and nowhere where the listing draws on nothing', () => {
    const rise = { shows: 40, believed: 10, at: NOON };
    expect(adoptedRiseOf(suspected, rise, at(30))).toMatchObject({
      ...{ cause: 'adopted', changes: [{ location: MAIN, onHand: 30 }] },
      source: { key: `rise:shopify:-:${NOON}` },
    });
    expect(adoptedRiseOf({ ...suspected, drawsOn: [] }, rise, at(30))).toBeUndefined();
  });

  it('is distinguished by its channel: two accounts may be edited in the same millisecond', () => {
    const keys = [SHOPIFY, AMAZON].map(
      (channel) => adoptionOf({ ...suspected, channel }, suspicion, at(30))?.source.key,
    );
    expect(new Set(keys).size).toBe(2);
  });
});

describe('a sale that was in the channel’s figure when we took it', () => {
  const reported = { deducted: 1, occurredAt: NOON, isFirst: true, isFresh: true };

  it('does not move shown once more', () => {
    expect(deductionEffect(listing(SHOPIFY, 9, { shownAsOf: later(1) }), reported)).toEqual({
      by: 0,
      isPossiblyOverwritten: false,
    });
    expect(deductionEffect(listing(SHOPIFY, 9, { shownAsOf: NOON }), reported)).toEqual({
      by: -1,
      isPossiblyOverwritten: false,
    });
  });

  it('is in doubt on a channel of absolute figures, where a push may have overwritten it since', () => {
    const pushed = listing(AMAZON, 9, { shownAsOf: later(1), lastPushedAt: later(2) });
    expect(deductionEffect(pushed, reported)).toEqual({ by: 0, isPossiblyOverwritten: true });
  });
});
