/** Loads a SKU's ledger with everything that decides about its observations. */

import type { Sku } from '../../domain/identifiers.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { furtherKeysOf, seenKeysOf } from '../../domain/posting/take-over.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';

/** An order points to its holds, and a hold points to nothing: after so many reads everything is loaded. */
const READS_MOST = 3;

/**
 * The SKU's ledger with what it remembers under the keys of the observations, and under those that this points to. Each
 * read may meet a newer ledger than the one before: a posting is conditional on the first one.
 */
export async function loadFor(
  store: Pick<LedgerStore, 'load'>,
  sku: Sku,
  observations: readonly Observation[],
): Promise<SkuLedger> {
  let ledger = await store.load(sku, [...new Set(observations.flatMap(seenKeysOf))]);
  const asked = new Set<string>();
  for (let read = 2; read <= READS_MOST; read += 1) {
    const keys = furtherKeysOf(ledger, observations).filter((key) => !asked.has(key));
    if (keys.length === 0) {
      return ledger;
    }
    const { seen } = await store.load(sku, keys);
    ledger = { ...ledger, seen: new Map([...ledger.seen, ...seen]) };
    for (const key of keys) {
      asked.add(key);
    }
  }
  return ledger;
}
