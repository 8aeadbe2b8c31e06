import { describe, expect, it } from '@jest/globals';
import { shownAfterSeconds } from '../../../../shared/domain/listing/shown-after.ts';
import { ABSOLUTE, AMAZON, DIFFERENCE, listing, SHOPIFY } from '../../../fakes/facts.ts';

describe('how late a listing shows what was sold elsewhere', () => {
  it('is its lag', () => {
    expect(shownAfterSeconds(listing(SHOPIFY, 5, { push: DIFFERENCE, lagMs: 2_000 }), 30_000)).toBe(2);
  });

  it('is the settle time more where its channel only accepts figures', () => {
    expect(shownAfterSeconds(listing(AMAZON, 5, { push: ABSOLUTE, lagMs: 2_000 }), 30_000)).toBe(32);
  });
});
