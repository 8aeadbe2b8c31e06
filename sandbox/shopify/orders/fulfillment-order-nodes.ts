/** Fulfilment orders as Admin API objects. */
import type { AdminCall } from '../admin-api/admin-call.ts';
import { connection, type PageArguments } from '../admin-api/lists/connection.ts';
import { locationNode, type Node, variantNode } from '../inventory/stock-nodes.ts';
import { gid } from '../numeric-id.ts';
import { apiTime } from '../webhooks/rest-values.ts';
import { isGranted } from '../webhooks/topic-scopes.ts';
import type { FulfillmentOrder, FulfillmentOrderLine } from './fulfillment-order.ts';
import { lineNode } from './line-nodes.ts';
import { type Order, orderName } from './order.ts';

export type FulfillmentOrdersArguments = PageArguments & { displayable?: boolean | null; query?: string | null };

const SCOPE = 'read_merchant_managed_fulfillment_orders';

/**
 * An order's fulfilment orders, oldest first: closed ones too. An app without the scope for those of the merchant's own
 * locations gets none of them and no error: "an API client will only receive a subset" (FulfillmentOrder, schema 2026-10;
 * https://community.shopify.com/t/16669: empty lists without read_merchant_managed_fulfillment_orders).
 */
export function fulfillmentOrdersPage(
  call: AdminCall,
  order: Order,
  args: FulfillmentOrdersArguments,
  ofOrder: () => Node,
): object {
  return connection(
    isGranted(SCOPE, call.shop.app.scopes) ? order.fulfillmentOrders : [],
    args,
    ({ id }) => id,
    (each) => fulfillmentOrderNode(call, order, each, ofOrder),
  );
}

export function fulfillmentOrderNode(
  call: AdminCall,
  order: Order,
  fulfillmentOrder: FulfillmentOrder,
  ofOrder: () => Node,
): Node {
  const { id, location, status, fulfillAt, createdAt, updatedAt, lines } = fulfillmentOrder;
  return {
    __typename: 'FulfillmentOrder',
    id: gid('FulfillmentOrder', id),
    assignedLocation: { location: () => locationNode(call, location), name: location.name },
    createdAt: apiTime(createdAt),
    fulfillAt: apiTime(fulfillAt),
    lineItems: (args: PageArguments) =>
      connection(
        lines,
        args,
        (entry) => entry.id,
        (entry) => entryNode(call, entry),
      ),
    order: ofOrder,
    orderId: gid('Order', order.id),
    orderName: orderName(order),
    orderProcessedAt: apiTime(order.processedAt),
    requestStatus: 'UNSUBMITTED',
    status: status.toUpperCase(),
    updatedAt: apiTime(updatedAt),
  };
}

/** A line of one of the order's fulfilment orders, by its id. */
export function fulfillmentOrderPartNode(call: AdminCall, order: Order, id: string): Node | undefined {
  const entry = order.fulfillmentOrders.flatMap(({ lines }) => lines).find((candidate) => candidate.id === id);
  return entry && entryNode(call, entry);
}

function entryNode(call: AdminCall, { id, line, total, remaining }: FulfillmentOrderLine): Node {
  const item = line.item?.isDeleted ? null : line.item;
  return {
    __typename: 'FulfillmentOrderLineItem',
    id: gid('FulfillmentOrderLineItem', id),
    inventoryItemId: item && gid('InventoryItem', item.inventoryItemId),
    lineItem: () => lineNode(call, line),
    remainingQuantity: remaining,
    requiresShipping: true,
    sku: line.sku,
    totalQuantity: total,
    variant: item && (() => variantNode(call, item)),
  };
}
