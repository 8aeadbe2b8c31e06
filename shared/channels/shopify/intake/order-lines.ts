/** A Shopify order's lines as observations, from a message or a reading. */

import type { ShopifyChannel } from '../../../channel-config.ts';
import type { Sku } from '../../../domain/identifiers.ts';
import type { OrderLineObservation } from '../../../domain/stock/observation.ts';
import { atFurtherPlace, isNothing, NO_ORDER_LINE, orderLineKey } from '../../../domain/stock/order-line.ts';
import { usableSku } from '../../../domain/usable-sku.ts';
import { type PlacedState, placedStates, unitsAssigned } from '../orders/order-places.ts';
import { linePast } from '../orders/past-states.ts';
import { lineState, orderVersion, type ShopifyLine, type ShopifyOrder, unitsNotRestocked } from './order.ts';
import { ignoredSource } from './order-source.ts';

/** The lines of an order that a stock ledger counts, and why the others are left aside. */
export type OrderLines = { readonly lines: readonly OrderLineObservation[]; readonly ignored: readonly string[] };

/**
 * Each line of an order as its whole present state, the same whether a webhook carried the order or it was read. An order of
 * a source that the channel ignores has nothing of any line: what was counted of it before is taken back.
 */
export function orderLines(channel: ShopifyChannel, reported: ShopifyOrder, receivedAt: string): OrderLines {
  const order = { ...reported, notRestocked: channel.notRestocked };
  const lines: OrderLineObservation[] = [];
  const ignored: string[] = [];
  const source = ignoredSource(channel, order);
  if (source !== undefined) {
    ignored.push(`Order ${order.id}, which counts on another channel (ignoreSources: ${source})`);
  }
  for (const line of order.line_items) {
    const sku = countedSku(line);
    if (typeof sku === 'string' && source !== undefined) {
      lines.push(...leftOutLine({ channel, order, receivedAt }, line, sku));
    } else if (typeof sku === 'string') {
      const observed = observeLine({ channel, order, receivedAt }, line, sku);
      lines.push(...observed.lines);
      ignored.push(...observed.ignored);
    } else {
      ignored.push(`Line ${line.id} of order ${order.id} ${sku.because}.`);
    }
  }
  return { lines, ignored };
}

/** One line that nobody counts must not stop the others. */
function countedSku({
  sku,
  gift_card,
  variant_inventory_management: countedBy,
}: ShopifyLine): Sku | { readonly because: string } {
  if (gift_card) {
    return { because: 'is a gift card' };
  }
  if (!sku) {
    return { because: 'has no SKU' };
  }
  if (countedBy === null) {
    return { because: 'is of an item that Shopify does not track' };
  }
  return usableSku(sku) ?? { because: 'has a SKU of more than 255 characters or with control characters' };
}

type ReadOrder = { readonly channel: ShopifyChannel; readonly order: ShopifyOrder; readonly receivedAt: string };

/**
 * The line at each location that has a part in it. What happens at a location that the channel does not map is none of
 * the ledger's: its stock is not there, and Shopify counts it at that location alone.
 */
function observeLine(read: ReadOrder, line: ShopifyLine, sku: Sku): OrderLines {
  const lines: OrderLineObservation[] = [];
  const ignored: string[] = [];
  const home = homeOf(read);
  const whole = lineState(read.order, line);
  const [homeLocation] = read.channel.locations[home] ?? [];
  if (homeLocation !== undefined && read.order.fulfillment_orders === undefined && !isPlaceReported(read, line)) {
    const assumed = {
      location: homeLocation,
      channelLocation: home,
      state: whole,
      whole,
      isPlaceAssumed: true,
    } as const;
    return { lines: [observation(read, line, sku, '', assumed)], ignored };
  }
  for (const { channelLocation, state, lost, lostHere } of everyPlace(read, line, home)) {
    const [location] = read.channel.locations[channelLocation] ?? [];
    if (location !== undefined) {
      const isHome = channelLocation === home;
      const past = linePast(read.order, line, home, channelLocation);
      const losses = { ...(lost && { lost }), ...(lostHere !== undefined && { lostHere }) };
      const placed = { location, channelLocation, state, ...losses, ...(past && { past }) };
      const beside = isHome
        ? { whole, ...(!isPlaceReported(read, line) && { isPlaceAssumed: true as const }) }
        : { isFurtherPlace: true as const };
      lines.push(observation(read, line, sku, isHome ? '' : atFurtherPlace(channelLocation), { ...placed, ...beside }));
    } else if (!isNothing(state)) {
      ignored.push(
        `What line ${line.id} of order ${read.order.id} did at Shopify location ${channelLocation}, which the channel does not map`,
      );
    }
  }
  return { lines, ignored };
}

