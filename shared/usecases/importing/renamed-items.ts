/** Finds items that a channel sells under another SKU than the one that Stockline pushes them for. */
import type { Sku } from '../../domain/identifiers.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import type { ListingNotes } from '../../ports/intake/catalogue-notices.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import type { ChannelReading } from './read-channels.ts';

/** A listing whose item its channel sells as that SKU now. Two SKUs would push one figure, and what it sells would count for one of them. */
export type RenamedItem = { readonly listing: Listing; readonly now: Sku };

/** Reads of the table at a time, from a laptop. */
const READS_AT_ONCE = 32;

export async function renamedItems(
  notes: Pick<ListingNotes, 'listingsOf'>,
  readings: readonly ChannelReading[],
): Promise<readonly RenamedItem[]> {
  const items = readings.flatMap(({ client: { channel }, listings }) => {
    const once = new Map(listings.map(({ listing }) => [listing.externalId, listing.sku]));
    return [...once].map(([externalId, now]) => ({ channel, externalId, now }));
  });
  const found = await withConcurrency(READS_AT_ONCE, items, async ({ channel, externalId, now }) => {
    const listings = await notes.listingsOf(channel, externalId);
    return listings.filter(({ managed, sku }) => managed && sku !== now).map((listing) => ({ listing, now }));
  });
  return found.flat();
}
