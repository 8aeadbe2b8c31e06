/** The states in which Shopify has the units of an item at a location. */
import type { UnitStates } from '../../../domain/stock/off-sale.ts';

/** Units by the name of their state. */
export type Units = ReadonlyMap<string, number>;

/**
 * The names of the quantities of an inventory level but `on_hand`, which is their sum without `incoming`.
 * Source: https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps (2026-10).
 */
export const STATE_NAMES: readonly string[] = [
  'available',
  'committed',
  'reserved',
  'damaged',
  'quality_control',
  'safety_stock',
  'incoming',
];

/** What is at a location beside what is available; undefined unless all of it is there. */
export function statesOf(units: Units): UnitStates | undefined {
  const [committed, incoming] = [units.get('committed'), units.get('incoming')];
  const offSale = offSaleOf(units);
  return committed === undefined || incoming === undefined || offSale === undefined
    ? undefined
    : { committed, incoming, offSale };
}

/** The units on hand that are not for sale; undefined unless all of their states are there. */
export function offSaleOf(units: Units): UnitStates['offSale'] | undefined {
  const [reserved, damaged] = [units.get('reserved'), units.get('damaged')];
  const [qualityControl, safetyStock] = [units.get('quality_control'), units.get('safety_stock')];
  return reserved === undefined || damaged === undefined || qualityControl === undefined || safetyStock === undefined
    ? undefined
    : { reserved, damaged, qualityControl, safetyStock };
}
