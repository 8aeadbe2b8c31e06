/** An order as Shopify's Admin API answers it, put together from all of its pages and read row by row. */

import * as v from 'valibot';
import { timeField, unitsField } from '../../fields.ts';
import { type OddRow, type Rows, readRows } from '../../rows.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import type { AdminApi } from '../client/api.ts';
import { numericId } from '../client/global-id.ts';
import { withIdOf, withNumericId } from '../client/odd-rows.ts';
import { everyNode, type RowPage, rowPage } from '../client/pages.ts';
import { type ReadableOrder, readableOrder } from '../intake/order-message.ts';
import {
  MORE_ASSIGNED_LINES,
  MORE_FULFILLED_LINES,
  MORE_FULFILLMENT_ORDERS,
  MORE_LINES,
  MORE_REFUNDED_LINES,
} from './order-documents.ts';

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
const fulfillment = v.object({
  id: v.string(),
  createdAt: timeField,
  status: lowerCase,
  location,
  fulfillmentLineItems: rowPage,
});
const refundedLine = v.object({ quantity: unitsField, restockType: lowerCase, location, lineItem });
const refund = v.object({ id: v.string(), createdAt: v.nullable(timeField), refundLineItems: rowPage });
const assignedLine = v.object({ remainingQuantity: unitsField, lineItem });
const fulfillmentOrder = v.object({
  id: v.string(),
  status: v.nullish(v.string()),
  updatedAt: v.nullish(timeField),
  assignedLocation: v.object({ location }),
  lineItems: rowPage,
});

/** An order as `WITH_PARTS` of order-documents.ts is answered. The rows of its lists are read one by one. */
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
  lineItems: rowPage,
  fulfillments: v.array(v.unknown()),
  refunds: v.array(v.unknown()),
  fulfillmentOrders: rowPage,
});

const furtherPage = v.object({ within: v.object({ page: rowPage }) });

/** The rows of a connection, of all its pages: `start` is the first, `document` asks for those that follow. */
type ReadRows = <const Schema extends v.GenericSchema>(
  start: RowPage,
  further: { readonly document: string; readonly of: string },
  schema: Schema,
) => Promise<Rows<v.InferOutput<Schema>>>;

/**
 * The order under the names that webhooks have for it, with the lines that did not fit the first answer, as far as its
 * rows can be read. Were it changed between two pages, its version here is older than that change, whose own webhook then
 * has the last word.
 */
export async function wholeOrder(
  api: AdminApi,
  node: v.InferOutput<typeof orderNode>,
  first: number,
): Promise<ReadableOrder> {
  const readAll: ReadRows = async (start, { document, of }, schema) =>
    readRows(
      await everyNode(
        start,
        async (after) =>
          (await api.read(document, { id: of, first, after }, furtherPage, SINGLE_READ_TRIES)).within.page,
      ),
      schema,
    );
  const lines = await readAll(node.lineItems, { document: MORE_LINES, of: node.id }, line);
  const assigned = { document: MORE_FULFILLMENT_ORDERS, of: node.id };
  return readableOrder({
    id: numericId(node.id),
    created_at: node.createdAt,
    processed_at: node.processedAt,
    updated_at: node.updatedAt,
    cancelled_at: node.cancelledAt,
    source_name: node.sourceName,
    app_id: node.app?.id,
    tags: node.tags.join(','),
    location_id: node.retailLocation?.id,
    line_items: { rows: lines.rows.map(webhookLine), odd: lines.odd.map(withNumericId) },
    fulfillments: await fulfillmentsOf(readAll, readRows(node.fulfillments, fulfillment)),
    refunds: await refundsOf(readAll, readRows(node.refunds, refund)),
    fulfillment_orders: await assignedOf(readAll, await readAll(node.fulfillmentOrders, assigned, fulfillmentOrder)),
  });
}

function webhookLine(each: v.InferOutput<typeof line>) {
  return {
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
  };
}

