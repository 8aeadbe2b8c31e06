/** The Orders API 2026-01-01: searching orders and reading one. */
import type { InventoryCall } from '../../kernel/call-log.ts';
import type { PlatformRoute, SandboxAnswer } from '../../kernel/platform.ts';
import { invalidInput, notFound, success } from '../errors.ts';
import { listOf } from '../listings/parameters.ts';
import { marketplaceOf } from '../marketplaces.ts';
import type { PayloadRule, Payloads } from '../payloads.ts';
import type { Operation } from '../usage-plans.ts';
import { type Order, type OrderItem, type OrderStatus, unshippedOf } from './order.ts';
import { searchOrders } from './search-orders.ts';

const DATA_SETS = [
  'BUYER',
  'RECIPIENT',
  'PROCEEDS',
  'EXPENSE',
  'PROMOTION',
  'CANCELLATION',
  'FULFILLMENT',
  'PACKAGES',
  'TAX',
  'PAYMENT',
  'FULFILLMENT_ORDERS',
];
/** `FulfillmentStatus` of the model. */
const STATUS_ON_WIRE = {
  Pending: 'PENDING',
  Unshipped: 'UNSHIPPED',
  PartiallyShipped: 'PARTIALLY_SHIPPED',
  Shipped: 'SHIPPED',
  Canceled: 'CANCELLED',
} as const satisfies Record<OrderStatus, string>;

/**
 * The Orders API 2026-01-01, in the shapes of models/orders-api-model/orders_2026-01-01.json of
 * amzn/selling-partner-api-models @34dc93fe (2026-08-05). A data set that is not asked for in `includedData` is not in the
 * answer, fulfilment and its status included.
 */
export function ordersRoutes(
  orders: ReadonlyMap<string, Order>,
  payloads: Payloads,
  nowMs: () => number,
): Partial<Record<Operation, PlatformRoute>> {
  return {
    searchOrders: {
      method: 'GET',
      path: '/orders/2026-01-01/orders',
      describe: () => [readOf('searchOrders')],
      handle({ query }) {
        const sets = listOf(query, 'includedData');
        const { omit, row } = payloads.current().orders;
        return (
          unknownSet(sets) ??
          searchOrders(query, [...orders.values()], {
            nowMs: nowMs(),
            row,
            statusOf: ({ status }) => STATUS_ON_WIRE[status],
            onWire: (order) => orderOnWire(order, sets, omit),
          })
        );
      },
    },
    getOrder: {
      method: 'GET',
      path: '/orders/2026-01-01/orders/{orderId}',
      describe: ({ params }) => [{ ...readOf('getOrder'), orderId: params['orderId'] }],
      handle({ params, query }) {
        const sets = listOf(query, 'includedData');
        const order = orders.get(params['orderId'] ?? '');
        const problem = unknownSet(sets);
        if (problem) return problem;
        if (!order) return notFound(`There is no order ${params['orderId']}.`);
        return success({ order: orderOnWire(order, sets, payloads.current().orders.omit) });
      },
    },
  };
}

type Omitted = PayloadRule['orders']['omit'];

function orderOnWire(order: Order, sets: string[], omit: Omitted) {
  const fulfillment = {
    fulfillmentStatus: STATUS_ON_WIRE[order.status],
    ...(omit.includes('fulfilledBy') ? {} : { fulfilledBy: order.fulfilledBy }),
    fulfillmentServiceLevel: 'STANDARD',
  };
  const buyer = { buyerName: 'Sandy Box', buyerEmail: 'sandy.box@marketplace.amazon.example' };
  const { marketplaceId } = order;
  const place = omit.includes('marketplaceId')
    ? {}
    : { marketplaceId, marketplaceName: marketplaceOf(marketplaceId)?.name };
  return {
    orderId: order.orderId,
    createdTime: iso(order.createdMs),
    lastUpdatedTime: iso(order.lastUpdatedMs),
    programs: [],
    salesChannel: { channelName: 'AMAZON', ...place },
    ...(sets.includes('BUYER') ? { buyer } : {}),
    ...(sets.includes('FULFILLMENT') && !omit.includes('fulfillment') ? { fulfillment } : {}),
    orderItems: order.items.map((item) => itemOnWire(item, order, sets, omit)),
  };
}

function itemOnWire(item: OrderItem, order: Order, sets: string[], omit: Omitted) {
  const fulfillment = { quantityFulfilled: item.quantityShipped, quantityUnfulfilled: unshippedOf(order, item) };
  const executed = item.cancellation ?? order.cancellation;
  const cancellation = {
    ...(item.isBuyerRequestedCancel ? { cancellationRequest: { requester: 'BUYER' } } : {}),
    ...(executed ? { cancellationExecution: { cancelledBy: executed.by, cancelReason: executed.reason } } : {}),
  };
  const { asin, title, sku } = item;
  const product = { asin, title, ...(omit.includes('sellerSku') ? {} : { sellerSku: sku }) };
  return {
    orderItemId: item.orderItemId,
    quantityOrdered: item.quantity,
    programs: [],
    product: { ...product, condition: { conditionType: 'NEW' } },
    ...(sets.includes('FULFILLMENT') && !omit.includes('itemFulfillment') ? { fulfillment } : {}),
    ...(sets.includes('CANCELLATION') && Object.keys(cancellation).length > 0 ? { cancellation } : {}),
  };
}

function unknownSet(sets: string[]): SandboxAnswer | undefined {
  const unknown = sets.find((name) => !DATA_SETS.includes(name));
  return unknown === undefined ? undefined : invalidInput(`includedData has no data set ${unknown}.`);
}

function readOf(operation: Operation): InventoryCall {
  return { kind: 'read', operation, sku: null, quantity: null, idempotencyKey: null };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
