/** Reads what Amazon shows of many listings in few searches. */
import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import type { Listing } from '../../../domain/listing/listing.ts';
import type { QuantityRead } from '../../../ports/channel/channel.ts';
import { readRows } from '../../rows.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import type { SellingPartnerApi } from './api.ts';
import { whyNotListed } from './listing-reader.ts';
import { availability, readQuantities, unitsShown, whyNoFigure } from './quantity.ts';

/** `searchListingsItems` takes 20 identifiers, and pages of 20 (model listingsItems_2021-08-01, 2026-08-05). */
export const SKUS_AT_ONCE = 20;

const searchPage = v.object({ items: v.array(v.unknown()) });
const itemFields = v.object({ sku: v.string(), ...availability.entries });

/**
 * What Amazon shows of these listings, in their order. A search is of one marketplace: what the first does not have is
 * searched for on the next, as the same quantity holds on all of them.
 */
export async function searchQuantities(
  channel: AmazonChannel,
  api: SellingPartnerApi,
  listings: readonly Listing[],
): Promise<readonly QuantityRead[]> {
  const found = new Map<string, QuantityRead>();
  for (const marketplaceId of channel.marketplaceIds) {
    const missing = listings.filter(({ externalId }) => !found.has(externalId));
    for (let start = 0; start < missing.length; start += SKUS_AT_ONCE) {
      const identifiers = missing.slice(start, start + SKUS_AT_ONCE).map(({ externalId }) => externalId);
      const query = {
        identifiers,
        identifiersType: 'SKU',
        includedData: ['fulfillmentAvailability'],
        pageSize: SKUS_AT_ONCE,
      };
      const page = await api.read(
        { operation: 'searchListingsItems', marketplaceId, query },
        searchPage,
        SINGLE_READ_TRIES,
      );
      for (const item of readRows(page.items, itemFields).rows) {
        found.set(item.sku, readOf(item));
      }
    }
  }
  return listings.map(
    ({ externalId }) => found.get(externalId) ?? { kind: 'notListed', reason: whyNotListed(channel, externalId) },
  );
}

function readOf(item: v.InferOutput<typeof itemFields>): QuantityRead {
  const reading = readQuantities(item);
  const units = unitsShown(reading);
  return units === undefined
    ? { kind: 'unreadable', reason: whyNoFigure(item.sku, reading) }
    : { kind: 'shows', units };
}
