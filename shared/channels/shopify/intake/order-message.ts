/** Puts together what can be read of an order, of its webhook or of the API: an odd row costs only the lines that it is about. */

import type * as v from 'valibot';
import type { SetAsideRow } from '../../../ports/channel/channel.ts';
import { fieldOf, idIn, type OddRow, setAsideRows } from '../../rows.ts';
import type { ShopifyOrder, shopifyOrderMessage } from './order.ts';

/** An order as far as it can be read: without the lines of which an odd row may say more. */
export type ReadableOrder = { readonly order: ShopifyOrder; readonly setAside: readonly SetAsideRow[] };

/**
 * A fulfillment, refund or fulfillment order that cannot be read is about units of the lines that it names; one that names
 * none may be about any. How those lines stand is open: a webhook's order is read, and what a reading leaves open is set
 * aside for a person.
 */
export function readableOrder(message: v.InferOutput<typeof shopifyOrderMessage>): ReadableOrder {
  const { fulfillment_orders: assigned, ...rest } = message;
  const { id, line_items, fulfillments, refunds } = rest;
  const shipments = fulfillments?.rows ?? [];
  const paidBack = refunds?.rows ?? [];
  const odd: readonly Odd[] = [
    ...line_items.odd.map((row) => ({ ...row, what: 'line', name: 'id', about: [] })),
    ...(fulfillments?.odd ?? []).map((row) => oddList(row, 'fulfillment', 'line_items', 'id')),
    ...shipments.flatMap((each) => each.line_items.odd.map((row) => oddRow(row, 'shipped line', 'id'))),
    ...(refunds?.odd ?? []).map((row) => oddList(row, 'refund', 'refund_line_items', 'line_item_id')),
    ...paidBack.flatMap((each) =>
      each.refund_line_items.odd.map((row) => oddRow(row, 'refunded line', 'line_item_id')),
    ),
    ...(assigned?.odd ?? []).map((row) => oddList(row, 'fulfillment order', 'line_items', 'line_item_id')),
    ...(assigned?.rows ?? []).flatMap((each) =>
      each.line_items.odd.map((row) => oddRow(row, 'assigned line', 'line_item_id')),
    ),
  ];
  const isOpen = (line: string) => odd.some(({ about }) => about === 'any line' || about.includes(line));
  return {
    order: {
      ...rest,
      line_items: line_items.rows.filter((line) => !isOpen(line.id)),
      fulfillments: shipments.map((each) => ({ ...each, line_items: [...each.line_items.rows] })),
      refunds: paidBack.map((each) => ({ ...each, refund_line_items: [...each.refund_line_items.rows] })),
      ...(assigned && {
        fulfillment_orders: assigned.rows.map((each) => ({ ...each, line_items: [...each.line_items.rows] })),
      }),
    },
    setAside: odd.flatMap((row) => setAsideRows([row], { field: row.name, what: row.what, of: `order ${id}` })),
  };
}

type Odd = OddRow & {
  readonly what: string;
  /** The field with the id by which the row is named. */
  readonly name: string;
  readonly about: readonly string[] | 'any line';
};

function oddRow(row: OddRow, what: string, name: string): Odd {
  const line = idIn(row.row, name);
  return { ...row, what, name, about: line === undefined ? 'any line' : [line] };
}

function oddList(row: OddRow, what: string, list: string, name: string): Odd {
  const rows = fieldOf(row.row, list);
  const lines = Array.isArray(rows) ? rows.map((each) => idIn(each, name)) : [undefined];
  const named = lines.filter((line) => line !== undefined);
  return { ...row, what, name: 'id', about: named.length < lines.length ? 'any line' : named };
}
