import { describe, expect, it } from '@jest/globals';
import { bundledUnits, withBundlePutBack } from '../../../../shared/domain/exposure/bundled-units.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { AMAZON, later, listing, MAIN, MUG, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const madeOf = [{ sku: MUG, quantity: 2 }];
const counted = (...listings: readonly Listing[]) => bundledUnits(MUG, [{ madeOf, listings }]);
const units = (of: number, left: readonly Listing[] = []) => ({ kind: 'counted', units: of, left });

describe('what bundles may still sell of a component', () => {
  it('is what their listings are proven to show, times its units in one bundle', () => {
    expect(counted(listing(SHOPIFY, 3, { answered: 3 }), listing(AMAZON, 0, { managed: false }))).toEqual(units(6));
    expect(counted(listing(SHOPIFY, 0, { answered: 0 }))).toEqual(units(0));
  });

  it.each([
    ['a push is on its way', listing(SHOPIFY, 0, { answered: 0, intent: { delta: -1 } as Listing['intent'] & object })],
    ['nobody has read what it shows', listing(SHOPIFY, 0, { revision: 2 })],
    [
      'a channel that only accepts figures was read, and what it sold before may not be posted',
      listing(AMAZON, 0, { agreedRevision: 0, comparedAt: later(-600) }),
    ],
  ])('is not known while %s, and that listing must be proven', (_name, one) => {
    expect(counted(listing(SQUARE, 1, { answered: 1 }), one)).toEqual({ kind: 'unproven', listings: [one] });
  });

  it('is also what a listing still sells that is pushed no more, and says which one must be read', () => {
    const stopped = { matter: 'item', at: later(-60), problem: 'was deleted there', stopped: true } as const;
    const left = listing(SQUARE, 3, { answered: 3, managed: false, catalogueNotes: [stopped] });
    expect(counted(listing(SHOPIFY, 0, { answered: 0 }), left)).toEqual(units(6, [left]));
  });

  it('is nothing on a channel that only accepts figures once a reading became what it may sell', () => {
    expect(counted(listing(AMAZON, 0, { answered: 0 }))).toEqual(units(0));
  });

  it('is nothing of what is no bundle of it any more', () => {
    expect(bundledUnits(MUG, [{ listings: [listing(SHOPIFY, 3)] }])).toEqual(units(0));
    const other = [{ sku: parseSku('CUP'), quantity: 1 }];
    expect(bundledUnits(MUG, [{ madeOf: other, listings: [listing(SHOPIFY, 3)] }])).toEqual(units(0));
  });

  it('grows by what a cancelled order of a bundle puts back, until it is counted anew', () => {
    const exposure = { rules: SHARED_RULES, revision: 1, bundled: 0 };
    const putBack = [{ location: MAIN, committed: -2 }];
    expect(withBundlePutBack(exposure, 'order:1:in:SET', putBack).bundled).toBe(2);
    expect(withBundlePutBack(exposure, 'order:1', putBack)).toBe(exposure);
    expect(withBundlePutBack(exposure, 'hold:cart:in:7', putBack)).toBe(exposure);
    expect(withBundlePutBack(exposure, 'order:1:in:SET', [{ location: MAIN, committed: 2 }])).toBe(exposure);
  });
});
