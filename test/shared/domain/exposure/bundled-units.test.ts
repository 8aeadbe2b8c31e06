import { describe, expect, it } from '@jest/globals';
import { bundledUnits, withBundlePutBack } from '../../../../shared/domain/exposure/bundled-units.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { AMAZON, later, listing, MAIN, MUG, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const NOW = new Date(NOON);
const madeOf = [{ sku: MUG, quantity: 2 }];
const counted = (...listings: readonly Listing[]) => bundledUnits(MUG, [{ madeOf, listings }], NOW, 30_000);

describe('what bundles may still sell of a component', () => {
  it('is what their listings are proven to show, times its units in one bundle', () => {
    expect(counted(listing(SHOPIFY, 3, { answered: 3 }), listing(AMAZON, 0, { managed: false }))).toBe(6);
    expect(counted(listing(SHOPIFY, 0, { answered: 0 }))).toBe(0);
  });

  it.each([
    ['a push is on its way', listing(SHOPIFY, 0, { answered: 0, intent: { delta: -1 } as Listing['intent'] & object })],
    ['nobody has read what it shows', listing(SHOPIFY, 0, { revision: 2 })],
    [
      'a channel that only accepts figures was read less than a settle time ago',
      listing(AMAZON, 0, { agreedRevision: 0, comparedAt: later(-20) }),
    ],
  ])('is not known while %s', (_name, one) => {
    expect(counted(one)).toBeUndefined();
  });

  it('is nothing on a channel that only accepts figures, a settle time after it was read', () => {
    expect(counted(listing(AMAZON, 0, { agreedRevision: 0, comparedAt: later(-30) }))).toBe(0);
  });

  it('is nothing of what is no bundle of it any more', () => {
    expect(bundledUnits(MUG, [{ listings: [listing(SHOPIFY, 3)] }], NOW, 30_000)).toBe(0);
    const other = [{ sku: parseSku('CUP'), quantity: 1 }];
    expect(bundledUnits(MUG, [{ madeOf: other, listings: [listing(SHOPIFY, 3)] }], NOW, 30_000)).toBe(0);
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
