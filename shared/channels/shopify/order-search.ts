import * as v from 'valibot';
import type { ShopifyChannel } from '../../config.ts';
import type { OrderLineObservation } from '../../domain/observation.ts';
import type { ChannelActivity } from '../../ports/channel.ts';
import type { Clock } from '../../ports/ledger.ts';
import { PAGED_READ_TRIES } from '../patience.ts';
import { createAdminApi } from './admin-api.ts';
import { readShopifyListing } from './catalogue.ts';
import type { ShopifyCredentials } from './credentials.ts';
import { ORDERS } from './order-documents.ts';
import { orderLines } from './order-lines.ts';
import { orderNode, page, wholeOrder } from './order-reader.ts';

const TIMEOUT_MS = 8_000;
/** With so many lines of each asked for at once, a query costs about half of what Shopify takes (1,000 points). */
const ORDERS_PER_PAGE = 10;
const LINES_PER_ORDER = 10;

/** Orders that may have units to ship, by Shopify's words for how far each is; archived and cancelled ones have none. */
const TO_SHIP = ['unfulfilled', 'partial', 'scheduled', 'on_hold', 'request_declined'].map(
  (status) => `status:open fulfillment_status:${status}`,
);

const answer = v.object({ orders: page(orderNode) });

/**
 * Orders of a Shopify shop by search. Shopify shows those of the last 60 days, older ones only to apps with the scope
 * `read_all_orders`, and may find a change some seconds late.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/queries/orders
 */
export function createShopifyActivity(
  channel: ShopifyChannel,
  credentials: ShopifyCredentials,
  clock: Clock = () => new Date(),
): ChannelActivity {
  const api = createAdminApi(channel, credentials, { clock, timeoutMs: TIMEOUT_MS });
  async function* found(query: string): AsyncGenerator<readonly OrderLineObservation[]> {
    let after: string | null = null;
    do {
      const read: v.InferOutput<typeof answer> = await api.read(
        ORDERS,
        { query, orders: ORDERS_PER_PAGE, first: LINES_PER_ORDER, after },
        answer,
        PAGED_READ_TRIES,
      );
      const { orders } = read;
      const receivedAt = clock().toISOString();
      const whole = await Promise.all(orders.nodes.map((node) => wholeOrder(api, node, LINES_PER_ORDER)));
      yield whole.flatMap((order) => orderLines(channel, order, receivedAt).lines);
      after = orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null;
    } while (after !== null);
  }
  return {
    channel: channel.id,
    async *openLines() {
      for (const query of TO_SHIP) {
        yield* found(query);
      }
    },
    readAgain: (listing) => readShopifyListing(api, listing),
    changedSince: (since) => found(`updated_at:>='${since.toISOString()}'`),
  };
}
