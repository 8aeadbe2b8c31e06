import type { EntryKind, LedgerEntry } from './ledger-entry.ts';

/** Kinds of entries that a customer's purchase may be behind; all others move units for other reasons. */
const OF_CUSTOMERS: ReadonlySet<EntryKind> = new Set(['order', 'sold', 'captured']);

/**
 * Units that a customer bought with this entry: those that were committed or left the shelf and had not been committed
 * before. 0 for whatever else an entry tells: shipping, a cancelled unit, a return.
 */
export function unitsSold({ kind, changes }: Pick<LedgerEntry, 'kind' | 'changes'>): number {
  const taken = changes.reduce((sum, { committed = 0, onHand = 0 }) => sum + committed - onHand, 0);
  return OF_CUSTOMERS.has(kind) ? Math.max(0, taken) : 0;
}
