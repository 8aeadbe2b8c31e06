/** What happens to an Amazon seller's orders: read once when SKUs are imported, and again and again by the sweep. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import type { OrderLineObservation } from '../../../domain/stock/observation.ts';
import type { OrderFeed, SetAside } from '../../../ports/channel/channel.ts';
import type { ChannelSweep, PagesFrom } from '../../../ports/intake/sweep.ts';
import type { Clock } from '../../../ports/journal.ts';
import { readRows, setAsideRows } from '../../rows.ts';
import { PAGED_READ_TRIES, SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { readAmazonListing } from '../catalogue.ts';
import { createSellingPartnerApi, type SellingPartnerApi } from '../client/api.ts';
import { createListingReader } from '../client/listing-reader.ts';
import type { AmazonCredentials } from '../connecting/credentials.ts';
import { observeItems } from '../intake/order.ts';
import { oddItems, orderAsRead, orderFields } from './order-reader.ts';

const TIMEOUT_MS = 8_000;
const PAGE_SIZE = 100;

/** A search must end so long ago: `lastUpdatedBefore` of orders_2026-01-01.json @34dc93fe (2026-08-05). */
const SEARCH_LAG_MS = 120_000;
/** Of five searches that a quarter of an hour restores, three are for checks and two for the sweep. */
const SEARCH_PAUSE_MS = 300_000;

/** Orders wait for their shipment for weeks at most; a pre-order may wait for months. */
const OPEN_FOR_DAYS = 180;
const DAY_MS = 86_400_000;

/** Source: `FulfillmentStatus` of npm @sp-api-sdk/orders-api-2026-01-01 2.3.3. */
const TO_SHIP = ['PENDING_AVAILABILITY', 'PENDING', 'UNSHIPPED', 'PARTIALLY_SHIPPED'];

const answer = v.object({
  orders: v.array(v.unknown()),
  pagination: v.nullish(v.object({ nextToken: v.nullish(v.string()) }), {}),
});

/**
 * Orders that an Amazon seller ships himself, by search: 100 a call, of which Amazon takes 20 at once and then one in
 * three minutes (`searchOrders` 0.0056 a second, burst 20).
 * Source: https://developer-docs.amazon.com/sp-api/docs/orders-api-rate-limits (2026).
 */
export function createAmazonOrderFeed(
  channel: AmazonChannel,
  credentials: AmazonCredentials,
  clock: Clock = () => new Date(),
): OrderFeed {
  const api = createSellingPartnerApi(channel, credentials, TIMEOUT_MS);
  const listings = createListingReader(channel, api);
  const found = (query: Query, setAside?: SetAside) =>
    ordersFound({ channel, api, clock, triesMax: PAGED_READ_TRIES }, query, setAside);
  return {
    channel: channel.id,
    openLines(setAside) {
      const createdAfter = new Date(clock().getTime() - OPEN_FOR_DAYS * DAY_MS).toISOString();
      return found({ createdAfter, fulfillmentStatuses: TO_SHIP }, setAside);
    },
    readAgain: (listing) => readAmazonListing(listings, listing),
    changedSince: (since, _skus, setAside) => found({ lastUpdatedAfter: since.toISOString() }, setAside),
  };
}

/**
 * A sweep of the orders that an Amazon seller ships himself. One that comes every quarter of an hour finds five calls
 * restored, of 100 orders each.
 */
export function createAmazonSweep(
  channel: AmazonChannel,
  credentials: AmazonCredentials,
  clock: Clock = () => new Date(),
): ChannelSweep {
  const api = createSellingPartnerApi(channel, credentials, TIMEOUT_MS);
  return {
    channel: channel.id,
    search: { lagMs: SEARCH_LAG_MS, pauseMs: SEARCH_PAUSE_MS },
    changedWithin: (since, until, _listed, setAside, pages) =>
      ordersFound(
        { channel, api, clock, triesMax: SINGLE_READ_TRIES, pages },
        { lastUpdatedAfter: since.toISOString(), lastUpdatedBefore: until.toISOString() },
        setAside,
      ),
  };
}

type Query = Readonly<Record<string, string | number | readonly string[]>>;

type Search = {
  readonly channel: AmazonChannel;
  readonly api: SellingPartnerApi;
  readonly clock: Clock;
  readonly triesMax: number;
  /**
   * “The token will expire after 24 hours”, and all parameters but the page's size must be given again as they were (`Pagination` of
   * orders_2026-01-01.json @34dc93fe, 2026-08-05): a later sweep goes on with it.
   */
  readonly pages?: PagesFrom | undefined;
};

async function* ordersFound(
  { channel, api, clock, triesMax, pages }: Search,
  query: Query,
  setAside: SetAside = () => undefined,
): AsyncGenerator<readonly OrderLineObservation[]> {
  let paginationToken: string | null | undefined = pages?.from;
  do {
    const asked: Query = {
      ...query,
      // Without marketplaceIds: orders of all of the seller's marketplaces, which take from one quantity. Those that Amazon
      // fulfils would use up the calls. Source: `searchOrders` of orders_2026-01-01.json @34dc93fe (2026-08-05).
      fulfilledBy: ['MERCHANT'],
      includedData: ['FULFILLMENT', 'CANCELLATION'],
      maxResultsPerPage: PAGE_SIZE,
      ...(paginationToken && { paginationToken }),
    };
    const read: v.InferOutput<typeof answer> = await api.read(
      { operation: 'searchOrders', query: asked },
      answer,
      triesMax,
    );
    const receivedAt = clock().toISOString();
    const { rows, odd } = readRows(read.orders, orderFields);
    setAsideRows(odd, { field: 'orderId', what: 'order' }).forEach(setAside);
    const ours = rows.filter(({ fulfillment }) => fulfillment?.fulfilledBy !== 'AMAZON');
    ours.flatMap(oddItems).forEach(setAside);
    paginationToken = read.pagination?.nextToken;
    if (paginationToken) {
      pages?.following(paginationToken);
    }
    yield ours.flatMap((order) => observeItems(channel, orderAsRead(order), receivedAt).lines);
  } while (paginationToken);
}
