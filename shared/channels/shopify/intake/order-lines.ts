/** A Shopify order's lines as observations, whichever way the order came. */

import type { ShopifyChannel } from '../../../channel-config.ts';
import type { Sku } from '../../../domain/identifiers.ts';
import type { OrderLineObservation } from '../../../domain/stock/observation.ts';
import { isNothing, orderLineKey } from '../../../domain/stock/order-line.ts';
import { usableSku } from '../../usable-sku.ts';
import { linePast } from '../orders/line-past.ts';
import { placedStates } from '../orders/order-places.ts';
import { orderVersion, type ShopifyLine, type ShopifyOrder } from './order.ts';

/** The lines of an order that a stock ledger counts, and why the others are left aside. */
export type OrderLines = { readonly lines: readonly OrderLineObservation[]; readonly ignored: readonly string[] };

/** Each line of an order as its whole present state, the same whether a webhook carried the order or it was read. */
export function orderLines(channel: ShopifyChannel, order: ShopifyOrder, receivedAt: string): OrderLines {
  const lines: OrderLineObservation[] = [];
  const ignored: string[] = [];
  for (const line of order.line_items) {
    const sku = countedSku(line);
    if (typeof sku === 'string') {
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
function countedSku({ sku, gift_card }: ShopifyLine): Sku | { readonly because: string } {
  if (gift_card) {
    return { because: 'is a gift card' };
  }
  if (!sku) {
    return { because: 'has no SKU' };
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
  for (const { channelLocation, state } of placedStates(read.order, line, home)) {
    const [location] = read.channel.locations[channelLocation] ?? [];
    if (location !== undefined) {
      const suffix = channelLocation === home ? '' : `:at:${channelLocation}`;
      const past = linePast(read.order, line, home, channelLocation);
      lines.push(observation(read, line, sku, suffix, { location, channelLocation, state, ...(past && { past }) }));
    } else if (!isNothing(state)) {
      ignored.push(
        `What line ${line.id} of order ${read.order.id} did at Shopify location ${channelLocation}, which the channel does not map`,
      );
    }
  }
  return { lines, ignored };
}

/** The part at home has the line's own key: the others add their location to it. */
function observation(
  { channel, order, receivedAt }: ReadOrder,
  line: ShopifyLine,
  sku: Sku,
  suffix: string,
  placed: Pick<OrderLineObservation, 'location' | 'channelLocation' | 'state' | 'past'>,
): OrderLineObservation {
  const key = `${orderLineKey(channel.id, order.id, line.id)}${suffix}`;
  return {
    kind: 'orderLine',
    sku,
    source: { channel: channel.id, order: order.id, line: line.id, key },
    ...placed,
    version: orderVersion(order),
    occurredAt: order.updated_at,
    receivedAt,
  };
}

/**
 * A till sale names its location; a web order names none, and Shopify states the location it will ship from only in
 * its fulfillment orders. Until it ships, a web order counts where the channel's first location is.
 */
function homeOf({ channel: { id, locations }, order }: ReadOrder): string {
  const home = order.location_id ?? Object.keys(locations)[0];
  if (home === undefined) {
    throw new Error(`Channel “${id}” maps no location: add its Shopify location to stockline.config.ts.`);
  }
  return home;
}
