/** What escrow knows of listings that have no goal of their own, on a channel that only accepts figures: of bundles, and left ones. */
import { describe, expect, it } from '@jest/globals';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { escrowPositionOfBundle, positionOfLeft } from '../../../../shared/domain/pushing/absolute.ts';
import { judgeExposed, needsReading } from '../../../../shared/domain/pushing/absolute-escrow.ts';
import { ABSOLUTE, AMAZON, later, listing, SHOPIFY } from '../../../fakes/facts.ts';

const UNDER_ESCROW = [{}, { isUnderEscrow: true as const }];
const onAmazon = (shown: number, more: Partial<Listing> = {}) => listing(AMAZON, shown, { push: ABSOLUTE, ...more });

describe('a bundle’s listing on a channel that only accepts figures', () => {
  it('has a position only while a component is under escrow', () => {
    expect(escrowPositionOfBundle(onAmazon(2), [{}])).toBeUndefined();
    expect(escrowPositionOfBundle(listing(SHOPIFY, 2), UNDER_ESCROW)).toBeUndefined();
    expect(escrowPositionOfBundle(onAmazon(2), UNDER_ESCROW)).toMatchObject({ exposed: 2, goal: 0 });
  });

  it.each([
    ['was pushed to 0, and nothing was read since', onAmazon(0), true],
    ['may still sell', onAmazon(1, { answered: 1 }), true],
    ['was read to show nothing', onAmazon(0, { answered: 0 }), false],
  ])('must be read where it %s', (_what, one, expected) => {
    const position = escrowPositionOfBundle(one, UNDER_ESCROW);
    expect(position && needsReading(position)).toBe(expected);
  });

  it('is proven by a reading only once what was sold before it can be reported, though it shows what we believe', () => {
    const position = escrowPositionOfBundle(onAmazon(0), UNDER_ESCROW);
    const judge = (one: Listing, at: number) => position && judgeExposed(one, position, 0, new Date(later(at)), 30_000);
    expect(judge(onAmazon(0), 40)).toMatchObject({ kind: 'suspected' });
    const suspicion = { actual: 0, shown: 0, revision: 0, at: later(40) };
    expect(judge(onAmazon(0, { suspicion }), 60)).toMatchObject({ kind: 'tooSoon' });
    expect(judge(onAmazon(0, { suspicion }), 70)).toMatchObject({ kind: 'proven' });
  });
});

describe('a listing that is pushed no more, on a channel that only accepts figures', () => {
  it('is read until a reading has proven what it shows, and keeps that', () => {
    const needs = (one: Listing) => {
      const position = positionOfLeft(one);
      return position && needsReading(position);
    };
    expect(needs(onAmazon(2))).toBe(true);
    expect(needs(onAmazon(2, { answered: 2 }))).toBe(false);
    expect(needs(listing(SHOPIFY, 2))).toBeUndefined();
  });
});
