/** Shipments of an order's units, in parts and from several locations, and their cancellation. */
import type { ActionOutcome, OrderLine } from '../../kernel/platform.ts';
import type { ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import { byLocation, levelUpdates } from './committing.ts';
import {
  commitUnits,
  moveStock,
  openFulfillmentOrder,
  type PlacedUnits,
  remainInClosed,
  takeUnits,
  type Units,
} from './fulfillment-order.ts';
import type { Happening } from './happening.ts';
import { type Done, done, impossible, openOrder, remainingLines, spread, touch } from './open-order.ts';
import { type FulfilledLine, fulfillableQuantity, type Order, orderName } from './order.ts';

/**
 * Ships the given units, or all that remain when none are given. Fails as a whole when a line has fewer left. Shipped
 * from another location than they are committed at, the units are counted down there and come back here (assumed: the
 * shipment names its location, `Fulfillment.location` of schema 2026-10, and no source says more).
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
  return done(order, ship(shop, order, shipped.value, from));
}

/**
 * Counts the units as shipped: they are no longer on hand at their location, and what was committed there is done ("after
 * the order is fulfilled, Shopify decrements the committed":
 * https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps). Each location makes a shipment of its
 * own.
 */
export function ship(shop: Shop, order: Order, units: readonly Units[], from?: ShopLocation): Happening[] {
  touch(shop, order);
  const taken = takeUnits(shop, order, units, { areShipped: true });
  const moved = from ? taken.flatMap((each) => moveCommitted(shop, each, from)) : [];
  const shipments = [
    ...byLocation(taken.map((each) => ({ ...each, takenFrom: each.location, location: from ?? each.location }))),
  ];
  const made = shipments.map(([location, parts]): Happening => {
    const lines = parts.map(({ line, quantity, takenFrom }) => ({ id: shop.nextId(), line, quantity, takenFrom }));
    return { topic: 'fulfillments/create', order, fulfillment: shipmentOf(shop, order, location, lines) };
  });
  const isComplete = order.lines.every((line) => fulfillableQuantity(line) === 0);
  return [
    ...made,
    ...(isComplete ? [{ topic: 'orders/fulfilled' as const, order }] : []),
    { topic: 'orders/updated', order },
    ...moved,
  ];
}

function shipmentOf(shop: Shop, order: Order, location: ShopLocation, lines: FulfilledLine[]) {
  const fulfillment = {
    id: shop.nextId(),
    name: `${orderName(order)}.${order.fulfillments.length + 1}`,
    createdAt: order.updatedAt,
    updatedAt: order.updatedAt,
    status: 'success' as const,
    location,
    lines,
  };
  order.fulfillments.push(fulfillment);
  for (const { line, quantity } of lines) {
    line.fulfilled += quantity;
    moveStock(shop, line, location, { committed: -quantity });
  }
  return fulfillment;
}

/**
 * The merchant cancels the order's last shipment: its units are on hand again, owed to the customer as before, where
 * they were committed before they were shipped, in a new fulfilment order. Those that were refunded since cannot be owed
 * again.
 */
export function cancelShipment(shop: Shop, orderId: string): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const fulfillment = order.fulfillments.findLast(({ status }) => status === 'success');
  if (!fulfillment) return impossible(`${orderName(order)} has no shipment to cancel.`);
  if (fulfillment.lines.some(({ line }) => line.returned + line.returning > 0))
    return impossible(`A part of ${orderName(order)} was refunded after it was shipped, or is in a return.`);
  touch(shop, order);
  fulfillment.status = 'cancelled';
  fulfillment.updatedAt = order.updatedAt;
  const { location } = fulfillment;
  const moved = fulfillment.lines.flatMap(({ line, quantity, takenFrom }) => {
    line.fulfilled -= quantity;
    moveStock(shop, line, location, { committed: quantity });
    return moveCommitted(shop, { line, quantity, location }, takenFrom);
  });
  const owed = fulfillment.lines.map(({ line, quantity, takenFrom }) => ({ line, quantity, location: takenFrom }));
  for (const units of owed) remainInClosed(order, units);
  for (const [place, units] of byLocation(owed)) openFulfillmentOrder(shop, order, place, units);
  return done(order, [
    { topic: 'fulfillments/update', order, fulfillment },
    { topic: 'orders/updated', order },
    ...moved,
  ]);
}

/** What is committed at one location becomes committed at another, and available the other way round. */
export function moveCommitted(shop: Shop, units: PlacedUnits, to: ShopLocation): Happening[] {
  if (units.location === to) return [];
  const { line, quantity } = units;
  return levelUpdates([
    commitUnits(shop, { ...units, quantity: -quantity }),
    commitUnits(shop, { line, quantity, location: to }),
  ]);
}
