/** Square's locations and catalogue. */
import type { CatalogueItem } from '../kernel/catalogue.ts';
import { pageOf } from '../kernel/paging.ts';
import type { PlatformRoute, SandboxAnswer, SandboxRequest } from '../kernel/platform.ts';
import { invalid } from './errors.ts';
import type { SquareAccount } from './inventory/wire.ts';

export type SquareItem = Pick<CatalogueItem, 'sku' | 'title' | 'quantity' | 'square'> & {
  /** The unit it is sold by; whole units without one. */
  unit?: MeasurementUnit;
  /** The trade item number. */
  upc?: string;
};

/** `precision`: "the maximum number of positions allowed after the decimal" (`CatalogMeasurementUnit`, the same definition). */
export type MeasurementUnit = { id: string; name: string; precision: number };

/** "The page size is currently set to be 100": ListCatalog of Square's API definition. */
const PAGE_SIZE = 100;
const SINCE = '2026-01-01T00:00:00.000Z';

/**
 * `GET /v2/locations` and `GET /v2/catalog/list`, in the shapes of npm `square` 46.0.0 and of Square's API definition
 * (github.com/square/connect-api-specification @5733f662, 2025-08: ListLocations, ListCatalog). `location` says whether the
 * account's one location is open.
 */
export function catalogueRoutes(
  items: () => readonly SquareItem[],
  account: SquareAccount,
  location: { readonly status: string },
): PlatformRoute[] {
  return [
    {
      method: 'GET',
      path: '/v2/locations',
      handle: () => ({ status: 200, body: { locations: [locationOnWire(account, location.status)] } }),
    },
    {
      method: 'GET',
      path: '/v2/catalog/list',
      describe: () => [
        { kind: 'read', operation: 'read catalog/list', sku: null, quantity: null, idempotencyKey: null },
      ],
      handle: (request) => listCatalogue(request, items()),
    },
  ];
}

function locationOnWire({ locationId, merchantId }: SquareAccount, status: string) {
  return {
    id: locationId,
    name: 'Main',
    merchant_id: merchantId,
    status,
    type: 'PHYSICAL',
    country: 'US',
    currency: 'USD',
    language_code: 'en-US',
    timezone: 'America/New_York',
    created_at: SINCE,
  };
}

/** Variations nest in their items and are listed of their own when ITEM_VARIATION is asked for (`types` of ListCatalog). Units are objects of their own. */
function listCatalogue({ query }: SandboxRequest, items: readonly SquareItem[]): SandboxAnswer {
  const types = (query.get('types') ?? 'ITEM').toUpperCase().split(',');
  const objects = [
    ...(types.includes('ITEM') ? items.map(itemObject) : []),
    ...(types.includes('ITEM_VARIATION') ? items.map(variationObject) : []),
    ...(types.includes('MEASUREMENT_UNIT') ? unitsOf(items).map(unitObject) : []),
  ];
  const page = pageOf(objects, query.get('cursor'), PAGE_SIZE);
  if (!page) return invalid('INVALID_CURSOR', 'The cursor is not one that this endpoint gave.', 'cursor');
  return { status: 200, body: { objects: page.items, cursor: page.next } };
}

function unitsOf(items: readonly SquareItem[]): MeasurementUnit[] {
  return [...new Map(items.flatMap(({ unit }) => (unit ? [[unit.id, unit] as const] : []))).values()];
}

function unitObject({ id, name, precision }: MeasurementUnit) {
  return {
    type: 'MEASUREMENT_UNIT',
    id,
    updated_at: SINCE,
    version: 1,
    is_deleted: false,
    present_at_all_locations: true,
    measurement_unit_data: {
      measurement_unit: { custom_unit: { name, abbreviation: name }, type: 'TYPE_CUSTOM' },
      precision,
    },
  };
}

function itemObject(item: SquareItem) {
  return {
    type: 'ITEM',
    id: item.square.itemId,
    updated_at: SINCE,
    version: 1,
    is_deleted: false,
    present_at_all_locations: true,
    item_data: { name: item.title, product_type: 'REGULAR', variations: [variationObject(item)] },
  };
}

function variationObject(item: SquareItem) {
  return {
    type: 'ITEM_VARIATION',
    id: item.square.variationId,
    updated_at: SINCE,
    version: 1,
    is_deleted: false,
    present_at_all_locations: true,
    item_variation_data: {
      item_id: item.square.itemId,
      name: 'Regular',
      sku: item.sku,
      upc: item.upc,
      ordinal: 0,
      pricing_type: 'FIXED_PRICING',
      price_money: { amount: 1000, currency: 'USD' },
      track_inventory: true,
      measurement_unit_id: item.unit?.id,
      sellable: true,
      stockable: true,
    },
  };
}
