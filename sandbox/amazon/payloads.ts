/** How Amazon writes what it sends and answers: as its models say, or as real payloads differ from them. */
import * as v from 'valibot';

const leftOut = <const Fields extends readonly string[]>(fields: Fields) => v.optional(v.array(v.picklist(fields)), []);

/**
 * The body of `PUT /_sandbox/payloads`; what it leaves out is as the models say. `row` is put among the rows of each
 * page of that operation as it stands.
 *
 * - ORDER_CHANGE without OrderChangeTrigger, QuantityShipped, SupplySourceId, and in older ones without
 *   FulfillmentType, though its schema requires them (2026-05-27): public captures of 2023. Its booleans as text, as
 *   Amazon has them in its order items: `IsBuyerRequestedCancel` and `IsGift` of the Orders API v0 are strings. At the level
 *   of an item "one payload includes one item" (its schema, of `OrderItems`); which changes come so is written nowhere.
 * - Orders 2026-01-01: of an order only orderId, the two times, salesChannel and orderItems are required; of an item
 *   orderItemId, quantityOrdered and product, of a product nothing (the model, 2026-08-05).
 */
export const payloadsBody = v.strictObject({
  orderChange: v.optional(
    v.strictObject({
      omit: leftOut(['OrderChangeTrigger', 'FulfillmentType', 'MarketplaceId', 'QuantityShipped', 'SupplySourceId']),
      booleansAsText: v.optional(v.boolean(), false),
      level: v.optional(v.picklist(['OrderLevel', 'OrderItemLevel']), 'OrderLevel'),
    }),
    {},
  ),
  orders: v.optional(
    v.strictObject({
      omit: leftOut(['fulfillment', 'fulfilledBy', 'itemFulfillment', 'marketplaceId', 'sellerSku']),
      row: v.optional(v.unknown()),
    }),
    {},
  ),
  listings: v.optional(v.strictObject({ row: v.optional(v.unknown()) }), {}),
});

export type PayloadRule = v.InferOutput<typeof payloadsBody>;

export type Payloads = { set: (rule: PayloadRule) => void; current: () => PayloadRule };

export function openPayloads(): Payloads {
  let rule = v.parse(payloadsBody, {});
  return {
    set(next) {
      rule = next;
    },
    current: () => rule,
  };
}

/** The rows of a page, with the odd row in their middle, if there is one. */
export function withRow<Row>(rows: readonly Row[], row: unknown): unknown[] {
  if (row === undefined) return [...rows];
  const middle = Math.ceil(rows.length / 2);
  return [...rows.slice(0, middle), row, ...rows.slice(middle)];
}
