/** Transfers and their shipments as Admin API objects. */
import type { AdminCall } from '../admin-api/admin-call.ts';
import { connection, type PageArguments } from '../admin-api/lists/connection.ts';
import { gid } from '../numeric-id.ts';
import { apiTime } from '../webhooks/rest-values.ts';
import type { ShopLocation } from './stock.ts';
import { itemNode, locationNode, type Node } from './stock-nodes.ts';
import { shipmentStatus, type Transfer, type TransferLine, transferStatus, unreceived } from './transfer.ts';

/** InventoryTransfer; `origin` is null where no location sends the units (Admin API schema 2026-10). */
export function transferNode(call: AdminCall, transfer: Transfer): Node {
  return {
    __typename: 'InventoryTransfer',
    id: gid('InventoryTransfer', transfer.id),
    name: `#T${transfer.id}`,
    origin: transfer.from && endOf(call, transfer.from),
    destination: endOf(call, transfer.to),
    shipments: (args: PageArguments) =>
      connection(
        [transfer],
        args,
        ({ shipmentId }) => shipmentId,
        () => shipmentNode(call, transfer),
      ),
    status: transferStatus(transfer),
  };
}

export function shipmentNode(call: AdminCall, transfer: Transfer): Node {
  return {
    __typename: 'InventoryShipment',
    id: gid('InventoryShipment', transfer.shipmentId),
    name: `#T${transfer.id}-1`,
    dateReceived: transfer.receivedAt && apiTime(transfer.receivedAt),
    dateShipped: transfer.shippedAt && apiTime(transfer.shippedAt),
    lineItems: (args: PageArguments) =>
      connection(
        transfer.lines,
        args,
        ({ id }) => id,
        (line) => lineNode(call, line),
      ),
    status: shipmentStatus(transfer),
  };
}

function lineNode(call: AdminCall, line: TransferLine): Node {
  return {
    __typename: 'InventoryShipmentLineItem',
    id: gid('InventoryShipmentLineItem', line.id),
    acceptedQuantity: line.accepted,
    inventoryItem: line.item.isDeleted ? null : () => itemNode(call, line.item),
    quantity: line.quantity,
    rejectedQuantity: line.rejected,
    unreceivedQuantity: unreceived(line),
  };
}

function endOf(call: AdminCall, location: ShopLocation) {
  return {
    location: () => locationNode(call, location),
    name: location.name,
    snapshottedAt: apiTime(location.createdAt),
  };
}
