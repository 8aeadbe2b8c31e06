/** A customer buys: the lines of an order, and what their stock does. */
import type { ActionOutcome, OrderLine } from '../../kernel/platform.ts';
import type { Item, ShopLocation } from '../inventory/stock.ts';
import type { Shop } from '../shop.ts';
import { placeUnits } from './committing.ts';
import type { FulfillmentOrder, Units } from './fulfillment-order.ts';
import type { Happening } from './happening.ts';
import { type Done, done } from './open-order.ts';
import type { Line, LineGroup, Order, OrderSource } from './order.ts';
import { onlineLocations, routeUnits, shownAt } from './routing.ts';
import { ship } from './shipping.ts';

/** A line as it is bought: by SKU, by the variant's id where two variants have one SKU, or typed in by hand. */
export type BoughtLine =
  | (OrderLine & { variantId?: string | undefined; custom?: false | undefined })
  | { custom: true; title: string; sku?: string | undefined; quantity: number };

export type Placing = {
  /** Sold at the shop's own till at this place, and handed over at once. */
  till?: ShopLocation | undefined;
  /** Made through the API without a claim to the inventory, which is the default there. */
  bypass?: boolean | undefined;
  /** Made through the API, where a bundle that is named stays a line of its own. */
  keepsBundles?: boolean | undefined;
  source?: Partial<OrderSource> | undefined;
  name?: string | undefined;
  /** When it was sold, if that was before the shop received it. */
  soldAt?: Date | undefined;
  /** When the shop received it, if that was not now. */
  createdAt?: Date | undefined;
};

const WEB: OrderSource = {
  sourceName: 'web',
  appId: null,
  sourceIdentifier: null,
  tags: [],
  note: null,
  noteAttributes: [],
};

/**
 * Units leave `available` for `committed` at once. Insufficient when an item with policy `deny` shows less than all the
 * lines together want; a sale that a till made while it was offline has happened whatever the shop shows. With `bypass` nothing is counted and nothing is insufficient: `inventoryBehaviour` is BYPASS, "do
 * not claim inventory", unless an app says otherwise
 * (https://shopify.dev/docs/api/admin-graphql/2026-07/input-objects/OrderCreateOptionsInput).
 */
export function placeOrder(shop: Shop, bought: readonly BoughtLine[], placing: Placing = {}): ActionOutcome<Done> {
  const { till, bypass = false, keepsBundles = false, soldAt } = placing;
  const drawn = drawLines(shop, bought, { isCounted: !bypass, keepsBundles });
  if (drawn.outcome !== 'done') return drawn;
  const { lines, groups } = drawn.value;
  const units = lines.map((line) => ({ line, quantity: line.quantity }));
  const short = soldAt ? undefined : shortOf(shop, units, till ? [till] : onlineLocations(shop));
  if (short) return short;
  const at = placing.createdAt ?? shop.now();
  const order: Order = {
    id: shop.nextId(),
    number: shop.nextOrderNumber(),
    givenName: placing.name ?? null,
    source: { ...WEB, ...(till ? { sourceName: 'pos' } : {}), ...placing.source },
    createdAt: at,
    processedAt: soldAt ?? at,
    updatedAt: at,
    cancelledAt: null,
    closedAt: null,
    isEdited: false,
    retailLocation: till ?? null,
    lines,
    groups,
    fulfillmentOrders: [],
    refunds: [],
    fulfillments: [],
  };
  shop.orders.set(order.id, order);
  const placed = till ? units.map((each) => ({ ...each, location: till })) : routeUnits(shop, units);
  if (!till) shop.routing.ordersRouted += 1;
  const { opened, levels } = placeUnits(shop, order, placed);
  const handedOver = till ? ship(shop, order, units) : [];
  return done(order, [{ topic: 'orders/create', order }, ...levels, ...routingOf(order, opened), ...handedOver]);
}

/** Shopify routes an order in the background, after it was created (FulfillmentOrder, schema 2026-10). */
function routingOf(order: Order, opened: readonly FulfillmentOrder[]): Happening[] {
  return opened.map((fulfillmentOrder) => ({
    topic: 'fulfillment_orders/order_routing_complete',
    order,
    fulfillmentOrder,
  }));
}

type Drawn = { lines: Line[]; groups: LineGroup[] };

/**
 * The lines that an order of these has. A bundle is sold as its components, each naming the bundle as its group
 * (https://shopify.dev/docs/api/admin-graphql/latest/objects/LineItemGroup); an app that makes an order through the API
 * may name the parent, which then is a line of its own (assumed: no source says that the API takes it apart).
 */
export function drawLines(
  shop: Shop,
  bought: readonly BoughtLine[],
  { isCounted, keepsBundles }: { isCounted: boolean; keepsBundles: boolean },
): ActionOutcome<Drawn> {
  const lines: Line[] = [];
  const groups: LineGroup[] = [];
  for (const each of bought) {
    if (each.custom) {
      lines.push(customLine(shop, each));
      continue;
    }
    const item = itemOf(shop, each);
    if (!item) return { outcome: 'unknown', reason: `The shop has no SKU ${each.sku}.` };
    if (item.components.length === 0 || keepsBundles) {
      lines.push(lineOf(shop, item, each.quantity, isCounted && item.components.length === 0, null));
      continue;
    }
    const group = { id: shop.nextId(), item, sku: item.sku, title: item.title, quantity: each.quantity };
    groups.push(group);
    for (const { item: component, quantity } of item.components)
      lines.push(lineOf(shop, component, quantity * each.quantity, isCounted, group));
  }
  return { outcome: 'done', value: { lines, groups } };
}

function itemOf(shop: Shop, { sku, variantId }: { sku: string; variantId?: string | undefined }): Item | undefined {
  if (variantId === undefined) return shop.stock.itemOfSku(sku);
  return shop.stock.items.find((item) => item.variantId === variantId);
}

/** A line of so many units of an item. */
export function lineOf(shop: Shop, item: Item, quantity: number, isCounted: boolean, group: LineGroup | null): Line {
  return {
    id: shop.nextId(),
    item,
    sku: item.sku,
    title: item.title,
    isTracked: item.tracked,
    isCounted: isCounted && item.tracked,
    group,
    quantity,
    fulfilled: 0,
    removed: 0,
    returned: 0,
    returning: 0,
  };
}

function customLine(
  shop: Shop,
  { title, sku, quantity }: { title: string; sku?: string | undefined; quantity: number },
) {
  const none = { item: null, isTracked: false, isCounted: false, group: null };
  const untouched = { fulfilled: 0, removed: 0, returned: 0, returning: 0 };
  return { id: shop.nextId(), ...none, ...untouched, sku: sku ?? null, title, quantity };
}

/** The first item with policy `deny` of which these locations show less than is wanted. */
export function shortOf(
  shop: Shop,
  units: readonly Units[],
  locations: readonly ShopLocation[],
): { outcome: 'insufficient'; reason: string } | undefined {
  const wanted = new Map<Item, number>();
  for (const { line, quantity } of units)
    if (line.item && line.isCounted) wanted.set(line.item, (wanted.get(line.item) ?? 0) + quantity);
  for (const [item, quantity] of wanted) {
    const shown = shownAt(shop, item, locations);
    if (item.inventoryPolicy === 'deny' && quantity > shown)
      return { outcome: 'insufficient', reason: `${item.sku} shows ${shown}, the order wants ${quantity}.` };
  }
  return undefined;
}
