/** What was last read of an order, and what of it Stockline has (database/orders.ts). */
import { model } from '@medusajs/framework/utils';

export const Order = model.define('stockline_order', {
  id: model.text().primaryKey(),
  version: model.dateTime().nullable(),
  sent_version: model.dateTime().nullable(),
  is_placed: model.boolean().default(false),
  recorded: model.json(),
  states: model.json(),
  attempts: model.number().default(0),
  attempt_after: model.dateTime().nullable(),
});
