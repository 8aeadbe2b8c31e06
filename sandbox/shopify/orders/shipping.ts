import type { ActionOutcome, OrderLine } from '../../kernel/platform.ts';
import type { Item, ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import type { Happening } from './happening.ts';
import { type Done, done, impossible, openOrder, remainingLines, spread, touch, type Units } from './open-order.ts';
import { fulfillableQuantity, type Order, orderName } from './order.ts';

/**
 * Ships the given units, or all that remain when none are given. Fails as a whole when a line has fewer left. Shipped
 * from another location than the order was taken from, the units are counted down there and come back here.
 */
export function fulfil(
  shop: Shop,
  orderId: string,
  lines: readonly OrderLine[] | undefined,
  from?: ShopLocation,
): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const shipped = lines
    ? spread(order, lines, fulfillableQuantity)
    : { outcome: 'done' as const, value: remainingLines(order) };
  if (shipped.outcome !== 'done') return shipped;
  if (shipped.value.length === 0) return impossible(`${orderName(order)} has nothing left to ship.`);
  const moved = from === undefined || from === shop.location ? [] : move(shop, shipped.value, shop.location, from);
  return done(order, [...ship(shop, order, shipped.value, from), ...moved]);
}

/** Counts the units as shipped: they leave the shelf of their location, and what was committed there is done. */
export function ship(shop: Shop, order: Order, units: Units[], from?: ShopLocation): Happening[] {
  touch(shop, order);
  const location = from ?? order.retailLocation ?? shop.location;
  const fulfillment = {
    id: shop.nextId(),
    name: `${orderName(order)}.${order.fulfillments.length + 1}`,
    createdAt: order.updatedAt,
    updatedAt: order.updatedAt,
    status: 'success' as const,
    location,
    lines: units.map((unit) => ({ id: shop.nextId(), ...unit })),
  };
  order.fulfillments.push(fulfillment);
  for (const { line, quantity } of units) {
    line.fulfilled += quantity;
    shop.stock.change(line.item, location, { committed: -quantity });
  }
  const isComplete = order.lines.every((line) => fulfillableQuantity(line) === 0);
  return [
    { topic: 'fulfillments/create', order, fulfillment },
    ...(isComplete ? [{ topic: 'orders/fulfilled' as const, order }] : []),
    { topic: 'orders/updated', order },
  ];
}

/**
 * The merchant cancels the order's last shipment: its units are on the shelf again, owed to the customer as before, where
 * the order was taken from. Those that were refunded since cannot be owed again.
 */
export function cancelShipment(shop: Shop, orderId: string): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const fulfillment = order.fulfillments.findLast(({ status }) => status === 'success');
  if (!fulfillment) return impossible(`${orderName(order)} has no shipment to cancel.`);
  if (fulfillment.lines.some(({ line }) => line.returned > 0))
    return impossible(`A part of ${orderName(order)} was refunded after it was shipped.`);
  touch(shop, order);
  fulfillment.status = 'cancelled';
  fulfillment.updatedAt = order.updatedAt;
  for (const { line, quantity } of fulfillment.lines) {
    line.fulfilled -= quantity;
    shop.stock.change(line.item, fulfillment.location, { committed: quantity });
  }
  const isElsewhere = fulfillment.location !== (order.retailLocation ?? shop.location);
  const moved = isElsewhere ? move(shop, fulfillment.lines, fulfillment.location, shop.location) : [];
  return done(order, [
    { topic: 'fulfillments/update', order, fulfillment },
    { topic: 'orders/updated', order },
    ...moved,
  ]);
}

/** What is committed at one location becomes committed at another, and available the other way round. */
function move(shop: Shop, units: readonly Units[], from: ShopLocation, to: ShopLocation): Happening[] {
  const quantities = new Map<Item, number>();
  for (const { line, quantity } of units) quantities.set(line.item, (quantities.get(line.item) ?? 0) + quantity);
  return [...quantities].flatMap(([item, quantity]): Happening[] => [
    {
      topic: 'inventory_levels/update',
      level: shop.stock.change(item, from, { available: quantity, committed: -quantity }),
    },
    {
      topic: 'inventory_levels/update',
      level: shop.stock.change(item, to, { available: -quantity, committed: quantity }),
    },
  ]);
}
