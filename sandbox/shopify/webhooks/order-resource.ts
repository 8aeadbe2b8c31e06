/** An order, in the REST form that webhooks have. */
import { gid } from '../numeric-id.ts';
import {
  currentQuantity,
  type LineGroup,
  type Order,
  orderName,
  orderState,
  refundableQuantity,
} from '../orders/order.ts';
import { lineResource } from './line-resource.ts';
import { fulfillmentResource, refundResource } from './refund-resource.ts';
import { money, moneySet, restTime, UNIT_PRICE } from './rest-values.ts';

/** An order as the orders/* webhooks send it: its whole present state. */
export function orderResource(order: Order): object {
  return {
    ...identity(order),
    ...circumstances(order),
    ...amounts(order),
    discount_applications: [],
    discount_codes: [],
    fulfillments: order.fulfillments.map((fulfillment) => fulfillmentResource(order, fulfillment)),
    line_items: order.lines.map(lineResource),
    line_item_groups: order.groups.map(groupResource),
    note_attributes: order.source.noteAttributes,
    payment_terms: null,
    refunds: order.refunds.map((refund) => refundResource(order, refund)),
    returns: [],
    shipping_lines: [],
    tax_lines: [],
  };
}

/** A bundle that was bought; the fields are those of LineItemGroup (schema 2026-10): the samples have none to copy. */
function groupResource({ id, item, title, quantity, sku }: LineGroup): object {
  return {
    id: BigInt(id),
    admin_graphql_api_id: gid('LineItemGroup', id),
    title,
    quantity,
    product_id: BigInt(item.productId),
    variant_id: BigInt(item.variantId),
    variant_sku: sku,
    properties: [],
  };
}

function identity(order: Order): object {
  const state = orderState(order);
  return {
    id: BigInt(order.id),
    admin_graphql_api_id: gid('Order', order.id),
    app_id: order.source.appId && BigInt(order.source.appId),
    cancel_reason: order.cancelledAt ? 'other' : null,
    cancelled_at: order.cancelledAt ? restTime(order.cancelledAt) : null,
    closed_at: order.closedAt ? restTime(order.closedAt) : null,
    created_at: restTime(order.createdAt),
    currency: 'USD',
    financial_status: financialStatus(order),
    fulfillment_status: state === 'unfulfilled' ? null : state,
    location_id: order.retailLocation ? BigInt(order.retailLocation.id) : null,
    name: orderName(order),
    number: order.number - 1000,
    order_number: order.number,
    processed_at: restTime(order.processedAt),
    source_name: order.source.sourceName,
    updated_at: restTime(order.updatedAt),
  };
}

/** What the samples carry besides, mostly about the customer, whom the sandbox does not have. */
function circumstances(order: Order): object {
  return {
    billing_address: null,
    browser_ip: null,
    buyer_accepts_marketing: false,
    cart_token: null,
    checkout_token: null,
    client_details: null,
    confirmation_number: null,
    confirmed: true,
    contact_email: null,
    customer: null,
    customer_locale: 'en',
    device_id: null,
    duties_included: false,
    email: null,
    estimated_taxes: false,
    landing_site: null,
    landing_site_ref: null,
    merchant_business_entity_id: 'MTAwMDAwMDAwMQ',
    merchant_of_record_app_id: null,
    note: order.source.note,
    order_status_url: `https://shop.example/1/orders/${order.id}/authenticate`,
    payment_gateway_names: ['bogus'],
    phone: null,
    po_number: null,
    presentment_currency: 'USD',
    reference: null,
    referring_site: null,
    shipping_address: null,
    source_identifier: order.source.sourceIdentifier,
    source_url: null,
    tags: order.source.tags.join(', '),
    tax_exempt: false,
    taxes_included: false,
    test: true,
    token: order.id,
    user_id: null,
  };
}

function amounts(order: Order): object {
  const ordered = order.lines.reduce((sum, { quantity }) => sum + quantity, 0) * UNIT_PRICE;
  const current = order.lines.reduce((sum, line) => sum + currentQuantity(line), 0) * UNIT_PRICE;
  const nothing = moneySet(0);
  return {
    current_shipping_price_set: nothing,
    current_subtotal_price: money(current),
    current_subtotal_price_set: moneySet(current),
    current_total_additional_fees_set: null,
    current_total_discounts: money(0),
    current_total_discounts_set: nothing,
    current_total_duties_set: null,
    current_total_price: money(current),
    current_total_price_set: moneySet(current),
    current_total_tax: money(0),
    current_total_tax_set: nothing,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    subtotal_price: money(ordered),
    subtotal_price_set: moneySet(ordered),
    total_cash_rounding_payment_adjustment_set: nothing,
    total_cash_rounding_refund_adjustment_set: nothing,
    total_discounts: money(0),
    total_discounts_set: nothing,
    total_line_items_price: money(ordered),
    total_line_items_price_set: moneySet(ordered),
    total_outstanding: money(0),
    total_price: money(ordered),
    total_price_set: moneySet(ordered),
    total_shipping_price_set: nothing,
    total_tax: money(0),
    total_tax_set: nothing,
    total_tip_received: money(0),
    total_weight: 0,
  };
}

function financialStatus(order: Order): string {
  if (order.refunds.length === 0) return 'paid';
  return order.lines.every((line) => refundableQuantity(line) === 0) ? 'refunded' : 'partially_refunded';
}
