import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { listingOf, readListing, storedIntentOf } from '../../../../shared/aws/listings/listing-item.ts';
import { UnreadableShapeError } from '../../../../shared/aws/shapes/shape.ts';

type Item = Readonly<Record<string, unknown>> & { readonly intent: unknown };

/** Listings as version 0.1 stored them: one that takes differences, and three pushes of a channel that sets figures. */
const OLD: readonly Item[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'listings-of-version-0.1.json'), 'utf8'),
);
const [shopify, amazon, lowering, raise] = OLD;

describe('a listing that version 0.1 stored', () => {
  it('that takes differences is read with its comparison still to be read', () => {
    const { key, listing, registeredAt } = readListing(shopify ?? {});
    expect(key).toEqual({ pk: 'SKU#MUG', sk: 'LISTING#shopify#655441491' });
    expect(registeredAt).toBe('2026-11-24T12:00:00.000Z');
    expect(listing).toMatchObject({ shown: 10, revision: 7, answered: 10, lagMs: 840, push: { kind: 'difference' } });
    expect(listing.intent).toMatchObject({ kind: 'difference', unread: true, changeFrom: null, attempt: 2, delta: -2 });
    expect(Object.keys(listing)).not.toContain('doubts');
  });

  it('that takes absolute figures is read with its doubts', () => {
    const listing = listingOf(amazon ?? {});
    expect(listing.push).toEqual({ kind: 'absolute', possiblyOverwritten: 2, setAgain: 1 });
    expect(listing.intent).toMatchObject({ kind: 'absolute', setsAgain: 2, basis: 'shown', leaseUntil: null });
    expect(listing).toMatchObject({
      suspicion: { actual: 11 },
      agreedRevision: 9,
      problem: 'Amazon answered INVALID.',
    });
  });

  it.each([
    ['a lowering that must read its channel first', lowering, 'share'],
    ['a raise by its share', raise, 'share'],
  ])('is read under escrow with %s', (_name, item, basis) => {
    expect(listingOf(item ?? {}).intent).toMatchObject({ kind: 'absolute', basis });
  });

  it('has an intent that is written again as it was: either version may resume it', () => {
    for (const item of OLD) {
      const { intent } = listingOf(item);
      // A lowering under escrow is set to 0 now, and needs no reading first.
      const isInEscrow = Object(item.intent).isByLook === true;
      expect(intent && storedIntentOf(intent)).toEqual({
        ...Object(item.intent),
        ...(isInEscrow && { unread: false }),
      });
    }
  });

  it.each([
    ['a newer version wrote', { ...shopify, shapeVersion: 99 }],
    ['takes quantities in a way that is not known', { ...shopify, pushMode: 'by post' }],
    ['has an attribute that no version knows', { ...shopify, colour: 'blue' }],
  ])('is not read by guessing when it %s', (_name, item) => {
    expect(() => listingOf(item)).toThrow(UnreadableShapeError);
  });
});
