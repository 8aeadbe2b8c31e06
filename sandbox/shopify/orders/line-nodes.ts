/**
 * Lines of an order as Admin API objects. Source: LineItem and LineItemGroup of the schema 2026-10
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/objects/LineItem).
 */
import type { AdminCall } from '../admin-api/admin-call.ts';
import { type Node, productNode, variantNode } from '../inventory/stock-nodes.ts';
import { gid } from '../numeric-id.ts';
import {
  currentQuantity,
  fulfillableQuantity,
  type Line,
  type LineGroup,
  lineState,
  refundableQuantity,
} from './order.ts';

export function lineNode(call: AdminCall, line: Line): Node {
  const unshipped = fulfillableQuantity(line);
  const item = line.item?.isDeleted ? null : line.item;
  return {
    __typename: 'LineItem',
    id: gid('LineItem', line.id),
    currentQuantity: currentQuantity(line),
    fulfillableQuantity: unshipped,
    fulfillmentStatus: lineState(line),
    isGiftCard: false,
    lineItemGroup: line.group && groupNode(line.group),
    name: line.title,
    nonFulfillableQuantity: line.quantity - unshipped,
    product: item && (() => productNode(call, item)),
    quantity: line.quantity,
    refundableQuantity: refundableQuantity(line),
    requiresShipping: true,
    restockable: line.isTracked,
    sku: line.sku,
    title: line.title,
    unfulfilledQuantity: unshipped,
    variant: item && (() => variantNode(call, item)),
  };
}

/** The bundle that a line is a component of. */
export function groupNode({ id, item, sku, title, quantity }: LineGroup): Node {
  return {
    __typename: 'LineItemGroup',
    id: gid('LineItemGroup', id),
    productId: gid('Product', item.productId),
    quantity,
    title,
    variantId: gid('ProductVariant', item.variantId),
    variantSku: sku,
  };
}
