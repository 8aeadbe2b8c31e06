/** Reads one Shopify order by its id, all pages of it. */

import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { OrderReader } from '../../../ports/channel/channel.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import type { Clock } from '../../../ports/journal.ts';
import { timeField, unitsField } from '../../fields.ts';
import { readRows } from '../../rows.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { type AdminApi, createAdminApi } from '../client/api.ts';
import { globalId, numericId } from '../client/global-id.ts';
import type { ShopifyCredentials } from '../connecting/credentials.ts';
import type { ShopifyOrder } from '../intake/order.ts';
import { orderLines } from '../intake/order-lines.ts';
import {
  MORE_ASSIGNED_LINES,
  MORE_FULFILLED_LINES,
  MORE_FULFILLMENT_ORDERS,
  MORE_LINES,
  MORE_REFUNDED_LINES,
  ORDER,
  ORDER_OF_FULFILLMENT_ORDER,
} from './order-documents.ts';

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
    async readOrder(order, receivedAt) {
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
          const whole = await wholeOrder(api, node, pageSize);
          return { kind: 'order', ...orderLines(channel, whole, receivedAt) };
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

const id = v.pipe(v.string(), v.transform(numericId));
const lineItem = v.object({ id });
const location = v.nullable(v.object({ id }));
const lowerCase = v.pipe(v.string(), v.toLowerCase());

const line = v.object({
  id,
  sku: v.nullable(v.string()),
  isGiftCard: v.boolean(),
  restockable: v.boolean(),
  variant: v.nullable(v.object({ id, inventoryItem: v.object({ tracked: v.boolean() }) })),
  quantity: unitsField,
  currentQuantity: unitsField,
  fulfillableQuantity: unitsField,
});
const fulfilledLine = v.object({ quantity: v.nullable(unitsField), lineItem });
const refundedLine = v.object({ quantity: unitsField, restockType: lowerCase, location, lineItem });
const assignedLine = v.object({ remainingQuantity: unitsField, lineItem });
const fulfillmentOrder = v.object({
  id: v.string(),
  updatedAt: v.nullish(timeField),
  assignedLocation: v.object({ location }),
  lineItems: page(assignedLine),
});

/** An order as `WITH_PARTS` of order-documents.ts is answered. */
export const orderNode = v.object({
  id: v.string(),
  createdAt: timeField,
  processedAt: v.nullish(timeField),
  updatedAt: timeField,
  cancelledAt: v.nullable(timeField),
  sourceName: v.nullish(v.string()),
  app: v.nullish(v.object({ id })),
  tags: v.nullish(v.array(v.string()), []),
  retailLocation: location,
  lineItems: page(line),
  fulfillments: v.array(
    v.object({
      id: v.string(),
      createdAt: timeField,
      status: lowerCase,
      location,
      fulfillmentLineItems: page(fulfilledLine),
    }),
  ),
  refunds: v.array(v.object({ id: v.string(), createdAt: v.nullable(timeField), refundLineItems: page(refundedLine) })),
  fulfillmentOrders: page(fulfillmentOrder),
});

/** Null for a fulfillment order that is gone: the webhooks of its order report the rest. */
const orderOfFulfillmentOrder = v.pipe(
  v.object({ fulfillmentOrder: v.nullable(v.object({ order: orderNode })) }),
  v.transform(({ fulfillmentOrder }) => ({ order: fulfillmentOrder?.order ?? null })),
);

/** A page of a connection. */
export function page<const Node extends v.GenericSchema>(node: Node) {
  return v.object({
    nodes: v.array(node),
    pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
  });
}

/** One of the order's further pages cannot be read; the message names the field, and never its content. */
export class UnreadableOrderError extends Error {
  override readonly name = 'UnreadableOrderError';
}

/** The rows of a further page; one that is odd makes its order unreadable, and no other. */
function everyRow<const Node extends v.GenericSchema>(
  { nodes, pageInfo }: Page<unknown>,
  node: Node,
): Page<v.InferOutput<Node>> {
  const { rows, odd } = readRows(nodes, node);
  const [first] = odd;
  if (first !== undefined) {
    throw new UnreadableOrderError(first.reason);
  }
  return { nodes: rows, pageInfo };
}

type Page<Node> = {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
};

const furtherPage = v.object({ within: v.object({ page: page(v.unknown()) }) });

/**
 * The order under the names that webhooks have for it, with the lines that did not fit the first answer. Were it
 * changed between two pages, its version here is older than that change, whose own webhook then has the last word.
 */
export async function wholeOrder(
  api: AdminApi,
  node: v.InferOutput<typeof orderNode>,
  first: number,
): Promise<ShopifyOrder> {
  const further =
    <const Node extends v.GenericSchema>(document: string, of: string, node: Node) =>
    async (after: string) =>
      everyRow((await api.read(document, { id: of, first, after }, furtherPage, SINGLE_READ_TRIES)).within.page, node);
  const items = await everyNode(node.lineItems, further(MORE_LINES, node.id, line));
  const fulfillments = node.fulfillments.map(
    async ({ id: of, createdAt, status, location: from, fulfillmentLineItems }) => ({
      created_at: createdAt,
      status,
      location_id: from?.id,
      line_items: (await everyNode(fulfillmentLineItems, further(MORE_FULFILLED_LINES, of, fulfilledLine))).map(
        ({ quantity, lineItem: line }) => ({ id: line.id, quantity: quantity ?? 0 }),
      ),
    }),
  );
  const refunds = node.refunds.map(async ({ id: of, createdAt, refundLineItems }) => ({
    created_at: createdAt,
    refund_line_items: (await everyNode(refundLineItems, further(MORE_REFUNDED_LINES, of, refundedLine))).map(
      ({ quantity, restockType, location: to, lineItem: line }) => ({
        line_item_id: line.id,
        quantity,
        restock_type: restockType,
        location_id: to?.id,
      }),
    ),
  }));
  const assigned = (
    await everyNode(node.fulfillmentOrders, further(MORE_FULFILLMENT_ORDERS, node.id, fulfillmentOrder))
  ).map(async ({ id: of, updatedAt, assignedLocation, lineItems }) => ({
    updated_at: updatedAt,
    location_id: assignedLocation.location?.id,
    line_items: (await everyNode(lineItems, further(MORE_ASSIGNED_LINES, of, assignedLine))).map(
      ({ remainingQuantity, lineItem: line }) => ({ line_item_id: line.id, remaining_quantity: remainingQuantity }),
    ),
  }));
  return {
    id: numericId(node.id),
    created_at: node.createdAt,
    processed_at: node.processedAt,
    updated_at: node.updatedAt,
    cancelled_at: node.cancelledAt,
    source_name: node.sourceName,
    app_id: node.app?.id,
    tags: node.tags?.join(','),
    location_id: node.retailLocation?.id,
    line_items: items.map((each) => ({
      id: each.id,
      sku: each.sku,
      variant_id: each.variant?.id,
      product_exists: each.variant !== null,
      gift_card: each.isGiftCard,
      // A custom item has no variant, nor has a line whose variant was deleted since: that one can be restocked.
      variant_inventory_management: (each.variant?.inventoryItem.tracked ?? each.restockable) ? 'shopify' : null,
      quantity: each.quantity,
      current_quantity: each.currentQuantity,
      fulfillable_quantity: each.fulfillableQuantity,
    })),
    fulfillments: await Promise.all(fulfillments),
    refunds: await Promise.all(refunds),
    fulfillment_orders: await Promise.all(assigned),
  };
}

async function everyNode<Node>(
  start: Page<Node>,
  more: (after: string) => Promise<Page<Node>>,
): Promise<readonly Node[]> {
  const nodes = [...start.nodes];
  let { hasNextPage, endCursor } = start.pageInfo;
  while (hasNextPage && endCursor !== null) {
    const next = await more(endCursor);
    nodes.push(...next.nodes);
    ({ hasNextPage, endCursor } = next.pageInfo);
  }
  return nodes;
}
