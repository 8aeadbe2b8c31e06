import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CatalogueNews,
  catalogueProblem,
  noteNews,
  notesOnRegistering,
  sellsWithoutStock,
} from '../../../../shared/domain/listing/catalogue-note.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { later, listing, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const renamed: CatalogueNews = { kind: 'offered', sku: 'CUP' };
const asImported: CatalogueNews = { kind: 'offered', sku: 'MUG' };
const notBuyable: CatalogueNews = { kind: 'notBuyable', marketplace: 'US', isDeleted: false };

/** The listing after it received all that, each a second after the one before. */
function noted(given: Listing, ...reported: readonly CatalogueNews[]): Listing {
  let now = given;
  for (const [index, news] of reported.entries()) {
    const noted = noteNews(now, news, later(index));
    now = noted === undefined ? now : { ...now, catalogueNotes: noted.notes, managed: noted.managed };
  }
  return now;
}

const mug = listing(SHOPIFY, 5);

describe('what a channel says of a listing', () => {
  it.each<[string, CatalogueNews, RegExp, boolean]>([
    ['sold under another SKU', renamed, /under SKU “CUP” now/, false],
    ['sold under no SKU', { kind: 'offered', sku: null }, /under no SKU now/, false],
    ['deleted', { kind: 'deleted' }, /was deleted there/, false],
    ['not stocked', { kind: 'notStocked' }, /not stocked at that location/, false],
    ['not counted', { kind: 'notCounted' }, /not counted there any more/, true],
    ['not buyable', notBuyable, /cannot be bought on US/, true],
    ['deleted on a marketplace', { ...notBuyable, isDeleted: true }, /was deleted on US/, true],
  ])('is a visible problem when it is %s', (_, news, problem, managed) => {
    expect(noteNews(mug, news, NOON)).toMatchObject({ problem: expect.stringMatching(problem), managed });
    expect(catalogueProblem(noted(mug, news))).toMatch(problem);
  });

  it.each<[CatalogueNews]>([[asImported], [{ kind: 'counted' }], [{ kind: 'stocked' }]])(
    'is nothing new as long as it is as imported: %j',
    (news) => {
      expect(noteNews(mug, news, NOON)).toBeUndefined();
      expect(catalogueProblem(mug)).toBeUndefined();
    },
  );

  it('that is reported again is nothing new', () => {
    expect(noteNews(noted(mug, renamed), renamed, later(1))).toBeUndefined();
  });

  it('that was reported before what is known is nothing new', () => {
    const back = noted(mug, renamed, asImported);
    expect(noteNews(back, renamed, NOON)).toBeUndefined();
  });

  it('solves the problem it is about, and no other', () => {
    const both = noted(mug, renamed, { kind: 'notStocked' });
    const one = noteNews(both, asImported, later(9));
    expect(one).toMatchObject({ solved: expect.stringContaining('CUP'), managed: false });
    expect(noted(both, { kind: 'stocked' }, asImported)).toMatchObject({ managed: false });
    expect(catalogueProblem(noted(mug, { kind: 'notCounted' }, asImported))).toMatch(/not counted/);
  });

  it('is no problem while it is sold out, and one again when it is not', () => {
    const soldOut = listing(SHOPIFY, 0);
    expect(noteNews(soldOut, notBuyable, NOON)).not.toHaveProperty('problem');
    expect(catalogueProblem(noted(soldOut, notBuyable))).toBeUndefined();
    expect(catalogueProblem({ ...noted(soldOut, notBuyable), shown: 1 })).toMatch(/cannot be bought/);
  });

  it('that it sells without stock is the merchant’s choice: kept, logged once, and no problem that must be solved', () => {
    const onwards = noted(mug, { kind: 'sellsWithoutStock' });
    expect(noteNews(mug, { kind: 'sellsWithoutStock' }, NOON)).toMatchObject({
      problem: 'is sold on when nothing is left (“Continue selling when out of stock”)',
      managed: true,
    });
    expect([sellsWithoutStock(mug), sellsWithoutStock(onwards)]).toEqual([false, true]);
    expect(catalogueProblem(onwards)).toBeUndefined();
    expect(sellsWithoutStock(noted(onwards, { kind: 'stopsWithoutStock' }))).toBe(false);
    expect(sellsWithoutStock({ catalogueNotes: notesOnRegistering(true, NOON) })).toBe(true);
    expect(notesOnRegistering(false, NOON)).toEqual([]);
  });

  it('of two marketplaces is kept for each', () => {
    const both = noted(mug, notBuyable, { ...notBuyable, marketplace: 'CA' });
    expect(catalogueProblem(noted(both, { kind: 'buyable', marketplace: 'US' }))).toMatch(
      /^The listing cannot be bought on CA\.$/,
    );
  });

  it('never lets us push what the channel itself keeps, and always what is in order', () => {
    const news = fc.constantFrom<CatalogueNews>(
      renamed,
      asImported,
      { kind: 'deleted' },
      { kind: 'stocked' },
      { kind: 'notStocked' },
      { kind: 'notCounted' },
      notBuyable,
    );
    fc.assert(
      fc.property(fc.array(news), fc.boolean(), (reported, managed) => {
        const after = noted({ ...mug, managed }, ...reported);
        const last = (kinds: string[]) => reported.findLast(({ kind }) => kinds.includes(kind));
        const item = last(['offered', 'deleted']);
        const isOff =
          (item !== undefined && item !== asImported) || last(['stocked', 'notStocked'])?.kind === 'notStocked';
        expect(after.managed).toBe(managed && !isOff);
      }),
    );
  });
});
