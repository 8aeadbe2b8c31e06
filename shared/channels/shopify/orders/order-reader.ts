/** Reads one Shopify order by its id, all pages of it. */

import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { OrderReader } from '../../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import type { Clock } from '../../../ports/journal.ts';
import { createAdminApi } from '../client/api.ts';
import { globalId } from '../client/global-id.ts';
import type { ShopifyCredentials } from '../connecting/credentials.ts';
import { orderLines } from '../intake/order-lines.ts';
import { ORDER, ORDER_OF_FULFILLMENT_ORDER } from './order-documents.ts';
import { orderNode, wholeOrder } from './order-node.ts';
import { isTransfer, readTransfer } from './transfer-reader.ts';

export type ShopifyOrderReaderOptions = {
  readonly clock?: Clock;
  /** How long an answer may take; 8 s by default. */
  readonly timeoutMs?: number;
  /** Lines asked for at once; 250 by default, the most that Shopify takes (Admin API 2026-10). */
  readonly pageSize?: number;
};

const TIMEOUT_MS = 8_000;
const PAGE_SIZE = 250;

/**
 * Reads orders of a Shopify shop as its webhooks would report them now. Shopify shows the orders of the last 60 days,
 * older ones only to apps with the scope `read_all_orders`: an order it does not show need not be deleted.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/queries/order
 */
export function createShopifyOrderReader(
  channel: ShopifyChannel,
  credentials: ShopifyCredentials,
  { clock = () => new Date(), timeoutMs = TIMEOUT_MS, pageSize = PAGE_SIZE }: ShopifyOrderReaderOptions = {},
): OrderReader {
  const api = createAdminApi(channel, credentials, { clock, timeoutMs });
  return {
    async readOrder(order, receivedAt, acceptedBefore = {}) {
      if (isTransfer(order)) {
        return readTransfer(api, channel, order, { readAt: clock(), receivedAt, acceptedBefore });
      }
      const answer = isFulfillmentOrder(order)
        ? await api.ask(ORDER_OF_FULFILLMENT_ORDER, { id: order, first: pageSize }, orderOfFulfillmentOrder)
        : await api.ask(
            ORDER,
            { id: globalId('Order', order), first: pageSize },
            v.object({ order: v.nullable(orderNode) }),
          );
      switch (answer.kind) {
        case 'throttled':
          return answer;
        case 'credentialsGone':
          throw new CredentialsGoneError(answer.reason);
        case 'done': {
          const { order: node } = answer.value;
          if (node === null) {
            return {
              kind: 'unknown',
              reason: `Shopify shows no order ${order}: it is deleted, or older than 60 days and the app lacks the scope read_all_orders.`,
            };
          }
          const { order: whole, setAside } = await wholeOrder(api, node, pageSize);
          return { kind: 'order', ...orderLines(channel, whole, receivedAt), ...(setAside.length > 0 && { setAside }) };
        }
        default:
          return answer satisfies never;
      }
    },
  };
}

/** What webhooks of fulfillment orders name in place of an order. */
function isFulfillmentOrder(order: string): boolean {
  return order.startsWith(globalId('FulfillmentOrder', ''));
}

/** Null for a fulfillment order that is gone: the webhooks of its order report the rest. */
const orderOfFulfillmentOrder = v.pipe(
  v.object({ fulfillmentOrder: v.nullable(v.object({ order: orderNode })) }),
  v.transform(({ fulfillmentOrder }) => ({ order: fulfillmentOrder?.order ?? null })),
);
