import * as v from 'valibot';
import { idField, timeField, unitsField } from '../fields.ts';

/**
 * The notifications of Amazon's Selling Partner API, as far as they tell of stock.
 * Source: schemas/notifications of github.com/amzn/selling-partner-api-models @34dc93fe (2026-08-05).
 */

const envelope = v.object({ NotificationType: v.optional(v.string()) });

/** What came out of the queue: a notification, or EventBridge's event around one. */
export const anyNotification = v.union([v.object({ detail: envelope }), envelope], 'Expected a notification.');

const orderItem = v.object({
  OrderItemId: idField,
  SellerSKU: v.string('Expected a SKU.'),
  OrderItemStatus: v.nullish(v.string()),
  Quantity: unitsField,
  QuantityShipped: v.nullish(unitsField),
});

export const orderChange = v.object({
  EventTime: timeField,
  Payload: v.object({
    OrderChangeNotification: v.object({
      SellerId: v.string(),
      AmazonOrderId: idField,
      OrderChangeTrigger: v.object({ TimeOfOrderChange: v.nullish(timeField), ChangeReason: v.nullish(v.string()) }),
      Summary: v.object({
        OrderStatus: v.string('Expected an order status.'),
        FulfillmentType: v.string('Expected MFN or AFN.'),
        OrderItems: v.array(orderItem),
      }),
    }),
  }),
});

export type OrderItem = v.InferOutput<typeof orderItem>;
export type OrderChange = v.InferOutput<typeof orderChange>['Payload']['OrderChangeNotification'];

export const quantityChange = v.object({
  EventTime: timeField,
  Payload: v.object({
    SellerId: v.string(),
    FulfillmentChannelCode: v.string(),
    Sku: v.pipe(v.string(), v.nonEmpty('Expected a SKU.')),
    Quantity: unitsField,
  }),
});
