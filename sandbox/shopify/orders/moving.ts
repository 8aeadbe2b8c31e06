/** What staff do with an order's fulfilment orders: move them to another location, reschedule and cancel them. */
import type { ActionOutcome, OrderLine } from '../../kernel/platform.ts';
import type { ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import {
  type FulfillmentOrder,
  type FulfillmentOrderLine,
  openFulfillmentOrder,
  openOnes,
  takeFrom,
  type Units,
} from './fulfillment-order.ts';
import type { Happening } from './happening.ts';
import { type Done, done, impossible, openOrder, remainingLines, spread, touch } from './open-order.ts';
import { fulfillableQuantity, type Order, orderName } from './order.ts';
import { moveCommitted } from './shipping.ts';

/**
 * Moves unshipped units to another location, all of them when none are named. A fulfilment order of which nothing was
 * shipped and nothing stays keeps its id; otherwise the moved units get a new one (FulfillmentOrderMovePayload, schema
 * 2026-10; recorded on 2026-04: github.com/airhorns/shopify-draft-proxy, fulfillment-order-move-multi-line.json).
 * Shopify refuses a location that does not stock the item.
 */
export function moveOrder(
  shop: Shop,
  orderId: string,
  to: ShopLocation,
  lines?: readonly OrderLine[],
): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const named = lines
    ? spread(order, lines, fulfillableQuantity)
    : { outcome: 'done' as const, value: remainingLines(order) };
  if (named.outcome !== 'done') return named;
  const unstocked = named.value.find(({ line }) => line.item && line.isCounted && !shop.stock.level(line.item, to));
  if (unstocked) return impossible(`${to.name} does not stock ${unstocked.line.sku}.`);
  const moved = moveUnits(shop, order, named.value, to);
  if (moved.length === 0) return impossible(`${orderName(order)} has nothing to move to ${to.name}.`);
  touch(shop, order);
  return done(order, [...moved, { topic: 'orders/updated', order }]);
}

/** Moves units wherever they are committed, or those at `from`; units that are at `to` already stay. */
export function moveUnits(
  shop: Shop,
  order: Order,
  units: readonly Units[],
  to: ShopLocation,
  from?: ShopLocation,
): Happening[] {
  const left = new Map(units.map(({ line, quantity }) => [line, quantity]));
  return openOnes(order)
    .filter(({ location }) => location !== to && (from === undefined || location === from))
    .flatMap((original) => {
      const parts = original.lines.flatMap((entry) => {
        const quantity = Math.min(entry.remaining, left.get(entry.line) ?? 0);
        left.set(entry.line, (left.get(entry.line) ?? 0) - quantity);
        return quantity > 0 ? [{ entry, quantity }] : [];
      });
      return parts.length === 0 ? [] : moveParts(shop, order, original, parts, to);
    });
}

type MovedPart = { entry: FulfillmentOrderLine; quantity: number };

function moveParts(
  shop: Shop,
  order: Order,
  original: FulfillmentOrder,
  parts: readonly MovedPart[],
  to: ShopLocation,
): Happening[] {
  const source = original.location;
  const requested = parts.map(({ entry, quantity }) => ({ id: entry.id, quantity }));
  const units = parts.map(({ entry, quantity }) => ({ line: entry.line, quantity }));
  const levels = units.flatMap((each) => moveCommitted(shop, { ...each, location: source }, to));
  const isWhole = original.lines.every(({ id, total }) =>
    parts.some((part) => part.entry.id === id && part.quantity === total),
  );
  original.updatedAt = shop.now();
  if (isWhole) original.location = to;
  else {
    for (const { line, quantity } of units) takeFrom(original, line, quantity, false);
    if (original.lines.every(({ remaining }) => remaining === 0)) original.status = 'closed';
  }
  const moved = isWhole ? original : openFulfillmentOrder(shop, order, to, units);
  return [{ topic: 'fulfillment_orders/moved', order, move: { original, moved, source, requested } }, ...levels];
}

/** Puts off what is still to be shipped until a time; its units stay committed (fulfillmentOrderReschedule, 2026-10). */
export function reschedule(shop: Shop, orderId: string, at: Date): ActionOutcome<Done> {
  return withOpenOnes(shop, orderId, (order, open) =>
    open.map((fulfillmentOrder): Happening => {
      fulfillmentOrder.fulfillAt = at;
      fulfillmentOrder.status = at > shop.now() ? 'scheduled' : 'open';
      fulfillmentOrder.updatedAt = shop.now();
      return { topic: 'fulfillment_orders/rescheduled', order, fulfillmentOrder };
    }),
  );
}

/**
 * Cancels the work and not the order: each open fulfilment order is replaced by a new one at the same location, with the
 * units that are left (fulfillmentOrderCancel, schema 2026-10). One that nothing was shipped of is closed and has no lines any
 * more: recorded from a dev shop on 2026-04 (github.com/airhorns/shopify-draft-proxy, shipping-fulfillments/
 * fulfillment-order-merge-validation.json). That one of which something was shipped keeps what was shipped is assumed.
 */
export function cancelFulfillmentOrders(shop: Shop, orderId: string): ActionOutcome<Done> {
  return withOpenOnes(shop, orderId, (order, open) =>
    open.map((fulfillmentOrder): Happening => {
      const units = fulfillmentOrder.lines.map(({ line, remaining }) => ({ line, quantity: remaining }));
      for (const { line, quantity } of units) takeFrom(fulfillmentOrder, line, quantity, false);
      fulfillmentOrder.status = 'closed';
      fulfillmentOrder.lines = fulfillmentOrder.lines.filter(({ total }) => total > 0);
      fulfillmentOrder.updatedAt = shop.now();
      const left = units.filter(({ quantity }) => quantity > 0);
      const replacement = openFulfillmentOrder(shop, order, fulfillmentOrder.location, left);
      return { topic: 'fulfillment_orders/cancelled', order, fulfillmentOrder, replacement };
    }),
  );
}

function withOpenOnes(
  shop: Shop,
  orderId: string,
  act: (order: Order, open: FulfillmentOrder[]) => Happening[],
): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const open = openOnes(order);
  if (open.length === 0) return impossible(`${orderName(order)} has nothing left to ship.`);
  touch(shop, order);
  return done(order, [...act(order, open), { topic: 'orders/updated', order }]);
}
