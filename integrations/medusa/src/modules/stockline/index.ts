/** Registers the plugin's module under the name by which the rest of it finds it. */
import { Module } from '@medusajs/framework/utils';
import { StocklineModuleService } from './service.ts';

export const STOCKLINE_MODULE = 'stockline';

export default Module(STOCKLINE_MODULE, { service: StocklineModuleService });
