import * as v from 'valibot';
import type { Intake } from '../../channel-ports.ts';
import type { ShopifyChannel } from '../../config.ts';
import { type LocationId, parseSku, type Sku } from '../../domain/identifiers.ts';
import type { OrderLineObservation } from '../../domain/observation.ts';
import { idField, timeField } from '../fields.ts';
import { readJson } from '../json-body.ts';
import { lineState, orderVersion, type ShopifyLine, type ShopifyOrder, shopifyOrder } from './order.ts';

/** A verified webhook at our door. */
export type ShopifyMessage = {
  /** As `orders/create` or `ORDERS_CREATE`. */
  readonly topic: string;
  readonly rawBody: Uint8Array;
  readonly channel: ShopifyChannel;
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

/** These carry the whole order as it was when Shopify built the payload. */
const WHOLE_ORDER: ReadonlySet<string> = new Set([
  'ORDERS_CREATE',
  'ORDERS_UPDATED',
  'ORDERS_CANCELLED',
  'ORDERS_PAID',
  'ORDERS_FULFILLED',
  'ORDERS_PARTIALLY_FULFILLED',
]);

/** These carry a part of an order; Shopify sends orders/updated beside each, with the whole. */
const PART_OF_ORDER: ReadonlySet<string> = new Set([
  'ORDERS_EDITED',
  'REFUNDS_CREATE',
  'FULFILLMENTS_CREATE',
  'FULFILLMENTS_UPDATE',
]);

/** What a Shopify webhook says: each line of an order as its whole present state, or a notice of a quantity. */
export function translateShopify(message: ShopifyMessage): Intake {
  const topic = message.topic.toUpperCase().replace('/', '_');
  if (WHOLE_ORDER.has(topic)) {
    return translateOrder(message);
  }
  if (topic === 'INVENTORY_LEVELS_UPDATE') {
    return translateLevel(message);
  }
  return {
    kind: 'ignored',
    reason: PART_OF_ORDER.has(topic)
      ? 'The topic carries a part of an order: orders/updated carries the whole.'
      : 'The topic moves no stock.',
  };
}

function translateOrder(message: ShopifyMessage): Intake {
  const read = readJson(message.rawBody, shopifyOrder);
  if (read.kind === 'malformed') {
    return read;
  }
  const observations: OrderLineObservation[] = [];
  const ignored: string[] = [];
  for (const line of read.value.line_items) {
    const sku = countedSku(line);
    if (typeof sku === 'string') {
      observations.push(observeLine(message, read.value, line, sku));
    } else {
      ignored.push(`Line ${line.id} of order ${read.value.id} ${sku.because}.`);
    }
  }
  return { kind: 'observations', observations, ignored };
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

function observeLine(
  { channel, receivedAt }: ShopifyMessage,
  order: ShopifyOrder,
  line: ShopifyLine,
  sku: Sku,
): OrderLineObservation {
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

const inventoryLevel = v.object({
  inventory_item_id: idField,
  location_id: idField,
  available: v.nullish(v.pipe(v.number('Expected a whole number.'), v.safeInteger('Expected a whole number.'))),
  updated_at: timeField,
});

function translateLevel({ rawBody, channel, receivedAt }: ShopifyMessage): Intake {
  const read = readJson(rawBody, inventoryLevel);
  if (read.kind === 'malformed') {
    return read;
  }
  const { inventory_item_id, location_id, available, updated_at } = read.value;
  if (!Object.hasOwn(channel.locations, location_id)) {
    return { kind: 'ignored', reason: 'The quantity is of a location that the channel does not map.' };
  }
  const quantity = typeof available === 'number' ? { quantity: available } : {};
  return {
    kind: 'notices',
    notices: [
      {
        channel: channel.id,
        externalId: inventory_item_id,
        channelLocation: location_id,
        ...quantity,
        occurredAt: updated_at,
        receivedAt,
      },
    ],
  };
}
