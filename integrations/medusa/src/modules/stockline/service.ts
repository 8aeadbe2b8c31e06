/** The plugin as a module of Medusa: its tables and its settings. */
import { MedusaService } from '@medusajs/framework/utils';
import { HeldUnits } from './models/held-units.ts';
import { Hold } from './models/hold.ts';
import { Order } from './models/order.ts';
import { Push } from './models/push.ts';
import { Setting } from './models/setting.ts';
import { readSettings, type StoreSettings } from './store-settings.ts';

export class StocklineModuleService extends MedusaService({
  StocklineSetting: Setting,
  StocklinePush: Push,
  StocklineOrder: Order,
  StocklineHold: Hold,
  StocklineHeldUnits: HeldUnits,
}) {
  readonly settings: StoreSettings;

  constructor(container: Record<string, unknown>, options: unknown) {
    super(container, options);
    this.settings = readSettings(options);
  }
}
