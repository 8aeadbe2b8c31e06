/** One row of a Shopify shop's catalogue: a variant, and its quantities at some of the shop's locations. */

import * as v from 'valibot';
import { QUANTITY_MAX } from '../../../domain/identifiers.ts';
import type { CatalogueListing } from '../../../ports/channel/channel.ts';
import { levelAlias } from '../client/documents.ts';
import { offSaleOf } from './states.ts';

const WHOLE = `Expected a whole number of at most ${QUANTITY_MAX} units.`;
const units = v.pipe(
  v.number(WHOLE),
  v.integer(WHOLE),
  v.minValue(-QUANTITY_MAX, WHOLE),
  v.maxValue(QUANTITY_MAX, WHOLE),
);

/** What is asked of a level, by the names of the quantities; null where the location does not stock the item. */
export const level = v.nullable(v.object({ quantities: v.array(v.object({ name: v.string(), quantity: units })) }));

/** What a listing shows, and what of it is on hand. */
export type Quantities = {
  readonly shows: number;
  readonly stock: NonNullable<CatalogueListing['stock']>;
};

/**
 * On hand is available + committed + what cannot be sold (reserved, damaged, safety stock, quality control): the units
 * of open orders are on hand. Undefined where the location does not stock the item.
 * Source: https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps
 */
export function quantitiesOf(read: v.InferOutput<typeof level>): Quantities | undefined {
  const named = new Map(read?.quantities.map(({ name, quantity }) => [name, quantity]));
  const [shows, onHand, committed] = [named.get('available'), named.get('on_hand'), named.get('committed')];
  if (shows === undefined || onHand === undefined || committed === undefined) {
    return undefined;
  }
  const offSale = offSaleOf(named);
  const unavailable = onHand - shows - committed;
  return { shows, stock: { onHand, unavailable, committed, ...(offSale !== undefined && { offSale }) } };
}

/** A variant as `variantsDocument` is answered; `levels` is what is at each location, in the order asked for. */
export type VariantRow = {
  readonly variantId: string;
  readonly sku: string | null;
  readonly barcode: string | null;
  readonly title: string;
  readonly itemId: string;
  readonly isTracked: boolean;
  readonly isBundle: boolean;
  /** “Continue selling when out of stock”. */
  readonly sellsWithoutStock: boolean;
  readonly levels: readonly (Quantities | undefined)[];
};

/** Reads one variant with its levels at so many locations. Source: ProductVariant, Admin API 2026-10. */
export function variantRow(locationCount: number): v.GenericSchema<unknown, VariantRow> {
  const aliases = Array.from({ length: locationCount }, (_, index) => levelAlias(index));
  return v.pipe(
    v.object({
      id: v.string('Expected an id.'),
      sku: v.nullish(v.string('Expected a SKU.'), null),
      barcode: v.nullish(v.string(), null),
      displayName: v.nullish(v.string(), ''),
      inventoryPolicy: v.nullish(v.string(), 'DENY'),
      requiresComponents: v.nullish(v.boolean(), false),
      inventoryItem: v.objectWithRest({ id: v.string('Expected an id.'), tracked: v.boolean() }, v.nullish(level)),
    }),
    v.transform(({ id, sku, barcode, displayName, inventoryPolicy, requiresComponents, inventoryItem }) => ({
      variantId: id,
      sku,
      barcode,
      title: displayName,
      itemId: inventoryItem.id,
      isTracked: inventoryItem.tracked,
      isBundle: requiresComponents,
      sellsWithoutStock: inventoryPolicy === 'CONTINUE',
      levels: aliases.map((alias) => quantitiesOf(inventoryItem[alias] ?? null)),
    })),
  );
}
