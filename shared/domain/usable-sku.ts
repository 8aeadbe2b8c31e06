/** Reads a SKU as a platform has it, where the ledger may not be able to keep it. */

import { parseSku, type Sku } from './identifiers.ts';

/** Why a listing without a usable SKU is left out, and what to do about it. */
export const SKU_UNUSABLE = 'It has no SKU that can be kept (1 to 255 characters, at most 320 bytes): give it one.';

/** The platform's SKU, or undefined where it has none or one that the ledger cannot keep (see `parseSku`). */
export function usableSku(text: string | null | undefined): Sku | undefined {
  try {
    return parseSku(text ?? '');
  } catch {
    return undefined;
  }
}
