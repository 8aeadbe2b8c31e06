/** What the sandboxes sell, with the ids that each platform gives it. */
import { createHash } from 'node:crypto';

/** One SKU as all sandboxes list it; each platform uses its own ids. `quantity` is what it shows at first. */
export type CatalogueItem = {
  sku: string;
  title: string;
  quantity: number;
  shopify: { productId: number; variantId: number; inventoryItemId: number };
  amazon: { asin: string; fulfilmentChannel: 'DEFAULT' | 'AMAZON_NA'; productType: string };
  square: { itemId: string; variationId: string };
};

const SHOPIFY_ID_LEAST = 10_000_000_000_000;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A merchant-fulfilled item whose platform ids derive from its SKU, so that every start gives the same ones. */
export function catalogueItem(sku: string, title: string, quantity: number): CatalogueItem {
  return {
    sku,
    title,
    quantity,
    shopify: {
      productId: shopifyId('product', sku),
      variantId: shopifyId('variant', sku),
      inventoryItemId: shopifyId('inventory item', sku),
    },
    amazon: { asin: `B0${letters('asin', sku, 8)}`, fulfilmentChannel: 'DEFAULT', productType: 'LUGGAGE' },
    square: { itemId: letters('item', sku, 24), variationId: letters('variation', sku, 24) },
  };
}

/** Fourteen digits, as production ids have, and so a safe integer. */
function shopifyId(kind: string, sku: string): number {
  return SHOPIFY_ID_LEAST + (digest(`shopify ${kind}`, sku).readUIntBE(0, 6) % (9 * SHOPIFY_ID_LEAST));
}

function letters(kind: string, sku: string, length: number): string {
  return [...digest(kind, sku).subarray(0, length)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

function digest(kind: string, sku: string): Buffer {
  return createHash('sha256').update(`${kind} ${sku}`).digest();
}
