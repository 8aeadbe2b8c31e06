/** Reads a SKU as a platform has it, where the ledger may not be able to keep it. */

import { parseSku, type Sku } from './identifiers.ts';

/** The platform's SKU, or undefined where it has none or one that the ledger cannot keep (see `parseSku`). */
export function usableSku(text: string | null | undefined): Sku | undefined {
  if (!text) {
    return undefined;
  }
  try {
    return parseSku(text);
  } catch {
    return undefined;
  }
}
