/** What the merchant does with an order: cancel, refund, edit, archive. */
import { type ActionOutcome, type OrderLine, sumBySku } from '../../kernel/platform.ts';
import type { Item, ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import { levelUpdates, placeUnits } from './committing.ts';
import { commitUnits, openOnes, takeUnits, type Units } from './fulfillment-order.ts';
import type { Happening } from './happening.ts';
import { type Done, done, impossible, openOrder, spread, touch } from './open-order.ts';
import {
  currentQuantity,
  fulfillableQuantity,
  type Line,
  type Order,
  orderName,
  refundableQuantity,
  returnableQuantity,
} from './order.ts';
import { lineOf, shortOf } from './placing.ts';
import { cancelRemaining, refundUnits } from './refunding.ts';
import { onlineLocations, routeUnits } from './routing.ts';

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
  order.closedAt = order.cancelledAt;
  const refunded = cancelRemaining(shop, order, restock);
  touch(shop, order);
  return done(order, [{ topic: 'orders/cancelled', order }, { topic: 'orders/updated', order }, ...refunded]);
}

/**
 * The merchant refunds units that are not refunded yet; see `refundUnits` for where they go. `back` is the
 * location where shipped ones go back on hand: where they were sold, unless given.
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
  const units = spread(order, lines, refundableQuantity);
  if (units.outcome !== 'done') return units;
  const refunded = refundUnits(shop, order, units.value, restock, back);
  touch(shop, order);
  return done(order, [...refunded, { topic: 'orders/updated', order }]);
}

/**
 * The merchant opens a return of shipped units, or approves one that the customer asked for (`returnCreate`,
 * `returnApproveRequest`). They are with the customer still, and no stock moves; a refund ends it. The sandbox sends none of
 * the returns/* webhooks.
 */
export function openReturn(shop: Shop, orderId: string, lines: readonly OrderLine[]): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const units = spread(order, lines, returnableQuantity);
  if (units.outcome !== 'done') return units;
  for (const { line, quantity } of units.value) line.returning += quantity;
  touch(shop, order);
  return done(order, [{ topic: 'orders/updated', order }]);
}

/** The merchant cancels what returns are open of the order (`returnCancel`): the customer keeps the units. */
export function cancelReturns(shop: Shop, orderId: string): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  if (order.lines.every(({ returning }) => returning === 0))
    return impossible(`${orderName(order)} has no open return.`);
  for (const line of order.lines) line.returning = 0;
  touch(shop, order);
  return done(order, [{ topic: 'orders/updated', order }]);
}

/**
 * The merchant archives an order, also one that is not shipped (https://help.shopify.com/en/manual/orders/archive-orders;
 * Shopify Flow can archive an order when it is made): it is closed, and its units stay committed.
 */
export function archive(shop: Shop, orderId: string): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  touch(shop, order);
  order.closedAt = order.updatedAt;
  return done(order, [{ topic: 'orders/updated', order }]);
}

/**
 * The merchant edits an order: each named SKU ends at the given quantity, 0 takes it out. Units taken out are put back
 * where they were committed; units added must be shown. Shipped units cannot be edited away.
 */
export function edit(shop: Shop, orderId: string, lines: readonly OrderLine[]): ActionOutcome<Done> {
  const found = openOrder(shop, orderId);
  if (found.outcome !== 'done') return found;
  const order = found.value;
  const wanted = wantedChanges(shop, order, lines);
  if (wanted.outcome !== 'done') return wanted;
  const { added, removed } = wanted.value;
  if (added.length === 0 && removed.length === 0) return done(order, []);
  const short = shortOf(shop, added, onlineLocations(shop));
  if (short) return short;
  const removals = spread(order, removed, fulfillableQuantity);
  if (removals.outcome !== 'done') return removals;
  const happenings = [...addUnits(shop, order, added), ...removeUnits(shop, order, removals.value)];
  order.isEdited = true;
  touch(shop, order);
  const committed = {
    id: shop.nextId(),
    order,
    committedAt: order.updatedAt,
    additions: added.map(({ line, quantity }) => ({ lineId: line.id, delta: quantity })),
    removals: removals.value.map(({ line, quantity }) => ({ lineId: line.id, delta: quantity })),
  };
  return done(order, [{ topic: 'orders/edited', edit: committed }, { topic: 'orders/updated', order }, ...happenings]);
}

type WantedChanges = { added: Units[]; removed: OrderLine[] };

/** Added units are on the order's first line of their item, or on a new line that the order does not have yet. */
function wantedChanges(shop: Shop, order: Order, lines: readonly OrderLine[]): ActionOutcome<WantedChanges> {
  const added: Units[] = [];
  const removed: OrderLine[] = [];
  for (const [sku, quantity] of sumBySku(lines)) {
    const item = shop.stock.itemOfSku(sku);
    if (!item) return { outcome: 'unknown', reason: `The shop has no SKU ${sku}.` };
    const present = linesOf(order, item);
    const units = present.reduce((sum, line) => sum + currentQuantity(line), 0);
    const [line = lineOf(shop, item, 0, true, null)] = present;
    if (quantity > units) added.push({ line, quantity: quantity - units });
    if (quantity < units) removed.push({ sku, quantity: units - quantity });
  }
  return { outcome: 'done', value: { added, removed } };
}

/**
 * Units of a line that is still open somewhere are added there; others are routed, and get a fulfilment order of their
 * own (recorded from a dev shop on 2026-04: github.com/airhorns/shopify-draft-proxy,
 * orders/order-edit-commit-history-and-fulfillment-orders.json). No fulfilment order webhook reports it
 * (https://community.shopify.com/t/fulfillmentorders-webhooks-issues/217911).
 */
function addUnits(shop: Shop, order: Order, added: readonly Units[]): Happening[] {
  return added.flatMap(({ line, quantity }) => {
    line.quantity += quantity;
    if (!order.lines.includes(line)) order.lines.push(line);
    const open = openOnes(order).find(({ lines }) => lines.some((each) => each.line === line && each.remaining > 0));
    const entry = open?.lines.find((each) => each.line === line);
    if (!open || !entry) return placeUnits(shop, order, routeUnits(shop, [{ line, quantity }])).levels;
    entry.total += quantity;
    entry.remaining += quantity;
    open.updatedAt = shop.now();
    return levelUpdates([commitUnits(shop, { line, quantity, location: open.location })]);
  });
}

function removeUnits(shop: Shop, order: Order, removals: readonly Units[]): Happening[] {
  for (const { line, quantity } of removals) line.removed += quantity;
  const placed = takeUnits(shop, order, removals, { areShipped: false });
  return levelUpdates(placed.map((each) => commitUnits(shop, { ...each, quantity: -each.quantity })));
}

function linesOf(order: Order, item: Item): Line[] {
  return order.lines.filter((line) => line.item === item);
}
