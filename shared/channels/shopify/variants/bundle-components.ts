/** Reads what a Shopify bundle is made of. */

import * as v from 'valibot';
import type { Sku } from '../../../domain/identifiers.ts';
import { addedUp, type Component, problemOf } from '../../../domain/stock/bundle.ts';
import { usableSku } from '../../../domain/usable-sku.ts';
import { PAGED_READ_TRIES } from '../../while-throttled.ts';
import type { AdminApi } from '../client/api.ts';
import { COMPONENTS_OF_BUNDLE } from '../client/documents.ts';

const component = v.object({
  quantity: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  productVariant: v.object({ sku: v.nullable(v.string()) }),
});
const answer = v.object({
  productVariant: v.nullable(v.object({ productVariantComponents: v.object({ nodes: v.array(component) }) })),
});

/** The components of a bundle by SKU, or why they make none that we can keep. */
export type BundleComponents = { readonly madeOf: readonly Component[] } | { readonly reason: string };

/** Reads the components of the bundle that this variant (a global id) is. One that contains a variant twice has it once. */
export async function readComponents(api: AdminApi, bundle: Sku, variantId: string): Promise<BundleComponents> {
  const { productVariant } = await api.read(COMPONENTS_OF_BUNDLE, { id: variantId }, answer, PAGED_READ_TRIES);
  const named: Component[] = [];
  for (const { quantity, productVariant: part } of productVariant?.productVariantComponents.nodes ?? []) {
    const sku = usableSku(part.sku);
    if (sku === undefined) {
      return { reason: 'It is a bundle, and one of its components has no SKU: give it one.' };
    }
    named.push({ sku, quantity });
  }
  const madeOf = addedUp(named);
  const problem = problemOf(bundle, madeOf);
  return problem === undefined ? { madeOf } : { reason: `It is a bundle of Shopify. ${problem}` };
}
