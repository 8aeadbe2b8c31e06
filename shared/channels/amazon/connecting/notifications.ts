/** The fields of Amazon's notifications, in each form that Amazon sends. */

import * as v from 'valibot';
import { idField, timeField, timeOfSignal, unitsField } from '../../fields.ts';
import { rowByRow } from '../../rows.ts';

/**
 * The notifications of Amazon's Selling Partner API, as far as they are about stock.
 * Source: schemas/notifications of github.com/amzn/selling-partner-api-models @34dc93fe (2026-08-05).
 */

const envelope = v.object({ NotificationType: v.optional(v.string()), notificationType: v.optional(v.string()) });

/** What came out of the queue: a notification, or EventBridge's event around one. */
export const anyNotification = v.union([v.object({ detail: envelope }), envelope], 'Expected a notification.');

/**
 * The same fields whether their names begin with a capital, as of most types, or not, as of ITEM_INVENTORY_EVENT_CHANGE:
 * Amazon has both kinds of envelope.
 */
export function inEitherCase<const Schema extends v.GenericSchema>(isCamelCase: boolean, schema: Schema) {
  return v.pipe(
    v.unknown(),
    v.transform((json) => (isCamelCase ? capitalised(json) : json)),
    schema,
  );
}

function capitalised(json: unknown): unknown {
  if (Array.isArray(json)) {
    return json.map(capitalised);
  }
  return typeof json === 'object' && json !== null
    ? Object.fromEntries(
        Object.entries(json).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), capitalised(value)]),
      )
    : json;
}

/** A listing's own name; Amazon's have at most 40 characters. */
const listingSku = v.pipe(
  v.string('Expected a SKU.'),
  v.nonEmpty('Expected a SKU.'),
  v.maxLength(255, 'Expected a SKU of at most 255 characters.'),
);

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
      /** At the level of an item "one payload includes one item". */
      NotificationLevel: v.nullish(v.string()),
      SellerId: v.string(),
      AmazonOrderId: idField,
      // Required by the schema (2026-05-27), absent in public captures of 2023, as FulfillmentType is.
      OrderChangeTrigger: v.nullish(
        v.object({ TimeOfOrderChange: v.nullish(timeField), ChangeReason: v.nullish(v.string()) }),
        {},
      ),
      Summary: v.object({
        MarketplaceId: v.nullish(v.string()),
        OrderStatus: v.string('Expected an order status.'),
        FulfillmentType: v.nullish(v.string('Expected MFN or AFN.')),
        NumberOfItemsShipped: v.nullish(unitsField),
        NumberOfItemsUnshipped: v.nullish(unitsField),
        OrderItems: rowByRow(orderItem),
      }),
    }),
  }),
});

export type OrderItem = v.InferOutput<typeof orderItem>;
export type OrderChange = v.InferOutput<typeof orderChange>['Payload']['OrderChangeNotification'];

export const quantityChange = v.object({
  EventTime: timeOfSignal,
  Payload: v.object({
    SellerId: v.string(),
    FulfillmentChannelCode: v.string(),
    Sku: listingSku,
    /** A figure that cannot be read says that it changed all the same: what it is is read. */
    Quantity: v.fallback(v.nullish(unitsField), undefined),
  }),
});

/**
 * States that a listing is in on one marketplace; one that is not named does not hold. The schema names the type
 * `LISTINGS_ITEM_STATUS_CHANGED`, its own example and the subscription `LISTINGS_ITEM_STATUS_CHANGE`.
 */
export const statusChange = v.object({
  EventTime: timeOfSignal,
  Payload: v.object({
    SellerId: v.string(),
    MarketplaceId: v.nullish(v.string()),
    Sku: listingSku,
    Status: v.array(v.string('Expected a status.')),
  }),
});
