/** Reads one Amazon order by its id. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import type { OrderReader } from '../../../ports/channel.ts';
import { idField, timeField, unitsField } from '../../fields.ts';
import { createSellingPartnerApi } from '../client/api.ts';
import type { AmazonCredentials } from '../connecting/credentials.ts';
import { type AmazonOrder, orderLines } from '../intake/order.ts';

export type AmazonOrderReaderOptions = {
  /** How long an answer may take; 8 s by default. */
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 8_000;

/**
 * Reads orders of an Amazon seller as the notifications would report them now. Amazon deletes no order, so one that it
 * does not find is an error, to be tried again.
 */
export function createAmazonOrderReader(
  channel: AmazonChannel,
  credentials: AmazonCredentials,
  { timeoutMs = TIMEOUT_MS }: AmazonOrderReaderOptions = {},
): OrderReader {
  const api = createSellingPartnerApi(channel, credentials, timeoutMs);
  return {
    async readOrder(order, receivedAt) {
      const query = { includedData: ['FULFILLMENT', 'CANCELLATION'] };
      const answer = await api.ask({ operation: 'getOrder', order, query }, readAnswer);
      switch (answer.kind) {
        case 'throttled':
          return answer;
        case 'refused':
          throw new Error(answer.reason);
        case 'done': {
          const read = answer.value.order;
          return read.fulfillment.fulfilledBy === 'AMAZON'
            ? { kind: 'order', lines: [], ignored: [`Amazon fulfils order ${order} from its own stock.`] }
            : { kind: 'order', ...orderLines(channel, toldOrder(read), receivedAt) };
        }
        default:
          return answer satisfies never;
      }
    },
  };
}

/** Source: `Order` of npm @sp-api-sdk/orders-api-2026-01-01 2.3.3. */
export const orderFields = v.object({
  orderId: idField,
  lastUpdatedTime: timeField,
  fulfillment: v.object({ fulfillmentStatus: v.string(), fulfilledBy: v.optional(v.string()) }),
  orderItems: v.array(
    v.object({
      orderItemId: idField,
      quantityOrdered: unitsField,
      product: v.object({ sellerSku: v.optional(v.string(), '') }),
      fulfillment: v.optional(v.object({ quantityFulfilled: v.optional(unitsField) }), {}),
      cancellation: v.optional(
        v.object({ cancellationExecution: v.optional(v.object({ cancelledBy: v.optional(v.string()) })) }),
      ),
    }),
  ),
});

const readAnswer = v.object({ order: orderFields });

const CANCELLED: ReadonlySet<string> = new Set(['CANCELLED', 'UNFULFILLABLE']);

/** An order in the words that notifications have for it. */
export function toldOrder({
  orderId,
  lastUpdatedTime,
  fulfillment: { fulfillmentStatus },
  orderItems,
}: v.InferOutput<typeof orderFields>): AmazonOrder {
  return {
    id: orderId,
    changedAt: lastUpdatedTime,
    isCancelled: CANCELLED.has(fulfillmentStatus),
    items: orderItems.map(({ orderItemId, quantityOrdered, product, fulfillment, cancellation }) => ({
      id: orderItemId,
      sku: product.sellerSku,
      quantity: quantityOrdered,
      shipped: fulfillment.quantityFulfilled ?? (fulfillmentStatus === 'SHIPPED' ? quantityOrdered : 0),
      isCancelledByBuyer: cancellation?.cancellationExecution?.cancelledBy === 'BUYER',
    })),
  };
}
