/** Where an order's unshipped units are committed: its fulfilment orders, each of one location. */
import type { Level, ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import type { Line, Order } from './order.ts';

/** `total` are the units that were given to the fulfilment order and not taken out of it, `remaining` the unshipped of them. */
export type FulfillmentOrderLine = { id: string; line: Line; total: number; remaining: number };

export type FulfillmentOrderStatus = 'open' | 'scheduled' | 'closed';

export type FulfillmentOrder = {
  id: string;
  location: ShopLocation;
  status: FulfillmentOrderStatus;
  fulfillAt: Date;
  createdAt: Date;
  updatedAt: Date;
  lines: FulfillmentOrderLine[];
};

/** A move as fulfillment_orders/moved reports it. `moved` is `original` itself when nothing of it was shipped or stays. */
export type FulfillmentOrderMove = {
  original: FulfillmentOrder;
  moved: FulfillmentOrder;
  source: ShopLocation;
  requested: { id: string; quantity: number }[];
};

export type Units = { line: Line; quantity: number };

/** Units of a line with the place where they are committed. */
export type PlacedUnits = Units & { location: ShopLocation };

/** Gives units to a new fulfilment order; their stock is moved elsewhere (`commitUnits`). */
export function openFulfillmentOrder(
  shop: Shop,
  order: Order,
  location: ShopLocation,
  units: readonly Units[],
): FulfillmentOrder {
  const at = shop.now();
  const opened: FulfillmentOrder = {
    id: shop.nextId(),
    location,
    status: 'open',
    fulfillAt: at,
    createdAt: at,
    updatedAt: at,
    lines: units.map(({ line, quantity }) => ({ id: shop.nextId(), line, total: quantity, remaining: quantity })),
  };
  order.fulfillmentOrders.push(opened);
  return opened;
}

/** Fulfilment orders that still have units to ship; a closed one whose shipment was cancelled only says that it has. */
export function openOnes(order: Order): FulfillmentOrder[] {
  return order.fulfillmentOrders.filter(
    ({ status, lines }) => status !== 'closed' && lines.some(({ remaining }) => remaining > 0),
  );
}

/**
 * A shipment was cancelled: a fulfilment order that it had closed stays closed and says that its units remain, though
 * another one has them from now on. Recorded from a dev shop on 2026-05 (github.com/airhorns/shopify-draft-proxy,
 * orders/fulfillment-cancel-parity.json).
 */
export function remainInClosed(order: Order, { line, quantity, location }: PlacedUnits): void {
  let left = quantity;
  for (const closed of order.fulfillmentOrders.filter(
    (each) => each.status === 'closed' && each.location === location,
  )) {
    for (const entry of closed.lines.filter((each) => each.line === line)) {
      const units = Math.min(left, entry.total - entry.remaining);
      entry.remaining += units;
      left -= units;
    }
  }
}

/**
 * Takes units out of the order's fulfilment orders, newest first, and returns where they were committed. Units that are
 * shipped still belong to their fulfilment order; those that leave the order do not. A fulfilment order without units
 * is closed, also one that was emptied by a cancellation (recorded from a dev shop on 2026-04:
 * github.com/airhorns/shopify-draft-proxy, orders/orderCancel-restock-refundMethod-parity.json).
 */
export function takeUnits(
  shop: Shop,
  order: Order,
  units: readonly Units[],
  { areShipped }: { areShipped: boolean },
): PlacedUnits[] {
  const at = shop.now();
  return units.flatMap(({ line, quantity }) => {
    let left = quantity;
    const placed: PlacedUnits[] = [];
    for (const from of openOnes(order).reverse()) {
      const taken = takeFrom(from, line, left, areShipped);
      if (taken === 0) continue;
      left -= taken;
      from.updatedAt = at;
      if (from.lines.every(({ remaining }) => remaining === 0)) from.status = 'closed';
      placed.push({ line, quantity: taken, location: from.location });
    }
    return placed;
  });
}

/** Takes up to so many units of a line out of one fulfilment order; the number that it had of them. */
export function takeFrom(from: FulfillmentOrder, line: Line, quantity: number, areShipped: boolean): number {
  let taken = 0;
  for (const entry of from.lines.filter((each) => each.line === line)) {
    const units = Math.min(quantity - taken, entry.remaining);
    entry.remaining -= units;
    if (!areShipped) entry.total -= units;
    taken += units;
  }
  return taken;
}

/** Moves units of a line between `available` and `committed` at a place; negative ones come back. */
export function commitUnits(shop: Shop, { line, quantity, location }: PlacedUnits): Level | undefined {
  return moveStock(shop, line, location, { available: -quantity, committed: quantity });
}

/** Moves what a line's units are at a place; nothing where Shopify does not count them. */
export function moveStock(
  shop: Shop,
  line: Line,
  location: ShopLocation,
  deltas: { available?: number; committed?: number },
): Level | undefined {
  return line.item && line.isCounted ? shop.stock.change(line.item, location, deltas) : undefined;
}
