/** Reads a transfer from Shopify: units that left one location, and units that were accepted at another. */

import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { OrderAnswer, SetAsideRow } from '../../../ports/channel/channel.ts';
import { timeField, unitsField } from '../../fields.ts';
import { readRows, setAsideRows } from '../../rows.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import type { AdminApi } from '../client/api.ts';
import { globalId, numericId } from '../client/global-id.ts';
import { withNumericId } from '../client/odd-rows.ts';
import { everyNode, type RowPage, rowPage } from '../client/pages.ts';
import { SHIPMENT_LINES, TRANSFER } from './transfer-documents.ts';
import { type ShipmentLine, type TransferRead, transferMovements } from './transfer-movements.ts';

const place = v.nullish(v.object({ location: v.nullish(v.object({ id: v.string() })) }));
const transfer = v.object({
  inventoryTransfer: v.nullable(v.object({ id: v.string(), origin: place, destination: place, shipments: rowPage })),
});
const time = v.nullish(timeField);
const shipment = v.object({ id: v.string(), status: v.string(), dateShipped: time, dateReceived: time });
const shipmentLine = v.object({
  id: v.string(),
  quantity: unitsField,
  acceptedQuantity: unitsField,
  /** Null for an item that was deleted since. */
  inventoryItem: v.nullable(v.object({ id: v.string(), sku: v.nullable(v.string()), tracked: v.boolean() })),
});
const shipmentLines = v.object({ inventoryShipment: v.nullable(v.object({ lineItems: v.nullable(rowPage) })) });

/** Shipments or lines asked for at once: within the 1,000 points of one query, with the item of each line. */
const PAGE_SIZE = 100;

/** Not shipped: its units have not left. */
const DRAFT = 'DRAFT';

/** Whether what stands for an order is a transfer. */
export function isTransfer(order: string): boolean {
  return order.startsWith(globalId('InventoryTransfer', ''));
}

/**
 * What moved by the transfer so far. An odd shipment or line is set aside with its reason, and costs no other. Rejects with
 * CredentialsGoneError, and when no answer came in time.
 */
export async function readTransfer(
  api: AdminApi,
  channel: ShopifyChannel,
  id: string,
  read: TransferRead,
): Promise<OrderAnswer> {
  const first = await api.read(TRANSFER, { id, first: PAGE_SIZE, after: null }, transfer, SINGLE_READ_TRIES);
  const found = first.inventoryTransfer;
  if (found === null) {
    return { kind: 'unknown', reason: `Shopify shows no transfer ${numericId(id)}: it is deleted.` };
  }
  const setAside: SetAsideRow[] = [];
  const shipments = readRows(await allShipments(api, id, found.shipments), shipment);
  const of = `transfer ${numericId(id)}`;
  setAside.push(...setAsideRows(shipments.odd.map(withNumericId), { field: 'id', what: 'shipment', of }));
  const lines: ShipmentLine[] = [];
  for (const each of shipments.rows.filter(({ status }) => status !== DRAFT)) {
    const page = readRows(await linesOf(api, each.id), shipmentLine);
    const { dateShipped: leftAt, dateReceived: arrivedAt } = each;
    lines.push(...page.rows.map((line) => ({ ...line, leftAt, arrivedAt })));
    setAside.push(...setAsideRows(page.odd.map(withNumericId), { field: 'id', what: 'line', of }));
  }
  const ends = { id: numericId(id), from: locationIn(found.origin), to: locationIn(found.destination) };
  const moved = transferMovements(channel, { ...ends, lines }, read);
  return { kind: 'transfer', ...moved, ...(setAside.length > 0 && { setAside }) };
}

/** Undefined where no location sends or gets the units, or one that was deleted. */
function locationIn(end: v.InferOutput<typeof place>): string | undefined {
  const id = end?.location?.id;
  return id === undefined ? undefined : numericId(id);
}

/** What is asked for was deleted between two pages. */
const NO_MORE: RowPage = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

function allShipments(api: AdminApi, id: string, start: RowPage): Promise<readonly unknown[]> {
  return everyNode(start, async (after) => {
    const variables = { id, first: PAGE_SIZE, after };
    const { inventoryTransfer } = await api.read(TRANSFER, variables, transfer, SINGLE_READ_TRIES);
    return inventoryTransfer?.shipments ?? NO_MORE;
  });
}

async function linesOf(api: AdminApi, id: string): Promise<readonly unknown[]> {
  const pageAfter = async (after: string | null): Promise<RowPage> => {
    const variables = { id, first: PAGE_SIZE, after };
    const { inventoryShipment } = await api.read(SHIPMENT_LINES, variables, shipmentLines, SINGLE_READ_TRIES);
    return inventoryShipment?.lineItems ?? NO_MORE;
  };
  return everyNode(await pageAfter(null), pageAfter);
}
