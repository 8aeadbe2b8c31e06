/** Units that a hold gave to one inventory level, for the reservation of its checkout (database/holds.ts). */
import { model } from '@medusajs/framework/utils';

export const HeldUnits = model.define('stockline_held_units', {
  id: model.text().primaryKey(),
  hold_id: model.text(),
  inventory_item_id: model.text(),
  location_id: model.text(),
  units: model.number(),
});
