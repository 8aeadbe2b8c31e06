/** A hold that a checkout of this store has at Stockline (database/holds.ts). */
import { model } from '@medusajs/framework/utils';

export const Hold = model.define('stockline_hold', {
  id: model.text().primaryKey(),
  cart_id: model.text(),
  state: model.enum(['asked', 'open', 'used', 'over']),
  lines: model.text(),
  expires_at: model.dateTime(),
  is_captured: model.boolean().default(false),
});
