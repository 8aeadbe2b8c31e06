/** Sales: how many units a customer bought with an entry. */

import type { EntryKind, LedgerEntry } from './ledger-entry.ts';

/** The kinds of entries that a customer's purchase can cause. All others move units for other reasons. */
const KINDS_OF_SALES: ReadonlySet<EntryKind> = new Set(['order', 'sold', 'captured']);

/**
 * Units that a customer bought with this entry: those that it committed, and those that left the location without having
 * been committed before. 0 for shipments, cancellations and returns.
 */
export function unitsSold({ kind, changes }: Pick<LedgerEntry, 'kind' | 'changes'>): number {
  const taken = changes.reduce((sum, { committed = 0, onHand = 0 }) => sum + committed - onHand, 0);
  return KINDS_OF_SALES.has(kind) ? Math.max(0, taken) : 0;
}
