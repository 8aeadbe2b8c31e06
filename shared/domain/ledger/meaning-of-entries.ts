/** What an entry of each kind means to a fact that is received later and happened earlier: the one place that decides it. */

import type { EntryKind, LedgerEntry } from './ledger-entry.ts';

/**
 * - `movement`: units left or entered the location at the entry's time. Before that time they were still there, or not yet.
 * - `knowledge`: somebody stated what is on hand, or by how much the ledger was wrong. No unit moved at that time, so the
 *   statement says nothing about how many units there were before it.
 * - `promise`: units were promised, held or taken off sale, or are for sale again. On hand stays as it is.
 *
 * See docs/decisions/0019-knowledge-is-not-movement.md.
 */
export type Meaning = 'movement' | 'knowledge' | 'promise';

const MEANING: Readonly<Record<EntryKind, Meaning>> = {
  baseline: 'knowledge',
  counted: 'knowledge',
  corrected: 'knowledge',
  adopted: 'knowledge',
  order: 'movement',
  sold: 'movement',
  shipped: 'movement',
  returned: 'movement',
  received: 'movement',
  damaged: 'movement',
  adjusted: 'movement',
  transferred: 'movement',
  takenOffSale: 'promise',
  putBackOnSale: 'promise',
  held: 'promise',
  captured: 'promise',
  voided: 'promise',
  cancelled: 'promise',
  expired: 'promise',
};

/** What the entry means to a fact of an earlier time. */
export function meaningOf({ kind, source }: Pick<LedgerEntry, 'kind' | 'source'>): Meaning {
  return isOlderAdoption(kind, source.key) ? 'knowledge' : MEANING[kind];
}

/** Version 0.1 posted an adopted edit as `adjusted`. Its key begins with `drift:`, no other does. */
function isOlderAdoption(kind: EntryKind, key: string): boolean {
  return kind === 'adjusted' && key.startsWith('drift:');
}
