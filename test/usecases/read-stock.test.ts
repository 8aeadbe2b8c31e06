import { describe, expect, it } from '@jest/globals';
import type { Listing } from '../../shared/domain/listing.ts';
import type { StockReader } from '../../shared/ports.ts';
import { readStock } from '../../shared/usecases/read-stock.ts';
import { listing, MUG, NOON, SHARED_RULES, SHOPIFY } from '../fakes/facts.ts';

const readerOf = (mug: Listing) =>
  ({ snapshot: async () => ({ sku: MUG, seq: 1, stock: {}, listings: [mug] }) }) as Pick<
    StockReader,
    'snapshot'
  > as StockReader;

const problemOf = async (facts: Partial<Listing>) =>
  (await readStock(readerOf(listing(SHOPIFY, 5, facts)), SHARED_RULES, MUG))?.listings[0]?.problem;

describe('a listing, as the stock API tells it', () => {
  const notes = [{ matter: 'item', at: NOON, problem: 'was deleted there' }];

  it('has what its channel’s catalogue says of it as its problem, before what a push was refused for', async () => {
    expect(await problemOf({ catalogueNotes: notes, problem: 'refused' })).toBe('The listing was deleted there.');
    expect(await problemOf({ problem: 'refused' })).toBe('refused');
    expect(await problemOf({ catalogueNotes: [{ matter: 'item', at: NOON }] })).toBeUndefined();
  });
});
