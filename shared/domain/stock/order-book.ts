/** Order books: they find the lines that left an order, or moved to another SKU, between two states of the order. */

import type { Sku } from '../identifiers.ts';
import type { OrderLineObservation } from './observation.ts';
import { NO_ORDER_LINE, orderLineKey } from './order-line.ts';

/**
 * Which SKU each line of an order had in its newest known state. Each SKU has a ledger of its own, so a line that moved to
 * another SKU, or left the order, would stay committed in the old ledger. The book finds such lines.
 */
export type OrderBook = {
  readonly version: number;
  /** When the source made that state, where it says so: of two states of one version the later one is newer. */
  readonly madeAt?: string;
  readonly lines: Readonly<Record<string, Sku>>;
};

/**
 * The name under which the book of an order is kept. Books of documents are named `document:…` beside it, and an order's
 * id may be any text: no two orders or documents have one name.
 */
export function orderBookName(order: string): string {
  return /^(?:order:)*document:/.test(order) ? `order:${order}` : order;
}

/** The name under which the book of a document is kept. */
export function documentBookName(document: string): string {
  return `document:${document}`;
}

/** What must be posted of a whole order besides its lines, and the book after that (absent: it stays as it is). */
export type BookedOrder = {
  /** Lines to end: in a state of no units, under the SKU that they had. */
  readonly gone: readonly OrderLineObservation[];
  readonly book?: OrderBook;
};

/**
 * Books the whole present state of an order. A line that the newer of the two states no longer has under the same SKU is
 * gone. It is posted in the newer state's version, so that it ends there however late the older state arrives.
 */
export function bookOrder(book: OrderBook | undefined, lines: readonly OrderLineObservation[]): BookedOrder {
  const [first] = lines;
  if (first === undefined) {
    return { gone: [] };
  }
  const received: OrderBook = {
    version: first.version,
    ...(first.madeAt !== undefined && { madeAt: first.madeAt }),
    lines: Object.fromEntries(lines.map((line) => [line.source.line ?? '', line.sku])),
  };
  if (book === undefined) {
    return { gone: [], book: received };
  }
  const isNewer = isAtLeastAsNew(received, book);
  const [older, newer] = isNewer ? [book, received] : [received, book];
  const gone = Object.entries(older.lines)
    .filter(([line, sku]) => newer.lines[line] !== sku)
    .map(([line, sku]) => goneLine(first, line, sku, newer));
  return { gone, ...(isNewer && { book: received }) };
}

/** Of two states of one version that their source made at the same time, the one received later counts as newer. */
function isAtLeastAsNew(received: OrderBook, book: OrderBook): boolean {
  return received.version === book.version
    ? (received.madeAt ?? '') >= (book.madeAt ?? '')
    : received.version > book.version;
}

function goneLine(sibling: OrderLineObservation, line: string, sku: Sku, newer: OrderBook): OrderLineObservation {
  const { channel, order = '' } = sibling.source;
  const source = { channel, order, line, key: orderLineKey(channel, order, line) };
  const { version, madeAt } = newer;
  return { ...sibling, sku, version, ...(madeAt !== undefined && { madeAt }), state: NO_ORDER_LINE, source };
}