async function fulfillmentsOf(readAll: ReadRows, { rows, odd }: Rows<v.InferOutput<typeof fulfillment>>) {
  const read = rows.map(async ({ id: of, createdAt, status, location: from, fulfillmentLineItems }) => {
    const lines = await readAll(fulfillmentLineItems, { document: MORE_FULFILLED_LINES, of }, fulfilledLine);
    return {
      created_at: createdAt,
      status,
      location_id: from?.id,
      line_items: {
        rows: lines.rows.map(({ quantity, lineItem: of }) => ({ id: of.id, quantity: quantity ?? 0 })),
        odd: lines.odd.map(withIdOf('id', lineNamed)),
      },
    };
  });
  return { rows: await Promise.all(read), odd: odd.map(namedList('fulfillmentLineItems', 'line_items', 'id')) };
}

async function refundsOf(readAll: ReadRows, { rows, odd }: Rows<v.InferOutput<typeof refund>>) {
  const read = rows.map(async ({ id: of, createdAt, refundLineItems }) => {
    const lines = await readAll(refundLineItems, { document: MORE_REFUNDED_LINES, of }, refundedLine);
    return {
      created_at: createdAt,
      refund_line_items: {
        rows: lines.rows.map(({ quantity, restockType, location: to, lineItem: of }) => ({
          line_item_id: of.id,
          quantity,
          restock_type: restockType,
          location_id: to?.id,
        })),
        odd: lines.odd.map(withIdOf('line_item_id', lineNamed)),
      },
    };
  });
  return {
    rows: await Promise.all(read),
    odd: odd.map(namedList('refundLineItems', 'refund_line_items', 'line_item_id')),
  };
}

/**
 * Such a fulfillment order has nothing to ship any more, whatever it says: a closed one whose shipment was cancelled has its
 * units remaining as before, and another one has them too. Recorded from a dev shop on 2026-05 (github.com/airhorns/
 * shopify-draft-proxy @1fba7c18, orders/fulfillment-cancel-parity.json); `FulfillmentOrderStatus`, schema 2026-10.
 */
const HAS_ENDED: ReadonlySet<string | null | undefined> = new Set(['CLOSED', 'CANCELLED']);

async function assignedOf(readAll: ReadRows, { rows, odd }: Rows<v.InferOutput<typeof fulfillmentOrder>>) {
  const read = rows.map(async ({ id: of, status, updatedAt, assignedLocation, lineItems }) => {
    const lines = await readAll(lineItems, { document: MORE_ASSIGNED_LINES, of }, assignedLine);
    const hasEnded = HAS_ENDED.has(status);
    return {
      updated_at: updatedAt,
      location_id: assignedLocation.location?.id,
      line_items: {
        rows: lines.rows.map(({ remainingQuantity, lineItem: of }) => ({
          line_item_id: of.id,
          remaining_quantity: hasEnded ? 0 : remainingQuantity,
        })),
        odd: lines.odd.map(withIdOf('line_item_id', lineNamed)),
      },
    };
  });
  return { rows: await Promise.all(read), odd: odd.map(namedList('lineItems', 'line_items', 'line_item_id')) };
}

/** The global id of the line that a row is about. */
function lineNamed(row: unknown): string | undefined {
  const about = v.safeParse(v.object({ lineItem: v.object({ id: v.string() }) }), row);
  return about.success ? about.output.lineItem.id : undefined;
}

/** The same of a row with a list of lines: those of its further pages, which are not read, are rows that name no line. */
function namedList(connection: string, list: string, field: string) {
  return (odd: OddRow): OddRow => {
    const { row, reason } = withNumericId(odd);
    const within = v.safeParse(v.object({ [connection]: rowPage }), odd.row);
    const lines = within.success ? within.output[connection] : undefined;
    const rows = lines?.nodes.map((each) => withIdOf(field, lineNamed)({ row: each, reason }).row) ?? [{}];
    return { row: Object.assign({}, row, { [list]: lines?.pageInfo.hasNextPage ? [...rows, {}] : rows }), reason };
  };
}
