import { type ActionOutcome, type OrderLine, sumBySku } from '../platform.ts';
import type { Happening } from './happening.ts';
import { currentQuantity, fulfillableQuantity, type Line, type Order, orderName } from './order.ts';
import { cancelRemaining, refundUnits } from './refunding.ts';
import type { Shop } from './shop.ts';
import { type Item, quantityOf } from './stock.ts';

/** An action that took effect, and what Shopify says about it. */
export type Done = { order: Order; happenings: Happening[] };

/**
 * A customer buys. Units leave `available` for `committed` at once; a till sale (`retail`) is also handed over at once.
 * Insufficient when an item with policy `deny` shows less than all the lines together want.
 */
export function placeOrder(shop: Shop, lines: readonly OrderLine[], retail: boolean): ActionOutcome<Done> {
  const wanted = itemsOf(shop, sumBySku(lines));
  if (wanted.outcome !== 'done') return wanted;
  const short = shortOf(shop, wanted.value);
  if (short) return short;
  const at = shop.now();
  const order: Order = {
    id: shop.nextId(),
    number: shop.nextOrderNumber(),
    createdAt: at,
    updatedAt: at,
    cancelledAt: null,
    isEdited: false,
    retailLocation: retail ? shop.location : null,
    lines: lines.flatMap(({ sku, quantity }) => {
      const item = shop.stock.itemOfSku(sku);
      return item ? [newLine(shop, item, quantity)] : [];
    }),
    refunds: [],
    fulfillments: [],
  };
  shop.orders.set(order.id, order);
  const levels = commit(shop, wanted.value);
  const handedOver = retail ? shipLines(shop, order, remainingLines(order)) : [];
  return done(order, [{ topic: 'orders/create', order }, ...levels, ...handedOver]);
}

/** Ships the given units, or all that remain when none are given. Fails as a whole when a line has fewer left. */
export function fulfil(shop: Shop, orderId: string, lines: readonly OrderLine[] | undefined): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const shipped = lines
    ? spread(order, lines, fulfillableQuantity)
    : { outcome: 'done' as const, value: remainingLines(order) };
  if (shipped.outcome !== 'done') return shipped;
  if (shipped.value.length === 0) return impossible(`${orderName(order)} has nothing left to ship.`);
  return done(order, shipLines(shop, order, shipped.value));
}

/**
 * The merchant cancels a wholly unshipped order. It was paid, so the cancellation refunds every unit: with `restock`
 * as `cancel` lines that return to `available`, without as `no_restock` lines that leave the shop's stock.
 */
export function cancel(shop: Shop, orderId: string, restock: boolean): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  if (order.fulfillments.length > 0) return impossible(`${orderName(order)} is shipped in part: refund it instead.`);
  order.cancelledAt = shop.now();
  const refunded = cancelRemaining(shop, order, restock);
  touch(shop, order);
  return done(order, [{ topic: 'orders/cancelled', order }, { topic: 'orders/updated', order }, ...refunded]);
}

/** The merchant refunds units that are not refunded yet; see `refundUnits` for where they go. */
export function refund(
  shop: Shop,
  orderId: string,
  lines: readonly OrderLine[],
  restock: boolean,
): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const units = spread(order, lines, currentQuantity);
  if (units.outcome !== 'done') return units;
  const refunded = refundUnits(shop, order, units.value, restock);
  touch(shop, order);
  return done(order, [...refunded, { topic: 'orders/updated', order }]);
}

/**
 * The merchant edits an order: each named SKU ends at the given quantity, 0 takes it out. Units taken out are put back;
 * units added must be available. Shipped units cannot be edited away.
 */
export function edit(shop: Shop, orderId: string, lines: readonly OrderLine[]): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const named = itemsOf(shop, sumBySku(lines));
  if (named.outcome !== 'done') return named;
  const added = new Map<Item, number>();
  const removed: OrderLine[] = [];
  for (const [item, quantity] of named.value) {
    const present = linesOf(order, item).reduce((sum, line) => sum + currentQuantity(line), 0);
    if (quantity > present) added.set(item, quantity - present);
    if (quantity < present) removed.push({ sku: item.sku, quantity: present - quantity });
  }
  if (added.size === 0 && removed.length === 0) return done(order, []);
  const short = shortOf(shop, added);
  if (short) return short;
  const removals = spread(order, removed, fulfillableQuantity);
  if (removals.outcome !== 'done') return removals;
  const additions = [...added].map(([item, delta]) => addUnits(shop, order, item, delta));
  const putBack = new Map<Item, number>();
  for (const { line, quantity } of removals.value) {
    line.removed += quantity;
    putBack.set(line.item, (putBack.get(line.item) ?? 0) - quantity);
  }
  const levels = commit(shop, new Map([...added, ...putBack]));
  order.isEdited = true;
  touch(shop, order);
  const committed = {
    id: shop.nextId(),
    order,
    committedAt: order.updatedAt,
    additions,
    removals: removals.value.map(({ line, quantity }) => ({ lineId: line.id, delta: quantity })),
  };
  return done(order, [{ topic: 'orders/edited', edit: committed }, { topic: 'orders/updated', order }, ...levels]);
}

