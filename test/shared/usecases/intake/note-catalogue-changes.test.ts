import { describe, expect, it } from '@jest/globals';
import { type CatalogueNews, catalogueProblem, isDoubled } from '../../../../shared/domain/listing/catalogue-note.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import type { CatalogueNotice } from '../../../../shared/ports/intake/catalogue-notices.ts';
import type { Check } from '../../../../shared/ports/reconciling/checks.ts';
import { noteCatalogueChanges } from '../../../../shared/usecases/intake/note-catalogue-changes.ts';
import { keptJournal, later, listing, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const MAIN = '655441491';
const TILL = '655441492';

/** A channel's listings, what is scheduled, and a journal. */
function shop(...given: readonly Listing[]) {
  const listings = [...given];
  const scheduled: Check[] = [];
  const journal = keptJournal();
  const noting = { isRefused: false };
  const ports = {
    listings: {
      listingsOf: async (_: unknown, externalId: string) => listings.filter((each) => each.externalId === externalId),
      listingsOfSku: async (_: unknown, sku: string) => listings.filter((each) => each.sku === sku),
      note: async (before: Listing, { notes, managed }: { notes: Listing['catalogueNotes']; managed: boolean }) => {
        if (noting.isRefused || notes === undefined) {
          return false;
        }
        const index = listings.findIndex(({ channelLocation }) => channelLocation === before.channelLocation);
        listings[index] = { ...before, catalogueNotes: notes, managed };
        return true;
      },
    },
    checks: { schedule: async (check: Check) => void scheduled.push(check) },
    journal,
    clock: () => new Date(NOON),
  };
  const receiveNotices = (...notices: readonly CatalogueNotice[]) =>
    noteCatalogueChanges(ports, [{ id: 'm', notices }]);
  return { listings, scheduled, journal, noting, receiveNotices };
}

const notice = (news: CatalogueNews, facts: Partial<CatalogueNotice> = {}): CatalogueNotice => ({
  channel: SHOPIFY,
  externalId: 'shopify-mug',
  news,
  occurredAt: NOON,
  receivedAt: NOON,
  ...facts,
});
const at = (channelLocation: string) => listing(SHOPIFY, 5, { channelLocation });

describe('a listing that cannot be bought', () => {
  const notBuyable = (isDeleted: boolean) => notice({ kind: 'notBuyable', marketplace: 'ATVPDKIKX0DER', isDeleted });

  it.each([
    ['is a problem while it shows units', 5, false, 1],
    ['is none once it is sold out', 0, false, 0],
    ['is one in any case when it is deleted', 0, true, 1],
  ])('%s', async (_what, shown, isDeleted, problems) => {
    const { receiveNotices, journal } = shop(listing(SHOPIFY, shown, { channelLocation: MAIN }));
    await receiveNotices(notBuyable(isDeleted));
    expect(journal.counts.get('ListingProblem') ?? 0).toBe(problems);
  });
});

describe('a SKU that was renamed at its channel', () => {
  it('stops being pushed at every location, visibly, counted, with what to do', async () => {
    const { receiveNotices, listings, journal } = shop(at(MAIN), at(TILL));
    expect(await receiveNotices(notice({ kind: 'offered', sku: 'CUP' }))).toEqual([]);
    expect(listings.map(({ managed }) => managed)).toEqual([false, false]);
    expect(journal.counts.get('ListingProblem')).toBe(2);
    expect(journal.lines[0]).toBe(
      'MUG: shopify@655441491 is sold there under SKU “CUP” now, so that it is pushed no more. Set it right on the channel, or run: npx stockline import',
    );
  });

  it('is logged once, however often it is received', async () => {
    const { receiveNotices, journal } = shop(at(MAIN));
    await receiveNotices(
      notice({ kind: 'offered', sku: 'CUP' }),
      notice({ kind: 'offered', sku: 'CUP' }, { occurredAt: later(1) }),
    );
    await receiveNotices(notice({ kind: 'offered', sku: 'CUP' }, { occurredAt: later(2) }));
    expect(journal.counts.get('ListingProblem')).toBe(1);
  });

  it('and renamed back is pushed again, after a check of what it shows', async () => {
    const { receiveNotices, listings, scheduled } = shop(at(MAIN));
    const check = { sku: 'MUG', channel: 'shopify', channelLocation: MAIN, at: NOON };
    await receiveNotices(notice({ kind: 'offered', sku: 'CUP' }));
    // Of the one that is left too: it may have a share, which stays until a reading proves what it shows.
    expect(scheduled).toEqual([check]);
    await receiveNotices(notice({ kind: 'offered', sku: 'MUG' }, { occurredAt: later(1) }));
    expect(listings[0]?.managed).toBe(true);
    expect(scheduled).toEqual([check, check]);
  });
});

describe('a place', () => {
  it('that stocks an item no more is the only one to lose its listing', async () => {
    const { receiveNotices, listings } = shop(at(MAIN), at(TILL));
    await receiveNotices(notice({ kind: 'notStocked' }, { channelLocation: TILL }));
    expect(listings.map(({ managed }) => managed)).toEqual([true, false]);
  });

  it('that stocks an item of ours without a listing is reported as unmatched', async () => {
    const { receiveNotices, journal } = shop(at(MAIN));
    await receiveNotices(notice({ kind: 'stocked' }, { channelLocation: TILL }));
    expect(journal.lines).toEqual(['MUG: shopify stocks it at 655441492 too. Run: npx stockline import']);
  });
});

describe('an item that we do not know', () => {
  it('is reported as unmatched when it has a SKU', async () => {
    const { receiveNotices, journal } = shop();
    await receiveNotices(notice({ kind: 'offered', sku: 'CAP' }));
    expect(journal.counts.get('Unmatched')).toBe(1);
    expect(journal.lines).toEqual(['shopify: SKU “CAP” (shopify-mug) is in no listing. Run: npx stockline import']);
  });

  it.each<[CatalogueNews]>([
    [{ kind: 'offered', sku: null }],
    [{ kind: 'deleted' }],
    [{ kind: 'notStocked' }],
    [{ kind: 'stocked' }],
  ])('is no news otherwise: %j', async (news) => {
    const { receiveNotices, journal } = shop();
    expect(await receiveNotices(notice(news))).toEqual([]);
    expect(journal.lines).toEqual([]);
  });
});

describe('a SKU that its channel has twice', () => {
  const copy = (sku: string) => notice({ kind: 'offered', sku }, { externalId: 'shopify-copy' });

  it('is a visible problem of the listing that we know, at every location, and pushed on', async () => {
    const { receiveNotices, listings, journal } = shop(at(MAIN), at(TILL));
    await receiveNotices(copy('MUG'));
    expect(listings.map(isDoubled)).toEqual([true, true]);
    expect(listings.map(({ managed }) => managed)).toEqual([true, true]);
    expect(listings.map(catalogueProblem)[0]).toBe(
      'The listing shares its SKU with another item there (shopify-copy), so that neither is raised.',
    );
    expect(journal.counts.get('ListingProblem')).toBe(2);
  });

  it.each(['CUP', '', 'a'.repeat(256)])('is none where the other one is sold under %j', async (sku) => {
    const { receiveNotices, listings } = shop(at(MAIN));
    await receiveNotices(copy(sku));
    expect(listings.map(isDoubled)).toEqual([false]);
  });

  it('is none of a listing that was deleted before the other one was made', async () => {
    const { receiveNotices, listings } = shop(at(MAIN));
    await receiveNotices(notice({ kind: 'deleted' }));
    await receiveNotices(copy('MUG'));
    expect(listings.map(isDoubled)).toEqual([false]);
  });

  it('is noted again when another process noted something meanwhile', async () => {
    const { receiveNotices, noting } = shop(at(MAIN));
    noting.isRefused = true;
    expect(await receiveNotices(copy('MUG'))).toEqual([{ id: 'm', retryAfterMs: 2_000 }]);
  });
});

describe('a listing that another process noted meanwhile', () => {
  it('is received again, and nothing is logged', async () => {
    const { receiveNotices, noting, journal } = shop(at(MAIN));
    noting.isRefused = true;
    expect(await receiveNotices(notice({ kind: 'deleted' }))).toEqual([{ id: 'm', retryAfterMs: 2_000 }]);
    expect(journal.lines).toEqual([]);
  });
});
