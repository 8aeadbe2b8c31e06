/** What customers and the merchant do at a web shop: it ships later, so each message says how a whole order stands. */
import { type ActionOutcome, type OrderLine, type PlatformActions, sumBySku } from '../kernel/platform.ts';
import { edited, shortageOf, take, unknownSku } from './figures.ts';
import type { Shop, ShopLine, ShopOrder } from './shop.ts';

/** `placeOrder` of a checkout that held its units first is not compared with what the shop shows. */
export type OrderActions = Omit<PlatformActions, 'readStock' | 'setStock' | 'placeOrder'> & {
  placeOrder: (lines: OrderLine[], hold?: string) => ActionOutcome<string>;
};

const DONE = { outcome: 'done', value: undefined } as const;

export function webOrders(shop: Shop): OrderActions {
  const orders = new Map<string, ShopOrder>();
  const on = (id: string, act: (order: ShopOrder) => ActionOutcome): ActionOutcome => {
    const order = orders.get(id);
    if (order === undefined) return { outcome: 'unknown', reason: `There is no order ${id}.` };
    const outcome = act(order);
    if (outcome.outcome === 'done') report(shop, order);
    return outcome;
  };
  return {
    placeOrder(lines, hold) {
      const shortage = hold === undefined ? shortageOf(shop, lines) : undefined;
      if (shortage) return shortage;
      const id = `W-${1_000 + orders.size + 1}`;
      const order: ShopOrder = { id, changedAt: 0, lines: [], ...(hold === undefined ? {} : { hold }) };
      for (const [sku, quantity] of sumBySku(lines)) addUnits(shop, order, sku, quantity);
      orders.set(order.id, order);
      report(shop, order);
      return { outcome: 'done', value: order.id };
    },
    cancel: (id, restock) =>
      on(id, (order) => {
        if (order.lines.every(({ ordered, shipped }) => ordered === shipped))
          return { outcome: 'impossible', reason: `Order ${id} has nothing left to cancel.` };
        for (const line of order.lines) removeUnits(shop, order, line, line.ordered - line.shipped, restock);
        return DONE;
      }),
    fulfil: (id) =>
      on(id, ({ lines }) => {
        if (lines.every(({ ordered, shipped }) => ordered === shipped))
          return { outcome: 'impossible', reason: `Order ${id} has nothing left to ship.` };
        for (const line of lines) line.shipped = line.ordered;
        return DONE;
      }),
    refund: (id, lines, restock) => on(id, (order) => refund(shop, order, lines, restock)),
    edit: (id, lines) => on(id, (order) => editLines(shop, order, lines)),
  };
}

/** The whole present state, also of lines that have nothing any more: a message that is lost is repaired by the next one. */
function report(shop: Shop, order: ShopOrder): void {
  order.changedAt = shop.changedAfter(order.changedAt);
  const lines = order.lines.map(({ deducted, ...line }) => ({
    ...line,
    ...(deducted === line.ordered - line.returned ? {} : { deducted }),
  }));
  const timestamp = new Date(order.changedAt).toISOString();
  const held = order.hold === undefined ? {} : { hold: order.hold };
  shop.say({ type: 'order.updated', timestamp, data: { id: order.id, version: timestamp, ...held, lines } });
}

function addUnits(shop: Shop, order: ShopOrder, sku: string, quantity: number): void {
  let line = order.lines.find((each) => each.sku === sku);
  if (line === undefined) {
    line = { id: String(order.lines.length + 1), sku, ordered: 0, shipped: 0, returned: 0, deducted: 0 };
    order.lines.push(line);
  }
  line.ordered += quantity;
  takeFor(shop, order, line, quantity);
}

/** Units are taken off the shop's figure for a line; fewer than 0 are put back. */
function takeFor(shop: Shop, order: ShopOrder, line: ShopLine, quantity: number): void {
  if (order.hold !== undefined) return;
  line.deducted += quantity;
  take(shop, line.sku, quantity);
}

/** Units that are not shipped leave the order; with `restock` they are for sale again. */
function removeUnits(shop: Shop, order: ShopOrder, line: ShopLine, quantity: number, restock: boolean): void {
  line.ordered -= quantity;
  if (restock) takeFor(shop, order, line, -quantity);
}

/** First what is not shipped leaves the order, then what is shipped comes back. */
function refund(shop: Shop, order: ShopOrder, lines: OrderLine[], restock: boolean): ActionOutcome {
  const wanted = sumBySku(lines);
  for (const [sku, quantity] of wanted) {
    const line = order.lines.find((each) => each.sku === sku);
    if (line === undefined || line.ordered - line.returned < quantity)
      return { outcome: 'impossible', reason: `Order ${order.id} has less than ${quantity} of ${sku} to refund.` };
  }
  for (const line of order.lines) {
    const quantity = wanted.get(line.sku) ?? 0;
    const unshipped = Math.min(quantity, line.ordered - line.shipped);
    removeUnits(shop, order, line, unshipped, restock);
    if (!restock) continue;
    line.returned += quantity - unshipped;
    takeFor(shop, order, line, unshipped - quantity);
  }
  return DONE;
}

function editLines(shop: Shop, order: ShopOrder, lines: OrderLine[]): ActionOutcome {
  for (const { sku, quantity } of lines) {
    const line = order.lines.find((each) => each.sku === sku);
    if (shop.stock.bySku(sku) === undefined) return unknownSku(sku);
    if (quantity < (line?.shipped ?? 0))
      return { outcome: 'impossible', reason: `${line?.shipped} of ${sku} are shipped already.` };
  }
  const shortage = shortageOf(shop, edited(lines, order.lines));
  if (shortage) return shortage;
  for (const { sku, quantity } of lines) {
    const line = order.lines.find((each) => each.sku === sku);
    const more = quantity - (line?.ordered ?? 0);
    if (line !== undefined && more < 0) removeUnits(shop, order, line, -more, true);
    else addUnits(shop, order, sku, more);
  }
  return DONE;
}