function addUnits(shop: Shop, order: Order, item: Item, delta: number): { lineId: string; delta: number } {
  const present = linesOf(order, item)[0];
  if (present) present.quantity += delta;
  const line = present ?? newLine(shop, item, delta);
  if (!present) order.lines.push(line);
  return { lineId: line.id, delta };
}

function shipLines(shop: Shop, order: Order, units: { line: Line; quantity: number }[]): Happening[] {
  touch(shop, order);
  const fulfillment = {
    id: shop.nextId(),
    name: `${orderName(order)}.${order.fulfillments.length + 1}`,
    createdAt: order.updatedAt,
    location: order.retailLocation ?? shop.location,
    lines: units.map((unit) => ({ id: shop.nextId(), ...unit })),
  };
  order.fulfillments.push(fulfillment);
  for (const { line, quantity } of units) {
    line.fulfilled += quantity;
    shop.stock.change(line.item, shop.location, { committed: -quantity });
  }
  const isComplete = order.lines.every((line) => fulfillableQuantity(line) === 0);
  return [
    { topic: 'fulfillments/create', order, fulfillment },
    ...(isComplete ? [{ topic: 'orders/fulfilled' as const, order }] : []),
    { topic: 'orders/updated', order },
  ];
}

/** Moves units between `available` and `committed`; negative ones come back. */
function commit(shop: Shop, units: ReadonlyMap<Item, number>): Happening[] {
  return [...units].map(([item, quantity]) => ({
    topic: 'inventory_levels/update',
    level: shop.stock.change(item, shop.location, { available: -quantity, committed: quantity }),
  }));
}

function shortOf(
  shop: Shop,
  wanted: ReadonlyMap<Item, number>,
): { outcome: 'insufficient'; reason: string } | undefined {
  for (const [item, quantity] of wanted) {
    const available = quantityOf(shop.stock.level(item, shop.location), 'available');
    if (item.inventoryPolicy === 'deny' && quantity > available)
      return { outcome: 'insufficient', reason: `${item.sku} shows ${available}, the order wants ${quantity}.` };
  }
  return undefined;
}

function itemsOf(shop: Shop, quantities: ReadonlyMap<string, number>): ActionOutcome<Map<Item, number>> {
  const items = new Map<Item, number>();
  for (const [sku, quantity] of quantities) {
    const item = shop.stock.itemOfSku(sku);
    if (!item) return { outcome: 'unknown', reason: `The shop has no SKU ${sku}.` };
    items.set(item, quantity);
  }
  return { outcome: 'done', value: items };
}

function openOrder(shop: Shop, id: string): ActionOutcome<Order> {
  const order = shop.orders.get(id);
  if (!order) return { outcome: 'unknown', reason: `The shop has no order ${id}.` };
  if (order.cancelledAt) return impossible(`${orderName(order)} is cancelled.`);
  return { outcome: 'done', value: order };
}

/** Spreads units per SKU over the order's lines of that SKU, last line first, each line up to its `room`. */
function spread(
  order: Order,
  lines: readonly OrderLine[],
  room: (line: Line) => number,
): ActionOutcome<{ line: Line; quantity: number }[]> {
  const units: { line: Line; quantity: number }[] = [];
  for (const [sku, quantity] of sumBySku(lines)) {
    let left = quantity;
    for (const line of order.lines.filter(({ item }) => item.sku === sku).reverse()) {
      const taken = Math.min(left, room(line));
      if (taken > 0) units.push({ line, quantity: taken });
      left -= taken;
    }
    if (left > 0) return impossible(`${orderName(order)} has only ${quantity - left} such units of ${sku}.`);
  }
  return { outcome: 'done', value: units };
}

function remainingLines(order: Order): { line: Line; quantity: number }[] {
  return order.lines
    .map((line) => ({ line, quantity: fulfillableQuantity(line) }))
    .filter(({ quantity }) => quantity > 0);
}

function linesOf(order: Order, item: Item): Line[] {
  return order.lines.filter((line) => line.item === item);
}

function newLine(shop: Shop, item: Item, quantity: number): Line {
  return { id: shop.nextId(), item, quantity, fulfilled: 0, removed: 0, returned: 0 };
}

function touch(shop: Shop, order: Order): void {
  order.updatedAt = shop.now();
}

function done(order: Order, happenings: Happening[]): ActionOutcome<Done> {
  return { outcome: 'done', value: { order, happenings } };
}

function impossible(reason: string): { outcome: 'impossible'; reason: string } {
  return { outcome: 'impossible', reason };
}
