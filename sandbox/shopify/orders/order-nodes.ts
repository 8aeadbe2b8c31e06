/**
 * Orders and their parts as Admin API objects. Source: Order, Fulfillment and Refund of the schema 2026-10
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Order).
 */
import type { AdminCall } from '../admin-api/admin-call.ts';
import { connection, type PageArguments } from '../admin-api/lists/connection.ts';
import { locationNode, type Node, resource } from '../inventory/stock-nodes.ts';
import { gid } from '../numeric-id.ts';
import { apiTime } from '../webhooks/rest-values.ts';
import {
  type FulfillmentOrdersArguments,
  fulfillmentOrderNode,
  fulfillmentOrderPartNode,
  fulfillmentOrdersPage,
} from './fulfillment-order-nodes.ts';
import { groupNode, lineNode } from './line-nodes.ts';
import { type Fulfillment, type Order, orderName, orderState, type Refund } from './order.ts';

const DISPLAY_STATUS = { unfulfilled: 'UNFULFILLED', partial: 'PARTIALLY_FULFILLED', fulfilled: 'FULFILLED' } as const;

export function orderNode(call: AdminCall, order: Order): Node {
  const place = order.retailLocation && (() => locationNode(call, order.retailLocation ?? call.shop.location));
  const cancelledAt = order.cancelledAt && apiTime(order.cancelledAt);
  return {
    __typename: 'Order',
    ...resource('Order', order.id, order.createdAt),
    cancelReason: order.cancelledAt ? 'OTHER' : null,
    cancelledAt,
    app: order.source.appId === null ? null : { id: gid('App', order.source.appId), name: order.source.sourceName },
    closed: order.closedAt !== null,
    closedAt: order.closedAt && apiTime(order.closedAt),
    confirmed: true,
    customAttributes: order.source.noteAttributes.map(({ name: key, value }) => ({ key, value })),
    displayFulfillmentStatus: DISPLAY_STATUS[orderState(order)],
    edited: order.isEdited,
    fulfillmentOrders: (args: FulfillmentOrdersArguments) =>
      fulfillmentOrdersPage(call, order, args, () => orderNode(call, order)),
    fulfillments: ({ first }: { first?: number | null }) =>
      order.fulfillments.slice(0, first ?? undefined).map((fulfillment) => fulfillmentNode(call, order, fulfillment)),
    lineItems: (args: PageArguments) =>
      connection(
        order.lines,
        args,
        ({ id }) => id,
        (line) => lineNode(call, line),
      ),
    name: orderName(order),
    note: order.source.note,
    number: order.number,
    physicalLocation: place,
    processedAt: apiTime(order.processedAt),
    refunds: ({ first }: { first?: number | null }) =>
      order.refunds.slice(0, first ?? undefined).map((refund) => refundNode(call, order, refund)),
    retailLocation: place,
    sourceIdentifier: order.source.sourceIdentifier,
    sourceName: order.source.sourceName,
    tags: order.source.tags,
    test: true,
    updatedAt: apiTime(order.updatedAt),
  };
}

function refundNode(call: AdminCall, order: Order, refund: Refund): Node {
  return {
    __typename: 'Refund',
    ...resource('Refund', refund.id, refund.createdAt),
    note: null,
    order: () => orderNode(call, order),
    processedAt: apiTime(refund.createdAt),
    refundLineItems: (args: PageArguments) =>
      connection(
        refund.lines,
        args,
        ({ id }) => id,
        ({ id, line, quantity, restockType, location }) => ({
          id: gid('RefundLineItem', id),
          lineItem: () => lineNode(call, line),
          location: location && (() => locationNode(call, location)),
          quantity,
          restocked: restockType !== 'no_restock',
          restockType: restockType.toUpperCase(),
        }),
      ),
    updatedAt: apiTime(refund.createdAt),
  };
}

function fulfillmentNode(call: AdminCall, order: Order, fulfillment: Fulfillment): Node {
  return {
    __typename: 'Fulfillment',
    ...resource('Fulfillment', fulfillment.id, fulfillment.createdAt),
    fulfillmentLineItems: (args: PageArguments) =>
      connection(
        fulfillment.lines,
        args,
        ({ id }) => id,
        ({ id, line, quantity }) => ({
          id: gid('FulfillmentLineItem', id),
          lineItem: () => lineNode(call, line),
          quantity,
        }),
      ),
    location: () => locationNode(call, fulfillment.location),
    name: fulfillment.name,
    order: () => orderNode(call, order),
    status: fulfillment.status.toUpperCase(),
    totalQuantity: fulfillment.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    updatedAt: apiTime(fulfillment.updatedAt),
  };
}

/** The nodes of an order that can be read by an id of their own. */
export function orderPartNode(call: AdminCall, type: string, id: string): Node | undefined {
  for (const order of call.shop.orders.values()) {
    const line = type === 'LineItem' ? order.lines.find((candidate) => candidate.id === id) : undefined;
    if (line) return lineNode(call, line);
    const refund = type === 'Refund' ? order.refunds.find((candidate) => candidate.id === id) : undefined;
    if (refund) return refundNode(call, order, refund);
    const fulfillment =
      type === 'Fulfillment' ? order.fulfillments.find((candidate) => candidate.id === id) : undefined;
    if (fulfillment) return fulfillmentNode(call, order, fulfillment);
    const group = type === 'LineItemGroup' ? order.groups.find((candidate) => candidate.id === id) : undefined;
    if (group) return groupNode(group);
    const assigned =
      type === 'FulfillmentOrder' ? order.fulfillmentOrders.find((candidate) => candidate.id === id) : undefined;
    if (assigned) return fulfillmentOrderNode(call, order, assigned, () => orderNode(call, order));
    const entry = type === 'FulfillmentOrderLineItem' ? fulfillmentOrderPartNode(call, order, id) : undefined;
    if (entry) return entry;
  }
  return undefined;
}
