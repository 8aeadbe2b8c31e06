/** Finds SKUs that a person would take for one another. */
import type { Sku } from '../../domain/identifiers.ts';

/**
 * SKUs that differ only in case, in blanks or in leading zeros, together. They may be one article that somebody typed
 * differently on two channels; the ledger keeps each by itself.
 */
export function lookAlikes(skus: Iterable<Sku>): readonly (readonly Sku[])[] {
  const groups = Map.groupBy(new Set(skus), (sku) =>
    sku
      .normalize('NFKC')
      .toLowerCase()
      .replace(/\s+/gu, '')
      .replace(/^0+(?=.)/, ''),
  );
  return [...groups.values()].filter(({ length }) => length > 1);
}
