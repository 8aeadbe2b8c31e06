import { type ActionOutcome, type OrderLine, sumBySku } from '../../kernel/platform.ts';
import { type Item, quantityOf, type ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import type { Happening } from './happening.ts';
import { type Done, done, impossible, openOrder, remainingLines, spread, touch } from './open-order.ts';
import { currentQuantity, fulfillableQuantity, type Line, type Order, orderName } from './order.ts';
import { cancelRemaining, refundUnits } from './refunding.ts';
import { ship } from './shipping.ts';

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
  const handedOver = retail ? ship(shop, order, remainingLines(order)) : [];
  return done(order, [{ topic: 'orders/create', order }, ...levels, ...handedOver]);
}

/**
 * The merchant cancels a wholly unshipped order. It was paid, so the cancellation refunds every unit: with `restock`
 * as `cancel` lines that return to `available`, without as `no_restock` lines that leave the shop's stock.
 */
export function cancel(shop: Shop, orderId: string, restock: boolean): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  if (order.lines.some(({ fulfilled }) => fulfilled > 0))
    return impossible(`${orderName(order)} is shipped in part: refund it instead.`);
  order.cancelledAt = shop.now();
  const refunded = cancelRemaining(shop, order, restock);
  touch(shop, order);
  return done(order, [{ topic: 'orders/cancelled', order }, { topic: 'orders/updated', order }, ...refunded]);
}

/**
 * The merchant refunds units that are not refunded yet; see `refundUnits` for where they go. `back` is where shipped ones
 * are put on the shelf again: where they were sold, unless told.
 */
export function refund(
  shop: Shop,
  orderId: string,
  lines: readonly OrderLine[],
  restock: boolean,
  back?: ShopLocation,
): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const units = spread(order, lines, currentQuantity);
  if (units.outcome !== 'done') return units;
  const refunded = refundUnits(shop, order, units.value, restock, back);
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

function linesOf(order: Order, item: Item): Line[] {
  return order.lines.filter((line) => line.item === item);
}

function newLine(shop: Shop, item: Item, quantity: number): Line {
  return { id: shop.nextId(), item, quantity, fulfilled: 0, removed: 0, returned: 0 };
}
