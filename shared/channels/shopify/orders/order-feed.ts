/** What happens to a shop's orders: read once when SKUs are imported, and again and again by the sweep. */

import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { OrderLineObservation } from '../../../domain/stock/observation.ts';
import type { LeftOutLine, OrderFeed, SetAside } from '../../../ports/channel/channel.ts';
import type { ChannelSweep } from '../../../ports/intake/sweep.ts';
import type { Clock } from '../../../ports/journal.ts';
import { readRows, setAsideRows } from '../../rows.ts';
import { PAGED_READ_TRIES, SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { readShopifyListing } from '../catalogue.ts';
import { type AdminApi, createAdminApi } from '../client/api.ts';
import { withNumericId } from '../client/odd-rows.ts';
import { rowPage } from '../client/pages.ts';
import type { ShopifyCredentials } from '../connecting/credentials.ts';
import { orderLines } from '../intake/order-lines.ts';
import { leftOutLines } from './left-out-lines.ts';
import { ORDERS } from './order-documents.ts';
import { orderNode, wholeOrder } from './order-node.ts';

const TIMEOUT_MS = 8_000;
/**
 * A query that reads so many lines of each order may cost 900 of the 1,000 points that Shopify takes of one, and costs far less: a
 * list of 50 costs less than twice as much as one of ten (sandbox/shopify/admin-api/limits/query-cost.ts).
 */
const ORDERS_PER_PAGE = 50;
const LINES_PER_ORDER = 10;
/** Between two pages of a sweep, where Shopify does not say how much of the shop's call budget is left. */
const PAGE_PAUSE_MS = 5_000;

/**
 * Orders that may have units to ship, by Shopify's words for how far each is. Archived ones too, for an order may be
 * archived before it ships (https://help.shopify.com/en/manual/fulfillment/managing-orders/order-status, and Shopify
 * Flow's action “Archive order”); cancelled ones have none.
 */
const TO_SHIP = ['unfulfilled', 'partial', 'scheduled', 'on_hold', 'request_declined'].flatMap((status) =>
  ['open', 'closed'].map((archived) => `status:${archived} fulfillment_status:${status}`),
);

/** Shopify names no time in which its search finds a change; seconds were seen. */
const SEARCH_LAG_MS = 10_000;

/** Each order is read by itself, and each row of its lists. */
const answer = v.object({ orders: rowPage });

/**
 * Orders of a Shopify shop by search. Shopify shows those of the last 60 days, older ones only to apps with the scope
 * `read_all_orders`, and may find a change some seconds late.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/queries/orders
 */
export function createShopifyOrderFeed(
  channel: ShopifyChannel,
  credentials: ShopifyCredentials,
  clock: Clock = () => new Date(),
): OrderFeed {
  const api = createAdminApi(channel, credentials, { clock, timeoutMs: TIMEOUT_MS });
  const found = (query: string, setAside?: SetAside, leftOut?: LeftOutLine) =>
    ordersFound({ channel, api, clock, triesMax: PAGED_READ_TRIES, setAside, leftOut }, query);
  return {
    channel: channel.id,
    async *openLines(setAside, leftOut) {
      for (const query of TO_SHIP) {
        yield* found(query, setAside, leftOut);
      }
    },
    readAgain: (listing) => readShopifyListing(api, listing),
    changedSince: (since, _skus, setAside) => found(`updated_at:>='${since.toISOString()}'`, setAside),
  };
}

/**
 * A sweep of a Shopify shop's orders. Between pages it waits until the shop's call budget is half full: the rest is there for
 * pushes, which matter more. The least that a shop has is 2,000 points, and 100 a second.
 * Source: https://shopify.dev/docs/api/usage/limits (2026-10).
 */
export function createShopifySweep(
  channel: ShopifyChannel,
  credentials: ShopifyCredentials,
  { clock = () => new Date(), wait = pause }: { readonly clock?: Clock; readonly wait?: Wait } = {},
): ChannelSweep {
  const api = createAdminApi(channel, credentials, { clock, timeoutMs: TIMEOUT_MS });
  const betweenPages = () => wait(api.untilHalfFullMs() ?? PAGE_PAUSE_MS);
  return {
    channel: channel.id,
    search: { lagMs: SEARCH_LAG_MS, pauseMs: 0 },
    isInOrderOfChange: true,
    changedWithin: (since, until, _listed, setAside) =>
      ordersFound(
        { channel, api, clock, triesMax: SINGLE_READ_TRIES, betweenPages, setAside },
        `updated_at:>='${since.toISOString()}' updated_at:<='${until.toISOString()}'`,
      ),
  };
}

type Wait = (milliseconds: number) => Promise<unknown>;

type Search = {
  readonly channel: ShopifyChannel;
  readonly api: AdminApi;
  readonly clock: Clock;
  readonly triesMax: number;
  readonly betweenPages?: () => Promise<unknown>;
  readonly setAside: SetAside | undefined;
  readonly leftOut?: LeftOutLine | undefined;
};

async function* ordersFound(
  { channel, api, clock, triesMax, betweenPages, setAside = () => undefined, leftOut }: Search,
  query: string,
): AsyncGenerator<readonly OrderLineObservation[]> {
  let after: string | null = null;
  do {
    const read: v.InferOutput<typeof answer> = await api.read(
      ORDERS,
      { query, orders: ORDERS_PER_PAGE, first: LINES_PER_ORDER, after },
      answer,
      triesMax,
    );
    const { nodes, pageInfo } = read.orders;
    const receivedAt = clock().toISOString();
    const { rows, odd } = readRows(nodes, orderNode);
    setAsideRows(odd.map(withNumericId), { field: 'id', what: 'order' }).forEach(setAside);
    const whole = await Promise.all(rows.map((node) => wholeOrder(api, node, LINES_PER_ORDER)));
    whole.flatMap((read) => read.setAside).forEach(setAside);
    const orders = whole.map(({ order }) => order);
    if (leftOut !== undefined) {
      orders.flatMap((order) => leftOutLines(channel, order, receivedAt)).forEach(leftOut);
    }
    yield orders.flatMap((order) => orderLines(channel, order, receivedAt).lines);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    if (after !== null) {
      await betweenPages?.();
    }
  } while (after !== null);
}
