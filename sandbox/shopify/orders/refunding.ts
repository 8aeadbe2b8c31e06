/** Refunds of an order's units, and what becomes of their stock. */
import type { Level, ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import { levelUpdates } from './committing.ts';
import { moveStock, type PlacedUnits, takeUnits, type Units } from './fulfillment-order.ts';
import type { Happening } from './happening.ts';
import { fulfillableQuantity, type Order, type RefundLine, type RestockType } from './order.ts';

/**
 * Refunds units of lines. With `restock`, unshipped units are refunded first, as `cancel` (back to `available` where they
 * were committed), then shipped ones as `return` (back on hand). Without, all are `no_restock` and shipped ones go
 * first, as Shopify does (https://community.shopify.dev/t/refunding-an-unfulfilled-item-without-restocking/19953);
 * unshipped ones that a `no_restock` refund takes leave `committed` and so the stock on hand.
 */
export function refundUnits(
  shop: Shop,
  order: Order,
  units: readonly Units[],
  restock: boolean,
  back?: ShopLocation,
): Happening[] {
  const returnTo = back ?? order.retailLocation ?? shop.location;
  const parts = units.flatMap((each) => partsOf(shop, order, each, restock, returnTo));
  return recordRefund(shop, order, parts);
}

/** Refunds all that is not shipped, for a cancellation. */
export function cancelRemaining(shop: Shop, order: Order, restock: boolean): Happening[] {
  const units = order.lines
    .map((line) => ({ line, quantity: fulfillableQuantity(line) }))
    .filter(({ quantity }) => quantity > 0);
  return refundUnits(shop, order, units, restock);
}

type Part = PlacedUnits & { isShipped: boolean; restockType: RestockType };

function partsOf(
  shop: Shop,
  order: Order,
  { line, quantity }: Units,
  restock: boolean,
  returnTo: ShopLocation,
): Part[] {
  const unshipped = fulfillableQuantity(line);
  const shipped = line.fulfilled - line.returned;
  const fromUnshipped = restock ? Math.min(quantity, unshipped) : Math.max(0, quantity - shipped);
  const placed = takeUnits(shop, order, [{ line, quantity: fromUnshipped }], { areShipped: false });
  const parts: Part[] = [
    ...placed.map((each): Part => ({ ...each, isShipped: false, restockType: restock ? 'cancel' : 'no_restock' })),
    {
      line,
      quantity: quantity - fromUnshipped,
      location: returnTo,
      isShipped: true,
      restockType: restock ? 'return' : 'no_restock',
    },
  ];
  return parts.filter((part) => part.quantity > 0);
}

function recordRefund(shop: Shop, order: Order, parts: readonly Part[]): Happening[] {
  if (parts.length === 0) return [];
  const levels: (Level | undefined)[] = [];
  const lines = parts.map((part): RefundLine => {
    const { line, quantity, restockType, location } = part;
    const level = move(shop, part);
    const isRestocked = restockType !== 'no_restock';
    if (isRestocked) levels.push(level);
    return { id: shop.nextId(), line, quantity, restockType, location: isRestocked ? location : null };
  });
  const refund = { id: shop.nextId(), createdAt: shop.now(), lines };
  order.refunds.push(refund);
  return [{ topic: 'refunds/create', order, refund }, ...levelUpdates(levels)];
}

/**
 * A return of a line whose order bypassed the inventory goes back on hand all the same: it is there now (assumed: no
 * source says what Shopify does). A cancelled unit of such an order was never taken.
 */
function move(shop: Shop, { line, quantity, isShipped, restockType, location }: Part): Level | undefined {
  if (isShipped) {
    line.returned += quantity;
    line.returning = Math.max(0, line.returning - quantity);
  } else line.removed += quantity;
  const available = restockType === 'no_restock' ? 0 : quantity;
  if (isShipped) return line.item && line.isTracked ? shop.stock.change(line.item, location, { available }) : undefined;
  return moveStock(shop, line, location, { available, committed: -quantity });
}
