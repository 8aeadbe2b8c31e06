/** Finds what an operator names as it was printed, where not every character of its id can be. */
import type { Source } from '../../shared/domain/stock/observation.ts';
import { documentOfLineKey } from '../../shared/domain/stock/order-line.ts';
import type { Parked } from '../../shared/ports/posting/posting.ts';
import { UsageError } from '../command.ts';
import { printable } from '../terminal/printable.ts';

/** What is parked under this key; where nothing is, what is parked under a key that looks so when it is printed. */
export function underKey(parked: readonly Parked[], key: string): readonly Parked[] {
  const exact = parked.filter(({ observation }) => observation.source.key === key);
  return exact.length > 0 ? exact : parked.filter(({ observation }) => looksLike(observation.source.key, key));
}

/** What is parked of this order or document. Throws where several channels have one of that id: which is meant, only its keys say. */
export function ofOrder(parked: readonly Parked[], order: string): readonly Parked[] {
  const exact = parked.filter(({ observation: { source } }) => numberOf(source) === order);
  const found =
    exact.length > 0 ? exact : parked.filter(({ observation: { source } }) => looksLike(numberOf(source) ?? '', order));
  const channels = [...new Set(found.map(({ observation }) => observation.source.channel))];
  if (channels.length > 1) {
    throw new UsageError(`Order ${printable(order)} is parked of ${channels.join(', ')}: discard it key by key.`);
  }
  return found;
}

/** A delivery or a stocktake has a number as an order has, in its key alone: nobody asks what became of it as of a customer's order. */
function numberOf({ order, key }: Source): string | undefined {
  return order ?? documentOfLineKey(key);
}

/** Of what is parked under one key, that of this time or fact, as it is printed; all where none is named. */
export function ofFact(parked: readonly Parked[], named: string | undefined): readonly Parked[] {
  return parked.filter(({ fact }) => named === undefined || fact?.startsWith(named.trim()));
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
