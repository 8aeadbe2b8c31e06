/** What the plugin works with, taken from Medusa's container. */
import type { ILockingModule, Logger, MedusaContainer, RemoteQueryFunction } from '@medusajs/framework/types';
import { ContainerRegistrationKeys, Modules } from '@medusajs/framework/utils';
import type { Database } from '../database/sql.ts';
import { STOCKLINE_MODULE } from '../modules/stockline/index.ts';
import type { StocklineModuleService } from '../modules/stockline/service.ts';
import type { StoreSettings } from '../modules/stockline/store-settings.ts';

export type Store = {
  readonly settings: StoreSettings;
  readonly database: Database;
  readonly query: Omit<RemoteQueryFunction, symbol>;
  readonly locking: ILockingModule;
  readonly logger: Logger;
};

export function storeOf(container: MedusaContainer): Store {
  return {
    settings: container.resolve<StocklineModuleService>(STOCKLINE_MODULE).settings,
    database: container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION),
    query: container.resolve(ContainerRegistrationKeys.QUERY),
    locking: container.resolve(Modules.LOCKING),
    logger: container.resolve(ContainerRegistrationKeys.LOGGER),
  };
}

/** The stock locations that Stockline keeps. */
export async function locationsOf({ settings, query }: Store): Promise<readonly string[]> {
  if (settings.locations !== undefined) {
    return settings.locations;
  }
  const { data } = await query.graph({ entity: 'stock_location', fields: ['id'] });
  return data.map(({ id }) => id);
}
