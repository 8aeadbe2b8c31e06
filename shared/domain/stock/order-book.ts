import type { Sku } from '../identifiers.ts';
import type { OrderLineObservation } from './observation.ts';
import { NO_ORDER_LINE, orderLineKey } from './order-line.ts';

/**
 * Which SKU each line of an order had in its newest known state. A ledger keeps one SKU apart from every other, so
 * that a line which moved to another SKU, or left the order, would stay committed where it was: the book finds it.
 */
export type OrderBook = { readonly version: number; readonly lines: Readonly<Record<string, Sku>> };

/** What must be told of a whole order besides its lines, and what the book says then (absent: it stays). */
export type BookedOrder = {
  readonly gone: readonly OrderLineObservation[];
  readonly book?: OrderBook;
};

/**
 * Books the whole present state of an order. Lines that the newer of the two states no longer has under the same SKU
 * are told as gone, in that state's version, so that they end there however late the older state arrives.
 */
export function bookOrder(book: OrderBook | undefined, lines: readonly OrderLineObservation[]): BookedOrder {
  const [first] = lines;
  if (first === undefined) {
    return { gone: [] };
  }
  const told: OrderBook = {
    version: first.version,
    lines: Object.fromEntries(lines.map((line) => [line.source.line ?? '', line.sku])),
  };
  if (book === undefined) {
    return { gone: [], book: told };
  }
  const isNewer = told.version >= book.version;
  const [older, newer] = isNewer ? [book, told] : [told, book];
  const gone = Object.entries(older.lines)
    .filter(([line, sku]) => newer.lines[line] !== sku)
    .map(([line, sku]) => goneLine(first, line, sku, newer.version));
  return { gone, ...(isNewer && { book: told }) };
}

function goneLine(sibling: OrderLineObservation, line: string, sku: Sku, version: number): OrderLineObservation {
  const { channel, order = '' } = sibling.source;
  const source = { channel, order, line, key: orderLineKey(channel, order, line) };
  return { ...sibling, sku, version, state: NO_ORDER_LINE, source };
}
