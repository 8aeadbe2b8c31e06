/** Reads the entries of a SKU, one after the other, however many there are. */
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';

const ENTRIES_PER_READ = 500;

/** The entries of the SKU with higher numbers than `seq`, in their order; 0: all of them. */
export async function* entriesAfter(
  reader: Pick<StockReader, 'entries'>,
  sku: Sku,
  seq: number,
): AsyncGenerator<LedgerEntry> {
  let after = seq;
  for (let more = true; more; ) {
    const entries = await reader.entries(sku, after, ENTRIES_PER_READ);
    yield* entries;
    after = entries.at(-1)?.seq ?? after;
    more = entries.length === ENTRIES_PER_READ;
  }
}
