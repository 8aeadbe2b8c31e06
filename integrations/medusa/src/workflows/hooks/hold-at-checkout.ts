/** A checkout holds its units at Stockline before its order is made, and gives them back where none is made. */

import { StepResponse } from '@medusajs/framework/workflows-sdk';
import { completeCartWorkflow } from '@medusajs/medusa/core-flows';
import { holdCart, releaseCart, type Wanted } from '../../shop/checkout-hold.ts';
import { storeOf } from '../../shop/store.ts';

completeCartWorkflow.hooks.validate(
  async ({ cart }, { container }) => {
    const store = storeOf(container);
    const hold = await holdCart(store, cart.id, await wantedBy(store.query, cart.id));
    return new StepResponse(undefined, hold === undefined ? undefined : { cart: cart.id, hold });
  },
  async (placed, { container }) => {
    if (placed !== undefined) {
      await releaseCart(storeOf(container), placed.cart, placed.hold);
    }
  },
);

type CartLine = {
  readonly quantity: number;
  readonly variant?: {
    readonly manage_inventory?: boolean;
    readonly allow_backorder?: boolean;
    readonly inventory_items?: readonly {
      readonly inventory_item_id: string;
      readonly required_quantity?: number | null;
      readonly inventory?: { readonly sku?: string | null } | null;
    }[];
  } | null;
};

/** What is sold though it is not there is not held. */
async function wantedBy(query: ReturnType<typeof storeOf>['query'], cart: string): Promise<readonly Wanted[]> {
  const { data } = await query.graph({
    entity: 'cart',
    fields: [
      'items.quantity',
      'items.variant.manage_inventory',
      'items.variant.allow_backorder',
      'items.variant.inventory_items.inventory_item_id',
      'items.variant.inventory_items.required_quantity',
      'items.variant.inventory_items.inventory.sku',
    ],
    filters: { id: cart },
  });
  const lines: readonly CartLine[] = data[0]?.items ?? [];
  const wanted = new Map<string, Wanted>();
  for (const { quantity, variant } of lines) {
    if (!variant?.manage_inventory || variant.allow_backorder) {
      continue;
    }
    for (const { inventory_item_id: item, required_quantity: each, inventory } of variant.inventory_items ?? []) {
      const units = Math.ceil(Number(quantity) * Number(each ?? 1)) + (wanted.get(item)?.units ?? 0);
      if (inventory?.sku) {
        wanted.set(item, { item, sku: inventory.sku, units });
      }
    }
  }
  return [...wanted.values()].toSorted((one, other) => (one.sku < other.sku ? -1 : 1));
}
