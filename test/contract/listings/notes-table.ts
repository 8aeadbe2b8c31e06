/** The tests that every store of catalogue notes passes, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import { noteNews } from '../../../shared/domain/listing/catalogue-note.ts';
import type { Listing } from '../../../shared/domain/listing/listing.ts';
import type { ListingRegistry } from '../../../shared/ports/importing/listing-registry.ts';
import type { ListingNotes } from '../../../shared/ports/intake/catalogue-notices.ts';
import { MAIN, NOON, SHOPIFY } from '../../fakes/facts.ts';

type Ports = { readonly registry: ListingRegistry; readonly notes: ListingNotes };

/** What every keeper of listings does with what catalogues say of them. */
export function notesTableContract(name: string, ports: () => Ports): void {
  const register = (sku: Sku, externalId: string, channelLocation = '1') =>
    ports().registry.register(
      { sku, externalId, channelLocation, drawsOn: [MAIN], managed: true, shows: 5 },
      SHOPIFY,
      'difference',
      new Date(NOON),
    );
  const only = async (externalId: string): Promise<Listing> => {
    const [listing, ...others] = await ports().notes.listingsOf(SHOPIFY, externalId);
    if (listing === undefined || others.length > 0) {
      throw new Error(`${externalId} is in ${others.length + (listing ? 1 : 0)} listings.`);
    }
    return listing;
  };
  const note = async (listing: Listing, news: Parameters<typeof noteNews>[1]): Promise<boolean> => {
    const noted = noteNews(listing, news, NOON);
    if (noted === undefined) {
      throw new Error('That is no news.');
    }
    return ports().notes.note(listing, noted);
  };

  describe(`${name}: what a catalogue says`, () => {
    it('is kept on the listing, and stops its pushes', async () => {
      await register(parseSku('RENAMED'), 'item-1');
      expect(await note(await only('item-1'), { kind: 'deleted' })).toBe(true);
      expect(await only('item-1')).toMatchObject({
        managed: false,
        catalogueNotes: [{ matter: 'item', at: NOON, problem: 'was deleted there', stopped: true }],
      });
    });

    it('is refused for a listing that somebody noted something on since it was read', async () => {
      await register(parseSku('TWICE'), 'item-2');
      const read = await only('item-2');
      expect(await note(read, { kind: 'notCounted' })).toBe(true);
      expect(await note(read, { kind: 'deleted' })).toBe(false);
      const again = await only('item-2');
      expect(again).toMatchObject({ managed: true });
      expect(await note(again, { kind: 'deleted' })).toBe(true);
    });

    it('makes no listing of one that is not there', async () => {
      await register(parseSku('GHOST'), 'item-3');
      const ghost = { ...(await only('item-3')), sku: parseSku('NEVER') };
      expect(await note(ghost, { kind: 'deleted' })).toBe(false);
    });

    it('is settled by importing the listing again', async () => {
      await register(parseSku('BACK'), 'item-4');
      await note(await only('item-4'), { kind: 'deleted' });
      await register(parseSku('BACK'), 'item-4');
      const listing = await only('item-4');
      expect(listing).toMatchObject({ managed: true });
      expect(listing).not.toHaveProperty('catalogueNotes');
    });

    it('is of every location of the item; and the SKU behind an item is the one that is pushed', async () => {
      const [old, now] = [parseSku('A-OLD'), parseSku('B-NEW')];
      await register(old, 'item-5', '1');
      await register(old, 'item-5', '2');
      for (const listing of await ports().notes.listingsOf(SHOPIFY, 'item-5')) {
        await note(listing, { kind: 'offered', sku: now });
      }
      expect(await ports().registry.skuOf(SHOPIFY, 'item-5')).toBe(old);
      await register(now, 'item-5');
      expect(await ports().registry.skuOf(SHOPIFY, 'item-5')).toBe(now);
    });
  });
}
