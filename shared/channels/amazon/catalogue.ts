/** Reads the listings of an Amazon seller. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../channel-config.ts';
import type { CatalogueListing, LeftOut } from '../../ports/channel.ts';
import { unitsField } from '../fields.ts';
import { usableSku } from '../usable-sku.ts';
import { PAGED_READ_TRIES } from '../while-throttled.ts';
import type { SellingPartnerApi } from './client/api.ts';
import { AMAZON_CHANNEL_LOCATION, SELLER_FULFILLED } from './intake/order.ts';

const PAGE_SIZE = 20;
/** One search pages through no more than so many listings; the next begins where it ended. */
const SEARCH_MAX = 1_000;

/** Quantities by who fulfils: absent for what Amazon counts itself. */
export const availability = v.object({
  fulfillmentAvailability: v.optional(
    v.array(v.object({ fulfillmentChannelCode: v.string(), quantity: v.optional(unitsField) })),
    [],
  ),
});

/** Source: `ItemSearchResults` of npm @sp-api-sdk/listings-items-api-2021-08-01 6.3.3. */
const searchPage = v.object({
  pagination: v.optional(v.object({ nextToken: v.optional(v.string()) }), {}),
  items: v.array(
    v.object({
      sku: v.string(),
      summaries: v.optional(
        v.array(v.object({ itemName: v.optional(v.string()), createdDate: v.optional(v.string(), '') })),
        [],
      ),
      ...availability.entries,
    }),
  ),
});

type Item = v.InferOutput<typeof searchPage>['items'][number];

/** All listings of the seller, the oldest first, those that Amazon fulfils among them as not ours to push. */
export async function* amazonCatalogue(
  channel: AmazonChannel,
  api: SellingPartnerApi,
  leftOut: (what: LeftOut) => void = () => undefined,
): AsyncGenerator<readonly CatalogueListing[]> {
  const seen = new Set<string>();
  let createdAfter: string | undefined;
  let isCut: boolean;
  do {
    let found = 0;
    let last: string | undefined;
    let pageToken: string | undefined;
    do {
      const query = {
        includedData: ['summaries', 'fulfillmentAvailability'],
        sortBy: 'createdDate',
        sortOrder: 'ASC',
        pageSize: PAGE_SIZE,
        ...(createdAfter !== undefined && { createdAfter }),
        ...(pageToken !== undefined && { pageToken }),
      };
      const page = await api.read({ operation: 'searchListingsItems', query }, searchPage, PAGED_READ_TRIES);
      // A SKU is one listing with one quantity, on however many of the seller's marketplaces it is offered.
      const fresh = page.items.filter(({ sku }, at) => !seen.has(sku) && firstOf(page.items, sku) === at);
      yield fresh.flatMap((item) => listingOf(channel, item, leftOut));
      for (const { sku } of page.items) {
        seen.add(sku);
      }
      found += page.items.length;
      last = page.items.at(-1)?.summaries[0]?.createdDate ?? last;
      pageToken = page.pagination.nextToken;
    } while (pageToken !== undefined);
    isCut = found >= SEARCH_MAX;
    if (isCut && (last === undefined || last === '' || last === createdAfter)) {
      throw new Error(`Amazon lists no more than ${SEARCH_MAX} listings of ${createdAfter ?? 'one search'}.`);
    }
    createdAfter = last;
  } while (isCut);
}

function firstOf(items: readonly Item[], sku: string): number {
  return items.findIndex((item) => item.sku === sku);
}

/** The listing with its quantity as it is now. */
export async function readAmazonListing(api: SellingPartnerApi, listing: CatalogueListing): Promise<CatalogueListing> {
  const query = { includedData: ['fulfillmentAvailability'] };
  const call = { operation: 'getListingsItem', sku: listing.externalId, query } as const;
  const { fulfillmentAvailability } = await api.read(call, availability, PAGED_READ_TRIES);
  return { ...listing, shows: fulfillmentAvailability.find(isSellerFulfilled)?.quantity ?? 0 };
}

function listingOf(channel: AmazonChannel, item: Item, leftOut: (what: LeftOut) => void): readonly CatalogueListing[] {
  const sku = usableSku(item.sku);
  const title = item.summaries.find(({ itemName }) => itemName !== undefined)?.itemName;
  if (sku === undefined) {
    leftOut({ externalId: item.sku, sku: item.sku, title: title ?? '', reason: 'Its SKU has control characters.' });
    return [];
  }
  const own = item.fulfillmentAvailability.find(isSellerFulfilled);
  return [
    {
      sku,
      channelLocation: AMAZON_CHANNEL_LOCATION,
      externalId: item.sku,
      drawsOn: channel.drawsOn,
      // A quantity pushed to what Amazon fulfils turns it merchant-fulfilled and strands its stock at Amazon: only a
      // listing that is the seller's alone is pushed. Source: https://developer-docs.amazon.com/sp-api/changelog/
      // clarification-on-how-to-use-the-inventory-feed-type-quantity-attribute (2021).
      managed: own !== undefined && item.fulfillmentAvailability.every(isSellerFulfilled),
      shows: own?.quantity ?? 0,
      ...(title !== undefined && { title }),
    },
  ];
}

function isSellerFulfilled({ fulfillmentChannelCode }: { readonly fulfillmentChannelCode: string }): boolean {
  return fulfillmentChannelCode === SELLER_FULFILLED;
}
