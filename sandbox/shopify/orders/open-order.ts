/** What every action on an order begins and ends with. */
import { type ActionOutcome, type OrderLine, sumBySku } from '../../kernel/platform.ts';
import type { Shop } from '../shop.ts';
import type { Units } from './fulfillment-order.ts';
import type { Happening } from './happening.ts';
import { fulfillableQuantity, type Line, type Order, orderName } from './order.ts';

/** An action that took effect, and what Shopify says about it. */
export type Done = { order: Order; happenings: Happening[] };

/** An order that something can still happen to. */
export function openOrder(shop: Shop, id: string): ActionOutcome<Order> {
  const order = shop.orders.get(id);
  if (!order) return { outcome: 'unknown', reason: `The shop has no order ${id}.` };
  if (order.cancelledAt) return impossible(`${orderName(order)} is cancelled.`);
  return { outcome: 'done', value: order };
}

/** Spreads units per SKU over the order's lines of that SKU, last line first, each line up to its `room`. */
export function spread(
  order: Order,
  lines: readonly OrderLine[],
  room: (line: Line) => number,
): ActionOutcome<Units[]> {
  const units: Units[] = [];
  for (const [sku, quantity] of sumBySku(lines)) {
    let left = quantity;
    for (const line of order.lines.filter((each) => each.sku === sku).reverse()) {
      const taken = Math.min(left, room(line));
      if (taken > 0) units.push({ line, quantity: taken });
      left -= taken;
    }
    if (left > 0) return impossible(`${orderName(order)} has only ${quantity - left} such units of ${sku}.`);
  }
  return { outcome: 'done', value: units };
}

/** All that is still to be shipped. */
export function remainingLines(order: Order): Units[] {
  return order.lines
    .map((line) => ({ line, quantity: fulfillableQuantity(line) }))
    .filter(({ quantity }) => quantity > 0);
}

export function touch(shop: Shop, order: Order): void {
  order.updatedAt = shop.now();
}

export function done(order: Order, happenings: Happening[]): ActionOutcome<Done> {
  return { outcome: 'done', value: { order, happenings } };
}

export function impossible(reason: string): { outcome: 'impossible'; reason: string } {
  return { outcome: 'impossible', reason };
}
