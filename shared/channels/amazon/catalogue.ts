/** Reads the listings of an Amazon seller. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../channel-config.ts';
import { usableSku } from '../../domain/usable-sku.ts';
import { messageOf } from '../../message-of.ts';
import type { CatalogueListing, LeftOut, SetAside } from '../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../ports/channel/credentials-gone.ts';
import { answerOrError, askAgain } from '../no-answer.ts';
import { leftOutOnce, type Rows, readRows, setAsideOnce, setAsideRows, textOf } from '../rows.ts';
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
    v.array(
      v.object({
        itemName: v.nullish(v.string()),
        asin: v.nullish(v.string()),
        createdDate: v.nullish(v.string(), ''),
      }),
    ),
    [],
  ),
  ...availability.entries,
});

type Item = v.InferOutput<typeof itemFields>;

/**
 * All listings of the seller, the oldest first, those that Amazon fulfils among them as not ours to push. A search is of
 * one marketplace; a SKU is one listing with one quantity, on however many of them it is offered. With `setAside`, the
 * shortest time whose listings cannot be read is named and passed over: beside the one at fault those of its page before it.
 */
export async function* amazonCatalogue(
  channel: AmazonChannel,
  api: SellingPartnerApi,
  leftOutEach: (what: LeftOut) => void = () => undefined,
  setAsideEach?: SetAside,
): AsyncGenerator<readonly CatalogueListing[]> {
  const seen = new Set<string>();
  const leftOut = leftOutOnce(leftOutEach);
  const setAside = setAsideEach && setAsideOnce(setAsideEach);
  for (const marketplaceId of channel.marketplaceIds) {
    for await (const { rows, odd } of searchPages(api, marketplaceId, setAside)) {
      for (const { row, reason } of odd) {
        const sku = textOf(row, 'sku') ?? '';
        leftOut({ externalId: sku, sku, title: '', reason });
      }
      for (const row of setAsideRows(odd, { field: 'sku', what: 'listing' })) {
        setAside?.(row);
      }
      const fresh = rows.filter(({ sku }, at) => !seen.has(sku) && rows.findIndex((each) => each.sku === sku) === at);
      yield fresh.flatMap((item) => listingOf(channel, item, leftOut));
      for (const { sku } of rows) {
        seen.add(sku);
      }
    }
  }
}

async function* searchPages(
  api: SellingPartnerApi,
  marketplaceId: string,
  setAside: SetAside | undefined,
): AsyncGenerator<Rows<Item>> {
  let createdAfter: string | undefined;
  let pageToken: string | undefined;
  let found = 0;
  let last: string | undefined;
  for (;;) {
    const search = { ...(createdAfter !== undefined && { createdAfter }), ...(pageToken && { pageToken }) };
    const asked = await answerOrError(() => pageOf(api, marketplaceId, search), { mayFail: setAside !== undefined });
    if ('error' in asked) {
      const begin = last || FIRST_CREATED;
      createdAfter = await readableFrom(api, marketplaceId, begin);
      setAside?.({ id: `listings created from ${begin} to ${createdAfter}`, reason: messageOf(asked.error) });
      [pageToken, found, last] = [undefined, 0, createdAfter];
      continue;
    }
    const page: Page = asked.answer;
    const read = readRows(page.items, itemFields);
    yield read;
    found += page.items.length;
    last = read.rows.at(-1)?.summaries?.[0]?.createdDate ?? last;
    pageToken = page.pagination?.nextToken ?? undefined;
    if (pageToken) {
      continue;
    }
    if (found < SEARCH_MAX) {
      return;
    }
    if (last === undefined || last === '' || last === createdAfter) {
      throw new Error(`Amazon lists no more than ${SEARCH_MAX} listings of ${createdAfter ?? 'one search'}.`);
    }
    [createdAfter, found] = [last, 0];
  }
}

type Page = v.InferOutput<typeof searchPage>;

function pageOf(
  api: SellingPartnerApi,
  marketplaceId: string,
  search: { readonly createdAfter?: string; readonly pageToken?: string },
): Promise<Page> {
  const query = {
    includedData: ['summaries', 'fulfillmentAvailability'],
    sortBy: 'createdDate',
    sortOrder: 'ASC',
    pageSize: PAGE_SIZE,
    ...search,
  };
  return api.read({ operation: 'searchListingsItems', marketplaceId, query }, searchPage, PAGED_READ_TRIES);
}

/**
 * No listing is older: Amazon opened its shop then.
 * Source: https://www.news18.com/news/tech/20-years-of-amazon-com-20-amazing-amazon-facts-1021365.html (2015).
 */
const FIRST_CREATED = '1995-07-16T00:00:00.000Z';

/** So long a time from which on listings can be read is looked for; what is found until then is taken. */
const SEARCHED_FOR_MS = 60_000;
const SECOND_MS = 1_000;

/**
 * A time from which on listings can be read, where those from `begin` on cannot: twice as far each time, then halved down to
 * a second. A page token leads to no page but the next, so that only another search reaches what is behind. Rejects when
 * listings of this moment cannot be read either: then it is not some listing, but Amazon does not answer.
 */
async function readableFrom(api: SellingPartnerApi, marketplaceId: string, begin: string): Promise<string> {
  const pageFrom = (ms: number) => pageOf(api, marketplaceId, { createdAfter: new Date(ms).toISOString() });
  const endsMs = performance.now() + SEARCHED_FOR_MS;
  let unreadMs = Date.parse(begin);
  let readMs = Date.now();
  const tryFrom = async (ms: number) => {
    try {
      await pageFrom(ms);
      readMs = ms;
    } catch (error) {
      if (error instanceof CredentialsGoneError) {
        throw error;
      }
      unreadMs = ms;
    }
  };
  await askAgain(() => pageFrom(readMs));
  for (let aheadMs = SECOND_MS; Date.parse(begin) + aheadMs < readMs && performance.now() < endsMs; aheadMs *= 2) {
    await tryFrom(Date.parse(begin) + aheadMs);
  }
  while (readMs - unreadMs > SECOND_MS && performance.now() < endsMs) {
    await tryFrom(Math.floor((unreadMs + readMs) / 2));
  }
  return new Date(readMs).toISOString();
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
  const asin = item.summaries?.find((each) => each.asin)?.asin ?? undefined;
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
      ...(asin !== undefined && { asin }),
    },
  ];
}
