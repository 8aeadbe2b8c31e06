/** What staff do with transfers: send units from one location, or a supplier, to another, and receive them. */
import { type ActionOutcome, type OrderLine, sumBySku } from '../../kernel/platform.ts';
import { quantityOf, type ShopLocation } from '../inventory/stock.ts';
import { type Transfer, type TransferLine, unreceived } from '../inventory/transfer.ts';
import { levelUpdates } from '../orders/committing.ts';
import type { Happening } from '../orders/happening.ts';
import { impossible } from '../orders/open-order.ts';
import type { Shop } from '../shop.ts';

export type Transferred = { transfer: Transfer; happenings: Happening[] };

/**
 * Moves stock between locations in three parts, as inventory transfers do
 * (https://help.shopify.com/en/manual/products/inventory/transfers): ready to ship, the units are reserved at the origin;
 * shipped, they are on hand nowhere and incoming at the destination; received, they are available there. Where a supplier
 * sends them there is no origin ("inventory transfers without specifying an origin",
 * https://shopify.dev/changelog/optional-location-inputs-for-inventory-transfers, 2025-10).
 */
export function openTransfer(
  shop: Shop,
  lines: readonly OrderLine[],
  from: ShopLocation | undefined,
  to: ShopLocation,
): ActionOutcome<Transferred> {
  const units: TransferLine[] = [];
  for (const [sku, quantity] of sumBySku(lines)) {
    const item = shop.stock.itemOfSku(sku);
    if (!item) return { outcome: 'unknown', reason: `The shop has no SKU ${sku}.` };
    const available = from ? quantityOf(shop.stock.level(item, from), 'available') : quantity;
    if (available < quantity) return impossible(`${from?.name} has ${available} of ${sku} available.`);
    units.push({ id: shop.nextId(), item, quantity, accepted: 0, rejected: 0 });
  }
  const ids = { id: shop.nextId(), shipmentId: shop.nextId() };
  const transfer: Transfer = { ...ids, lines: units, from, to, isShipped: false, shippedAt: null, receivedAt: null };
  shop.transfers.set(transfer.id, transfer);
  const levels = from
    ? units.map(({ item, quantity }) => shop.stock.change(item, from, { available: -quantity, reserved: quantity }))
    : [];
  const opened: Happening = { topic: 'inventory_transfers/updated', transfer };
  return { outcome: 'done', value: { transfer, happenings: [opened, ...levelUpdates(levels)] } };
}

/** The units leave the origin; its on hand falls, what is available there fell before. */
export function shipTransfer(shop: Shop, transfer: Transfer): ActionOutcome<Transferred> {
  if (transfer.isShipped) return impossible(`Transfer ${transfer.id} is shipped.`);
  transfer.isShipped = true;
  transfer.shippedAt = shop.now();
  const { from, to } = transfer;
  const levels = transfer.lines.flatMap(({ item, quantity }) => {
    shop.stock.change(item, to, { incoming: quantity });
    return from ? [shop.stock.change(item, from, { reserved: -quantity })] : [];
  });
  const shipped: Happening[] = [
    { topic: 'inventory_shipments/mark_in_transit', transfer },
    { topic: 'inventory_transfers/updated', transfer },
  ];
  return { outcome: 'done', value: { transfer, happenings: [...shipped, ...levelUpdates(levels)] } };
}

/** Units of a SKU that arrived: `rejected` ones never become stock. */
export type Arrived = { sku: string; accepted?: number | undefined; rejected?: number | undefined };

/** The units arrive, all of them unless said otherwise. */
export function receiveTransfer(
  shop: Shop,
  transfer: Transfer,
  arrived?: readonly Arrived[],
): ActionOutcome<Transferred> {
  if (!transfer.isShipped) return impossible(`Transfer ${transfer.id} is not shipped.`);
  const all = transfer.lines.map(
    (line): Arrived => ({ sku: line.item.sku ?? '', accepted: unreceived(line), rejected: 0 }),
  );
  const levels = [];
  const lines = [];
  for (const { sku, accepted = 0, rejected = 0 } of arrived ?? all) {
    const line = transfer.lines.find(({ item }) => item.sku === sku);
    if (!line || accepted + rejected > unreceived(line))
      return impossible(`Transfer ${transfer.id} has not so many of ${sku} on their way.`);
    lines.push({ id: line.id, oldAccepted: line.accepted, oldRejected: line.rejected });
    line.accepted += accepted;
    line.rejected += rejected;
    levels.push(shop.stock.change(line.item, transfer.to, { incoming: -(accepted + rejected), available: accepted }));
  }
  transfer.receivedAt ??= shop.now();
  const isComplete = transfer.lines.every((line) => unreceived(line) === 0);
  const received: Happening[] = [
    { topic: 'inventory_shipments/receive_items', transfer, lines },
    ...(isComplete ? [{ topic: 'inventory_transfers/complete', transfer } as const] : []),
  ];
  return { outcome: 'done', value: { transfer, happenings: [...received, ...levelUpdates(levels)] } };
}
