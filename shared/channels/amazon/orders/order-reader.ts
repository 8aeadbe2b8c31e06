/** Reads one Amazon order by its id. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import type { OrderAnswer, OrderReader, SetAsideRow } from '../../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import { idField, timeField, unitsField } from '../../fields.ts';
import { rowByRow, setAsideRows } from '../../rows.ts';
import { createSellingPartnerApi } from '../client/api.ts';
import type { AmazonCredentials } from '../connecting/credentials.ts';
import { type AmazonOrder, type ObservedItems, observeItems, speaksOfBuyer } from '../intake/order.ts';

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
        case 'credentialsGone':
          throw new CredentialsGoneError(answer.reason);
        case 'refused':
          throw new Error(answer.reason);
        case 'done': {
          const read = answer.value.order;
          return read.fulfillment?.fulfilledBy === 'AMAZON'
            ? { kind: 'order', lines: [], ignored: [`Amazon fulfils order ${order} from its own stock.`] }
            : orderAnswer(observeItems(channel, orderAsRead(read), receivedAt), oddItems(read));
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
  // Of an order the model requires orderId, the two times, salesChannel and orderItems only; of an item orderItemId,
  // quantityOrdered and product.
  fulfillment: v.nullish(v.object({ fulfillmentStatus: v.nullish(v.string()), fulfilledBy: v.nullish(v.string()) })),
  orderItems: rowByRow(
    v.object({
      orderItemId: idField,
      quantityOrdered: unitsField,
      product: v.object({ sellerSku: v.nullish(v.string(), '') }),
      fulfillment: v.nullish(
        v.object({ quantityFulfilled: v.nullish(unitsField), quantityUnfulfilled: v.nullish(unitsField) }),
        {},
      ),
      cancellation: v.nullish(
        v.object({
          cancellationExecution: v.nullish(
            v.object({ cancelledBy: v.nullish(v.string()), cancelReason: v.nullish(v.string()) }),
          ),
        }),
      ),
    }),
  ),
});

export type ReadOrder = v.InferOutput<typeof orderFields>;

const readAnswer = v.object({ order: orderFields });

const CANCELLED: ReadonlySet<string> = new Set(['CANCELLED', 'UNFULFILLABLE']);

function orderAnswer({ lines, ignored }: ObservedItems, odd: readonly SetAsideRow[]): OrderAnswer {
  return { kind: 'order', lines, ignored: [...ignored, ...odd.map(({ id, reason }) => `${id}: ${reason}`)] };
}

/** Items of an order that cannot be read, beside others that are. */
export function oddItems({ orderId, orderItems }: ReadOrder): readonly SetAsideRow[] {
  return setAsideRows(orderItems.odd, { field: 'orderItemId', what: 'item', of: `order ${orderId}` });
}

/** An order that was read, in the form in which notifications report it. */
export function orderAsRead({ orderId, lastUpdatedTime, fulfillment, orderItems }: ReadOrder): AmazonOrder {
  const status = fulfillment?.fulfillmentStatus ?? '';
  const isCancelled = CANCELLED.has(status);
  return {
    id: orderId,
    changedAt: lastUpdatedTime,
    isCancelled,
    items: orderItems.rows.map((item) => ({
      id: item.orderItemId,
      sku: item.product.sellerSku ?? '',
      quantity: item.quantityOrdered,
      shipped: item.fulfillment?.quantityFulfilled ?? (status === 'SHIPPED' ? item.quantityOrdered : 0),
      cancelled: isCancelled ? 0 : cancelledUnits(item, status),
      isCancelledByBuyer: isBuyersCancellation(item.cancellation?.cancellationExecution),
    })),
  };
}

type Execution = NonNullable<ReadOrder['orderItems']['rows'][number]['cancellation']>['cancellationExecution'];

/**
 * Whether the buyer cancelled, or the seller did what the buyer had asked for: only the free text says so of the latter, in
 * an order that is read (“Buyer requested cancellation”, an example of orders_2026-01-01.json @34dc93fe, 2026-08-05) as in
 * a notification.
 */
function isBuyersCancellation(execution: Execution): boolean {
  return execution?.cancelledBy === 'BUYER' || speaksOfBuyer(execution?.cancelReason);
}

/** An order is ready for shipment; before, nothing says how many of its units are to be shipped. */
const IS_READY: ReadonlySet<string> = new Set(['UNSHIPPED', 'PARTIALLY_SHIPPED', 'SHIPPED']);

/**
 * What is neither shipped nor to be shipped any more, where Amazon reports both of an order that is ready, or names a
 * cancellation: “units of this item that remain to be processed and shipped” (`quantityUnfulfilled` of
 * orders_2026-01-01.json @34dc93fe, 2026-08-05). Of an order that was shipped nothing remains.
 */
function cancelledUnits(
  { quantityOrdered, fulfillment, cancellation }: ReadOrder['orderItems']['rows'][number],
  status: string,
): number {
  const { quantityFulfilled, quantityUnfulfilled = status === 'SHIPPED' ? 0 : undefined } = fulfillment ?? {};
  return (IS_READY.has(status) || cancellation?.cancellationExecution) &&
    typeof quantityFulfilled === 'number' &&
    typeof quantityUnfulfilled === 'number'
    ? Math.max(0, quantityOrdered - quantityFulfilled - quantityUnfulfilled)
    : 0;
}
