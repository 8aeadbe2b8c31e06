/** One fact that the plugin keeps about itself (database/settings.ts). */
import { model } from '@medusajs/framework/utils';

export const Setting = model.define('stockline_setting', {
  id: model.text().primaryKey(),
  value: model.text(),
});
