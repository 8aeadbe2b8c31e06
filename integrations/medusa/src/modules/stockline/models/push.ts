/** A push that was applied, by its key, and what the store showed then (database/figures.ts). */
import { model } from '@medusajs/framework/utils';

export const Push = model.define('stockline_push', {
  id: model.text().primaryKey(),
  shows: model.number(),
});
