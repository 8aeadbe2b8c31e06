import type { Level, ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import type { Happening } from './happening.ts';
import type { Units } from './open-order.ts';
import { fulfillableQuantity, type Line, type Order, type RefundLine, type RestockType } from './order.ts';

/**
 * Refunds units of lines. With `restock`, unshipped units are refunded first, as `cancel` (back to `available`), then
 * shipped ones as `return` (back on the shelf). Without, all are `no_restock` and shipped ones go first, as Shopify
 * does (https://community.shopify.dev/t/refunding-an-unfulfilled-item-without-restocking/19953); unshipped ones that a
 * `no_restock` refund takes leave `committed` and so the stock on hand.
 */
export function refundUnits(
  shop: Shop,
  order: Order,
  units: readonly Units[],
  restock: boolean,
  back?: ShopLocation,
): Happening[] {
  const parts = units.flatMap(({ line, quantity }) => partsOf(line, quantity, restock));
  return recordRefund(shop, order, parts, back ?? order.retailLocation ?? shop.location);
}

/** Refunds all that is not shipped, for a cancellation. */
export function cancelRemaining(shop: Shop, order: Order, restock: boolean): Happening[] {
  const units = order.lines.map((line) => ({ line, quantity: fulfillableQuantity(line) }));
  return refundUnits(shop, order, units, restock);
}

type Part = { line: Line; quantity: number; isShipped: boolean; restockType: RestockType };

function partsOf(line: Line, quantity: number, restock: boolean): Part[] {
  const unshipped = fulfillableQuantity(line);
  const shipped = line.fulfilled - line.returned;
  const fromUnshipped = restock ? Math.min(quantity, unshipped) : Math.max(0, quantity - shipped);
  const parts: Part[] = [
    { line, quantity: fromUnshipped, isShipped: false, restockType: restock ? 'cancel' : 'no_restock' },
    { line, quantity: quantity - fromUnshipped, isShipped: true, restockType: restock ? 'return' : 'no_restock' },
  ];
  return parts.filter((part) => part.quantity > 0);
}

function recordRefund(shop: Shop, order: Order, parts: readonly Part[], back: ShopLocation): Happening[] {
  if (parts.length === 0) return [];
  const levels = new Set<Level>();
  const lines = parts.map((part): RefundLine => {
    const { line, quantity, restockType } = part;
    const level = move(shop, part, part.isShipped ? back : shop.location);
    if (restockType !== 'no_restock') levels.add(level);
    return {
      id: shop.nextId(),
      line,
      quantity,
      restockType,
      location: restockType === 'no_restock' ? null : level.location,
    };
  });
  const refund = { id: shop.nextId(), createdAt: shop.now(), lines };
  order.refunds.push(refund);
  return [
    { topic: 'refunds/create', order, refund },
    ...[...levels].map((level) => ({ topic: 'inventory_levels/update' as const, level })),
  ];
}

function move(shop: Shop, { line, quantity, isShipped, restockType }: Part, location: ShopLocation): Level {
  const isRestocked = restockType !== 'no_restock';
  if (isShipped) line.returned += quantity;
  else line.removed += quantity;
  return shop.stock.change(line.item, location, {
    available: isRestocked ? quantity : 0,
    committed: isShipped ? 0 : -quantity,
  });
}
