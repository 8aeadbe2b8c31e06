/** Finds the last entries of SKUs that were posted by a time. */
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { EntryKey, PastReader } from '../../ports/reading/past-reader.ts';

/** A search among the entries of one SKU: those from `low` to `high` are still to be looked through. */
type Search = Pick<EntryKey, 'sku'> & { low: number; high: number; found?: LedgerEntry | undefined };

/**
 * The last entry of each SKU that was posted by that time, of those up to its newest one (`seq` 0: it has none). All SKUs are
 * searched together, and the newest entries are read first: a round of reads where the time is the present, and about
 * log2 of the most entries at worst.
 */
export async function lastEntriesBy(
  read: PastReader['entries'],
  newest: readonly EntryKey[],
  at: Date,
): Promise<readonly (LedgerEntry | undefined)[]> {
  const searches = newest.map(({ sku, seq }): Search => ({ sku, low: 1, high: seq }));
  for (let isFirst = true; ; isFirst = false) {
    const open = searches.filter(({ low, high }) => low <= high);
    if (open.length === 0) {
      return searches.map(({ found }) => found);
    }
    const keys = open.map(({ sku, low, high }) => ({ sku, seq: isFirst ? high : Math.floor((low + high) / 2) }));
    const entries = await read(keys);
    for (const [index, search] of open.entries()) {
      narrow(search, keys[index]?.seq ?? 0, entries[index], at);
    }
  }
}

function narrow(search: Search, seq: number, entry: LedgerEntry | undefined, at: Date): void {
  if (entry === undefined) {
    throw new Error(`${search.sku}: entry ${seq} is missing. Run \`${OPERATOR_COMMANDS.verify(search.sku)}\`.`);
  }
  if (Date.parse(entry.postedAt) <= at.getTime()) {
    search.found = entry;
    search.low = seq + 1;
  } else {
    search.high = seq - 1;
  }
}
