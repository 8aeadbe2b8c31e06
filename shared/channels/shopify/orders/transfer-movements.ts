/** What a transfer in Shopify did to the stock so far: units left its origin, units were accepted at its destination. */

import type { ShopifyChannel } from '../../../channel-config.ts';
import type { LocationId, Sku } from '../../../domain/identifiers.ts';
import type { MovementObservation } from '../../../domain/stock/observation.ts';
import { isNoChange, type StockChange } from '../../../domain/stock/stock.ts';
import { usableSku } from '../../../domain/usable-sku.ts';
import type { AcceptedBefore } from '../../../ports/channel/channel.ts';
import { numericId } from '../client/global-id.ts';

/** A line of a shipment that has left. */
export type ShipmentLine = {
  readonly id: string;
  readonly quantity: number;
  readonly acceptedQuantity: number;
  readonly inventoryItem: { readonly id: string; readonly sku: string | null; readonly tracked: boolean } | null;
  /** When its shipment was shipped, and when the first of its units were received; ISO 8601. */
  readonly leftAt: string | null | undefined;
  readonly arrivedAt: string | null | undefined;
};

/** A transfer with the lines of its shipments; Shopify's ids. An end that is undefined is no location. */
export type Transfer = {
  readonly id: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly lines: readonly ShipmentLine[];
};

/** A reading of a transfer; `acceptedBefore` is what a webhook says that its lines had accepted before it. */
export type TransferRead = {
  readonly readAt: Date;
  readonly receivedAt: string;
  readonly acceptedBefore: AcceptedBefore;
};

/**
 * A movement for each line at each end that the channel maps, as it stands now: a later reading posts what it says more. Units
 * that were rejected never become stock. Units from a location that is not mapped, or from a supplier, are received.
 */
export function transferMovements(
  channel: ShopifyChannel,
  { id, from, to, lines }: Transfer,
  read: TransferRead,
): { readonly movements: readonly MovementObservation[]; readonly ignored: readonly string[] } {
  const movements: MovementObservation[] = [];
  const ignored: string[] = [];
  const origin = ourLocation(channel, from);
  const destination = ourLocation(channel, to);
  for (const line of lines) {
    const sku = countedSku(line);
    if (typeof sku !== 'string') {
      ignored.push(`Line ${numericId(line.id)} of transfer ${id} ${sku.because}.`);
      continue;
    }
    const base = { channel, transfer: id, line, sku, read };
    if (origin !== undefined && from !== undefined && line.quantity > 0) {
      movements.push(
        movement(base, 'from', { cause: 'transferred', location: origin, at: from, onHand: -line.quantity }),
      );
    }
    if (destination !== undefined && to !== undefined && line.acceptedQuantity > 0) {
      const cause = origin === undefined ? 'received' : 'transferred';
      movements.push(movement(base, 'to', { cause, location: destination, at: to, onHand: line.acceptedQuantity }));
    }
  }
  return { movements, ignored };
}

function countedSku({ inventoryItem: item }: ShipmentLine): Sku | { readonly because: string } {
  if (item === null) {
    return { because: 'is of an item that was deleted' };
  }
  if (!item.tracked) {
    return { because: 'is of an item that Shopify does not track' };
  }
  return item.sku ? (usableSku(item.sku) ?? { because: 'has a SKU that cannot be kept' }) : { because: 'has no SKU' };
}

type Base = {
  readonly channel: ShopifyChannel;
  readonly transfer: string;
  readonly line: ShipmentLine;
  readonly sku: Sku;
  readonly read: TransferRead;
};

type Moved = {
  readonly cause: 'received' | 'transferred';
  readonly location: LocationId;
  /** Shopify's id of that location. */
  readonly at: string;
  readonly onHand: number;
};

/**
 * Shopify raised its own figure by what was accepted. At the origin its figure fell before, when the units were set aside for
 * the transfer, which nothing reports: the next comparison finds that.
 */
function movement(
  { channel, transfer, line, sku, read }: Base,
  end: 'from' | 'to',
  { cause, location, at, onHand }: Moved,
): MovementObservation {
  const id = numericId(line.id);
  return {
    kind: 'movement',
    cause,
    sku,
    changes: end === 'to' ? arrivals(line, location, read) : departure(line, location),
    ...(end === 'to' && { deducted: -onHand }),
    channelLocation: at,
    ...(line.inventoryItem && { soldAs: numericId(line.inventoryItem.id) }),
    source: {
      channel: channel.id,
      order: `transfer:${transfer}`,
      line: id,
      key: `shopify-transfer:${channel.id}:${id}:${end}`,
    },
    occurredAt: read.receivedAt,
    receivedAt: read.receivedAt,
    readAt: read.readAt.getTime(),
  };
}

/**
 * A count or an import contains what was accepted before it. Shopify says when the first units came, and the webhook how many
 * had come before those that it reports.
 */
function arrivals({ id, acceptedQuantity, arrivedAt }: ShipmentLine, location: LocationId, read: TransferRead) {
  const reported = read.acceptedBefore[numericId(id)];
  const before = Math.min(acceptedQuantity, Math.max(0, reported ?? 0));
  const dated = arrivedAt ? { occurredAt: arrivedAt } : {};
  const changes: readonly StockChange[] = [
    { location, onHand: before, ...dated },
    { location, onHand: acceptedQuantity - before, ...(reported === undefined && dated) },
  ];
  return changes.filter((change) => !isNoChange(change));
}

function departure({ quantity, leftAt }: ShipmentLine, location: LocationId): readonly StockChange[] {
  return [{ location, onHand: -quantity, ...(leftAt && { occurredAt: leftAt }) }];
}

function ourLocation(channel: ShopifyChannel, id: string | undefined): LocationId | undefined {
  return id !== undefined && Object.hasOwn(channel.locations, id) ? channel.locations[id]?.[0] : undefined;
}
