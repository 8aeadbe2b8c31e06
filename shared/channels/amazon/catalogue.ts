/** Reads the listings of an Amazon seller. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../channel-config.ts';
import { usableSku } from '../../domain/usable-sku.ts';
import type { CatalogueListing, LeftOut } from '../../ports/channel/channel.ts';
import { type Rows, readRows, textOf } from '../rows.ts';
import { PAGED_READ_TRIES } from '../while-throttled.ts';
import type { SellingPartnerApi } from './client/api.ts';
import type { ListingReader } from './client/listing-reader.ts';
import { availability, readQuantities, whyNotPushed } from './client/quantity.ts';
import { AMAZON_CHANNEL_LOCATION } from './intake/order.ts';

const PAGE_SIZE = 20;
/** One search pages through no more than so many listings; the next begins where it ended. */
const SEARCH_MAX = 1_000;

/** Source: `ItemSearchResults` of npm @sp-api-sdk/listings-items-api-2021-08-01 6.3.3. Each item is read by itself. */
const searchPage = v.object({
  pagination: v.nullish(v.object({ nextToken: v.nullish(v.string()) }), {}),
  items: v.array(v.unknown()),
});

const itemFields = v.object({
  sku: v.string('Expected a SKU.'),
  summaries: v.nullish(
    v.array(v.object({ itemName: v.nullish(v.string()), createdDate: v.nullish(v.string(), '') })),
    [],
  ),
  ...availability.entries,
});

type Item = v.InferOutput<typeof itemFields>;

/**
 * All listings of the seller, the oldest first, those that Amazon fulfils among them as not ours to push. A search is of
 * one marketplace; a SKU is one listing with one quantity, on however many of them it is offered.
 */
export async function* amazonCatalogue(
  channel: AmazonChannel,
  api: SellingPartnerApi,
  leftOut: (what: LeftOut) => void = () => undefined,
): AsyncGenerator<readonly CatalogueListing[]> {
  const seen = new Set<string>();
  for (const marketplaceId of channel.marketplaceIds) {
    for await (const { rows, odd } of searchPages(api, marketplaceId)) {
      for (const { row, reason } of odd) {
        const sku = textOf(row, 'sku') ?? '';
        leftOut({ externalId: sku, sku, title: '', reason });
      }
      const fresh = rows.filter(({ sku }, at) => !seen.has(sku) && rows.findIndex((each) => each.sku === sku) === at);
      yield fresh.flatMap((item) => listingOf(channel, item, leftOut));
      for (const { sku } of rows) {
        seen.add(sku);
      }
    }
  }
}

async function* searchPages(api: SellingPartnerApi, marketplaceId: string): AsyncGenerator<Rows<Item>> {
  let createdAfter: string | undefined;
  let isCut: boolean;
  do {
    let found = 0;
    let last: string | undefined;
    let pageToken: string | null | undefined;
    do {
      const query = {
        includedData: ['summaries', 'fulfillmentAvailability'],
        sortBy: 'createdDate',
        sortOrder: 'ASC',
        pageSize: PAGE_SIZE,
        ...(createdAfter !== undefined && { createdAfter }),
        ...(pageToken && { pageToken }),
      };
      const call = { operation: 'searchListingsItems', marketplaceId, query } as const;
      const page = await api.read(call, searchPage, PAGED_READ_TRIES);
      const read = readRows(page.items, itemFields);
      yield read;
      found += page.items.length;
      last = read.rows.at(-1)?.summaries?.[0]?.createdDate ?? last;
      pageToken = page.pagination?.nextToken;
    } while (pageToken);
    isCut = found >= SEARCH_MAX;
    if (isCut && (last === undefined || last === '' || last === createdAfter)) {
      throw new Error(`Amazon lists no more than ${SEARCH_MAX} listings of ${createdAfter ?? 'one search'}.`);
    }
    createdAfter = last;
  } while (isCut);
}

/** The listing with its quantity as it is now. Rejects where Amazon does not say: that is not 0. */
export async function readAmazonListing(listings: ListingReader, listing: CatalogueListing): Promise<CatalogueListing> {
  const reading = await listings.read(listing.externalId, PAGED_READ_TRIES);
  if (reading.kind === 'own' || reading.kind === 'amazons') {
    return { ...listing, shows: reading.units ?? 0 };
  }
  throw new Error(`Amazon did not say how many it shows of ${listing.externalId}: import again.`);
}

function listingOf(channel: AmazonChannel, item: Item, leftOut: (what: LeftOut) => void): readonly CatalogueListing[] {
  const sku = usableSku(item.sku);
  const title = item.summaries?.find(({ itemName }) => itemName)?.itemName ?? undefined;
  const leave = (reason: string) => {
    leftOut({ externalId: item.sku, sku: item.sku, title: title ?? '', reason });
    return [];
  };
  if (sku === undefined) {
    return leave('Its SKU cannot be kept: it has control characters, or more than 320 bytes.');
  }
  const reading = readQuantities(item);
  if (reading.kind === 'notKnown') {
    return leave('Amazon states no quantity of it: that is not 0. Give it one in Seller Central.');
  }
  if (reading.kind === 'multiLocation') {
    return leave(whyNotPushed(reading) ?? '');
  }
  return [
    {
      sku,
      channelLocation: AMAZON_CHANNEL_LOCATION,
      externalId: item.sku,
      drawsOn: channel.drawsOn,
      // A quantity pushed to what Amazon fulfils turns it merchant-fulfilled and strands its stock at Amazon: only a
      // listing that is the seller's alone is pushed. Source: https://developer-docs.amazon.com/sp-api/changelog/
      // clarification-on-how-to-use-the-inventory-feed-type-quantity-attribute (2021).
      managed: reading.kind === 'own',
      // Amazon counts what it fulfils itself.
      shows: reading.units ?? 0,
      ...(title !== undefined && { title }),
    },
  ];
}
