/** Inventory transfers: units under way to a location, from another one or from a supplier. */
import type { Item, ShopLocation } from './stock.ts';

/** A line of the one shipment that the sandbox makes of each transfer. */
export type TransferLine = { id: string; item: Item; quantity: number; accepted: number; rejected: number };

export type Transfer = {
  id: string;
  shipmentId: string;
  lines: TransferLine[];
  /** Undefined: a supplier sends the units, as for a purchase order. */
  from: ShopLocation | undefined;
  to: ShopLocation;
  isShipped: boolean;
  shippedAt: Date | null;
  receivedAt: Date | null;
};

export type ShipmentStatus = 'DRAFT' | 'IN_TRANSIT' | 'PARTIALLY_RECEIVED' | 'RECEIVED';

/** Units of a line that are neither accepted nor rejected yet. */
export function unreceived({ quantity, accepted, rejected }: TransferLine): number {
  return quantity - accepted - rejected;
}

/** InventoryShipmentStatus, Admin API schema 2026-10. */
export function shipmentStatus({ lines, isShipped, receivedAt }: Transfer): ShipmentStatus {
  if (!isShipped) return 'DRAFT';
  if (receivedAt === null) return 'IN_TRANSIT';
  return lines.every((line) => unreceived(line) === 0) ? 'RECEIVED' : 'PARTIALLY_RECEIVED';
}

/** InventoryTransferStatus, Admin API schema 2026-10. */
export function transferStatus(transfer: Transfer): string {
  const shipment = shipmentStatus(transfer);
  if (shipment === 'DRAFT') return 'READY_TO_SHIP';
  return shipment === 'RECEIVED' ? 'TRANSFERRED' : 'IN_PROGRESS';
}
