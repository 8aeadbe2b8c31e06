/** Finds what an operator names as it was printed, where not every character of its id can be. */
import type { Parked } from '../../shared/ports/posting/posting.ts';
import { printable } from '../printable.ts';

/** What is parked under this key; where nothing is, what is parked under a key that looks so when it is printed. */
export function underKey(parked: readonly Parked[], key: string): readonly Parked[] {
  const exact = parked.filter(({ observation }) => observation.source.key === key);
  return exact.length > 0 ? exact : parked.filter(({ observation }) => looksLike(observation.source.key, key));
}

/** Blanks at the end of a line cannot be seen, and nobody copies them. */
function looksLike(text: string, named: string): boolean {
  return printable(text).trim() === named.trim();
}

/** What is parked of these SKUs, as they are or as they look when they are printed; of all where none is named. */
export function ofSkus(parked: readonly Parked[], skus: readonly string[]): readonly Parked[] {
  return parked.filter(
    ({ observation: { sku } }) => skus.length === 0 || skus.some((named) => named === sku || looksLike(sku, named)),
  );
}
