import type { ShopifyChannel } from '../../config.ts';
import { type LocationId, parseSku, type Sku } from '../../domain/identifiers.ts';
import type { OrderLineObservation } from '../../domain/observation.ts';
import { lineState, orderVersion, type ShopifyLine, type ShopifyOrder } from './order.ts';

/** The lines of an order that a stock ledger counts, and why the others are left aside. */
export type OrderLines = { readonly lines: readonly OrderLineObservation[]; readonly ignored: readonly string[] };

/** Each line of an order as its whole present state, the same whether a webhook carried the order or it was read. */
export function orderLines(channel: ShopifyChannel, order: ShopifyOrder, receivedAt: string): OrderLines {
  const lines: OrderLineObservation[] = [];
  const ignored: string[] = [];
  for (const line of order.line_items) {
    const sku = countedSku(line);
    if (typeof sku === 'string') {
      lines.push(observeLine({ channel, order, receivedAt }, line, sku));
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
  try {
    return parseSku(sku);
  } catch {
    return { because: 'has a SKU of more than 255 characters or with control characters' };
  }
}

type Told = { readonly channel: ShopifyChannel; readonly order: ShopifyOrder; readonly receivedAt: string };

function observeLine({ channel, order, receivedAt }: Told, line: ShopifyLine, sku: Sku): OrderLineObservation {
  return {
    kind: 'orderLine',
    sku,
    source: { channel: channel.id, order: order.id, line: line.id, key: `order:${order.id}:line:${line.id}` },
    ...orderLocation(channel, order),
    state: lineState(order, line),
    version: orderVersion(order),
    occurredAt: order.updated_at,
    receivedAt,
  };
}

/**
 * A till sale names its location; a web order names none, and Shopify tells the location it will ship from only in
 * its fulfillment orders. Until those are read, a web order counts where the channel's first location is.
 */
function orderLocation(
  { id, locations }: ShopifyChannel,
  order: ShopifyOrder,
): { readonly location: LocationId; readonly channelLocation: string } {
  const mapped = Object.entries(locations);
  const [channelLocation, [location] = []] =
    mapped.find(([shopifyLocation]) => shopifyLocation === order.location_id) ?? mapped[0] ?? [];
  if (channelLocation === undefined || location === undefined) {
    throw new Error(`Channel “${id}” maps no location: add its Shopify location to stockline.config.ts.`);
  }
  return { location, channelLocation };
}
