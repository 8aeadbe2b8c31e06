/** The Orders API 2026-01-01: searching orders and reading one. */
import type { InventoryCall } from '../../kernel/call-log.ts';
import { pageOf } from '../../kernel/paging.ts';
import type { PlatformRoute, SandboxAnswer, SandboxRequest } from '../../kernel/platform.ts';
import { invalidInput, notFound, success } from '../errors.ts';
import { listOf } from '../listings/list-parameter.ts';
import { marketplaceOf } from '../marketplaces.ts';
import { type PayloadRule, type Payloads, withRow } from '../payloads.ts';
import type { Operation } from '../usage-plans.ts';
import { type Order, type OrderItem, type OrderStatus, unshippedOf } from './order.ts';

const PAGE_MAX = 100;
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
const FULFILLERS = ['MERCHANT', 'AMAZON'];
/** How long before the request the time range of a search must end: the model, of `createdBefore`. */
const ENDED_FOR_MS = 120_000;
const STATUS_ON_WIRE = {
  Pending: 'PENDING',
  Unshipped: 'UNSHIPPED',
  Shipped: 'SHIPPED',
  Canceled: 'CANCELLED',
} as const satisfies Record<OrderStatus, string>;

/**
 * The Orders API 2026-01-01, in the shapes of `@sp-api-sdk/orders-api-2026-01-01` 2.3.3. A data set that is not asked
 * for in `includedData` is not in the answer, fulfilment and its status included.
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
      handle: (request) => searchOrders(request, orders, payloads.current().orders, nowMs()),
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

function searchOrders(
  { query }: SandboxRequest,
  orders: ReadonlyMap<string, Order>,
  { omit, row }: PayloadRule['orders'],
  nowMs: number,
): SandboxAnswer {
  const sets = listOf(query, 'includedData');
  const problem = unknownSet(sets);
  if (problem) return problem;
  const by = query.has('createdAfter') ? 'created' : 'lastUpdated';
  const since = Date.parse(query.get(`${by}After`) ?? '');
  if (query.has('createdAfter') === query.has('lastUpdatedAfter') || Number.isNaN(since)) {
    return invalidInput('Exactly one of createdAfter and lastUpdatedAfter is required, as an ISO 8601 time.');
  }
  const until = query.has(`${by}Before`) ? Date.parse(query.get(`${by}Before`) ?? '') : nowMs;
  if (Number.isNaN(until)) return invalidInput(`${by}Before must be an ISO 8601 time.`);
  if (query.has(`${by}Before`) && (until < since || until > nowMs - ENDED_FOR_MS)) {
    return invalidInput(`${by}Before must be after ${by}After and two minutes before now.`);
  }
  const size = Number(query.get('maxResultsPerPage') ?? PAGE_MAX);
  if (!Number.isInteger(size) || size < 1 || size > PAGE_MAX) {
    return invalidInput(`maxResultsPerPage must be from 1 to ${PAGE_MAX}.`);
  }
  const fulfillers = listOf(query, 'fulfilledBy');
  if (fulfillers.some((each) => !FULFILLERS.includes(each))) {
    return invalidInput(`fulfilledBy is some of ${FULFILLERS.join(', ')}.`);
  }
  const statuses = listOf(query, 'fulfillmentStatuses');
  const marketplaces = listOf(query, 'marketplaceIds');
  const timeOf = (order: Order) => (by === 'created' ? order.createdMs : order.lastUpdatedMs);
  const found = [...orders.values()]
    .filter((order) => timeOf(order) >= since && (timeOf(order) <= until || !query.has(`${by}Before`)))
    .filter(({ status }) => statuses.length === 0 || statuses.includes(STATUS_ON_WIRE[status]))
    .filter(({ fulfilledBy }) => fulfillers.length === 0 || fulfillers.includes(fulfilledBy))
    .filter(({ marketplaceId }) => marketplaces.length === 0 || marketplaces.includes(marketplaceId))
    .sort((left, right) => timeOf(left) - timeOf(right));
  const page = pageOf(found, query.get('paginationToken'), size);
  if (!page) return invalidInput('paginationToken is not one that this operation gave.');
  return success({
    orders: withRow(
      page.items.map((order) => orderOnWire(order, sets, omit)),
      row,
    ),
    pagination: { ...(page.next === undefined ? {} : { nextToken: page.next }) },
    [`${by}Before`]: iso(until),
  });
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
