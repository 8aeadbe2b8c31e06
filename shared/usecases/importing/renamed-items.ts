/** Finds items that a channel sells under another SKU than the one that Stockline pushes them for. */
import type { Sku } from '../../domain/identifiers.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import type { ListingNotes } from '../../ports/intake/catalogue-notices.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import type { ChannelReading } from './read-channels.ts';

/** A listing whose item its channel sells as that SKU now. Two SKUs would push one figure, and what it sells would count for one of them. */
export type RenamedItem = { readonly listing: Listing; readonly now: Sku };

/** Reads of the table at a time, from a laptop. */
const READS_AT_ONCE = 32;

/**
 * Asks for each item under which SKUs it is registered, but for those that are pushed for the SKU that they have: what was registered
 * of an item before was left, before it was registered under its SKU of now.
 */
export async function renamedItems(
  notes: Pick<ListingNotes, 'listingsOf'>,
  readings: readonly ChannelReading[],
  known: ReadonlyMap<Sku, Pick<SkuState, 'listings'>>,
): Promise<readonly RenamedItem[]> {
  const items = readings.flatMap(({ client: { channel }, listings }) => {
    const isPushedAsItIs = ({ listing }: (typeof listings)[number]) =>
      known
        .get(listing.sku)
        ?.listings.some(
          (each) =>
            each.managed &&
            each.channel === channel &&
            each.channelLocation === listing.channelLocation &&
            each.externalId === listing.externalId,
        ) === true;
    const asked = listings.filter((each) => !isPushedAsItIs(each));
    const once = new Map(asked.map(({ listing }) => [listing.externalId, listing.sku]));
    return [...once].map(([externalId, now]) => ({ channel, externalId, now }));
  });
  const found = await withConcurrency(READS_AT_ONCE, items, async ({ channel, externalId, now }) => {
    const listings = await notes.listingsOf(channel, externalId);
    return listings.filter(({ managed, sku }) => managed && sku !== now).map((listing) => ({ listing, now }));
  });
  return found.flat();
}
