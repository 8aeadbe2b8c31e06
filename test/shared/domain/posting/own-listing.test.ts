import { describe, expect, it } from '@jest/globals';
import { isOfAnotherListing, ownListing } from '../../../../shared/domain/posting/own-listing.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { AMAZON, listing, movement, orderLine, SHOPIFY } from '../../../fakes/facts.ts';

const soldAs = (id: string | null | undefined): OrderLineObservation => ({
  ...orderLine(),
  ...(id !== undefined && { soldAs: id }),
});

describe('the listing from which a channel subtracted what it sold', () => {
  const mug = listing(SHOPIFY, 5, { soldAs: 'variant 1' });
  const unknown = listing(SHOPIFY, 5);

  it.each([
    ['is the one that the order names', 'variant 1', mug, true],
    ['is not one that has the SKU and another id: a copy, or a variant that was made again', 'variant 2', mug, false],
    ['is none where what was sold is not in the catalogue any more', null, mug, false],
    ['is found by SKU where the order names no id', undefined, mug, true],
    ['is found by SKU where we know no id of the listing', 'variant 2', unknown, true],
  ])('%s', (_what, id, listed, isOwn) => {
    expect(ownListing([listing(AMAZON, 9), listed], soldAs(id))).toBe(isOwn ? listed : undefined);
    expect(isOfAnotherListing(soldAs(id), listed)).toBe(!isOwn);
  });

  it('is any of the channel for a movement, which names a SKU only', () => {
    expect(
      ownListing([listing(AMAZON, 9), mug], { ...movement('sold', -1), source: { channel: SHOPIFY, key: 'k' } }),
    ).toBe(mug);
  });
});