/**
 * Whether the order says of each unit of the line where it is. A webhook of an order says where units were shipped from
 * and came back to, and not where those are that are still to be shipped, nor where those were that are gone: that is in
 * the fulfillment orders, which are empty before the order is routed, and for an app without the scope
 * read_merchant_managed_fulfillment_orders. Where the channel maps one location only, that one is taken.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/objects/FulfillmentOrder
 */
function isPlaceReported({ channel, order }: ReadOrder, line: ShopifyLine): boolean {
  const { ordered, shipped } = lineState(order, line);
  const toShip = Math.max(0, ordered - shipped);
  if (Object.keys(channel.locations).length < 2) {
    return true;
  }
  return order.fulfillment_orders === undefined
    ? toShip === 0 && unitsNotRestocked(order, line) === 0
    : unitsAssigned(order, line.id) >= Math.min(toShip, line.fulfillable_quantity);
}

/**
 * The places of a line that has several mapped ones to choose from: each of them, with nothing where it has nothing. A
 * place from which the units were moved away is in no payload, and must be reported to have none of them any more.
 */
function everyPlace({ channel, order }: ReadOrder, line: ShopifyLine, home: string): readonly PlacedState[] {
  const placed = placedStates(order, line, home);
  const named = new Set(placed.map(({ channelLocation }) => channelLocation));
  const others = Object.keys(channel.locations).filter((location) => !named.has(location));
  return [...placed, ...others.map((channelLocation) => ({ channelLocation, state: NO_ORDER_LINE }))];
}

/** Nothing of the line at any place; nothing is posted for it where the ledger does not have the line. */
function leftOutLine(read: ReadOrder, line: ShopifyLine, sku: Sku): readonly OrderLineObservation[] {
  const home = homeOf(read);
  return Object.entries(read.channel.locations).flatMap(([channelLocation, [location]]) => {
    const placed = { channelLocation, state: NO_ORDER_LINE, isFurtherPlace: true } as const;
    const suffix = channelLocation === home ? '' : atFurtherPlace(channelLocation);
    return location === undefined ? [] : [observation(read, line, sku, suffix, { location, ...placed })];
  });
}

/** The part at home has the line's own key: the others add their location to it. */
function observation(
  { channel, order, receivedAt }: ReadOrder,
  line: ShopifyLine,
  sku: Sku,
  suffix: string,
  placed: Pick<
    OrderLineObservation,
    | 'location'
    | 'channelLocation'
    | 'state'
    | 'lost'
    | 'lostHere'
    | 'past'
    | 'whole'
    | 'isPlaceAssumed'
    | 'isFurtherPlace'
  >,
): OrderLineObservation {
  const key = `${orderLineKey(channel.id, order.id, line.id)}${suffix}`;
  return {
    kind: 'orderLine',
    sku,
    source: { channel: channel.id, order: order.id, line: line.id, key },
    ...soldAs(line),
    ...placed,
    version: orderVersion(order),
    occurredAt: order.updated_at,
    receivedAt,
  };
}

/** A line that names no variant is of a deleted one only where Shopify says so: its own samples name none. */
function soldAs({ variant_id: variant, product_exists }: ShopifyLine): Pick<OrderLineObservation, 'soldAs'> {
  if (variant) {
    return { soldAs: variant };
  }
  return product_exists === false ? { soldAs: null } : {};
}

/**
 * A till sale names its location; a web order names none, and Shopify reports the location it will ship from only in
 * its fulfillment orders. Until those are read, a web order counts where the channel's first location is.
 */
function homeOf({ channel: { id, locations }, order }: ReadOrder): string {
  const home = order.location_id ?? Object.keys(locations)[0];
  if (home === undefined) {
    throw new Error(`Channel “${id}” maps no location: add its Shopify location to stockline.config.ts.`);
  }
  return home;
}
