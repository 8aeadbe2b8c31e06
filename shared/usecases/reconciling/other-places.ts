/** Reads the other locations of a channel before units that appeared at one of them are believed to be more. */
import { isPlaceLeft } from '../../domain/listing/catalogue-note.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import type { CheckPorts, DueComparison } from './check-ports.ts';
import { scheduleCheck } from './schedule-check.ts';

/**
 * Whether the SKU shows less than believed at another location of the channel, where it is checked at once. Units that went
 * from one location to another (a transfer, a location that was closed) are posted as gone before they are posted as there:
 * the other way round they would be on sale twice for a while.
 */
export async function isLessElsewhere(
  { client, checks, clock }: Pick<CheckPorts, 'client' | 'checks' | 'clock'>,
  { skuState, listing }: Pick<DueComparison, 'skuState' | 'listing'>,
): Promise<boolean> {
  const others = otherPlaces(skuState, listing);
  const reads = others.length === 0 ? [] : await client.readQuantities(others);
  const less = others.filter(({ shown }, index) => {
    const read = reads[index];
    return read?.kind === 'shows' && read.units < shown;
  });
  for (const each of less) {
    await scheduleCheck(checks, each, clock(), 0);
  }
  return less.length > 0;
}

/** The same item's listings at the channel's other locations, those among them that it does not stock any more. */
export function otherPlaces({ listings }: Pick<SkuState, 'listings'>, listing: Listing): readonly Listing[] {
  return listings.filter(
    (each) =>
      (each.managed || isPlaceLeft(each)) &&
      each.externalId === listing.externalId &&
      listingId(each) !== listingId(listing),
  );
}
