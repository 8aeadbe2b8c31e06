/** Alerts in the words that a person reads, in a chat or in a mail. */
import type { StockAlert } from '../../ports/posting/posting.ts';

/** The alert as a sentence. */
export function alertText({ kind, sku, available, threshold }: StockAlert): string {
  switch (kind) {
    case 'stock.low':
      return `${sku} is low: ${available} left (alert at ${threshold}).`;
    case 'stock.out':
      return available < 0 ? `${sku} is out of stock, and ${-available} too many are sold.` : `${sku} is out of stock.`;
    case 'stock.back':
      return `${sku} is back: ${available} available.`;
    default:
      return kind satisfies never;
  }
}

const WORDS: Readonly<Record<StockAlert['kind'], string>> = {
  'stock.out': 'out of stock',
  'stock.low': 'low',
  'stock.back': 'back',
};
const PRESSING_FIRST: readonly StockAlert['kind'][] = ['stock.out', 'stock.low', 'stock.back'];

/** SNS takes a subject of up to 99 characters of ASCII (Amazon SNS API reference, Publish, 2026-11). */
export function mailSubject(alerts: readonly StockAlert[]): string {
  const parts = PRESSING_FIRST.flatMap((kind) => {
    const count = alerts.filter((alert) => alert.kind === kind).length;
    return count === 0 ? [] : [`${count} ${WORDS[kind]}`];
  });
  return `Stockline: ${parts.join(', ')}`;
}

/** The mail: what is pressing first, each SKU once a line. SNS takes 256 KB: so many lines are far less. */
const LINES_MAX = 500;

export function mailText(alerts: readonly StockAlert[]): string {
  const sorted = alerts.toSorted(
    (one, other) =>
      PRESSING_FIRST.indexOf(one.kind) - PRESSING_FIRST.indexOf(other.kind) || (one.sku < other.sku ? -1 : 1),
  );
  const lines = sorted.slice(0, LINES_MAX).map((alert) => `${alertText(alert)}  (${alert.at})`);
  const more = sorted.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
