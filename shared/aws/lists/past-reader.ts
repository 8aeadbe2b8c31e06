/** Reads entries of many SKUs in a few calls, and those of all SKUs one after the other. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { PastReader } from '../../ports/reading/past-reader.ts';
import { readHead } from '../ledger/items.ts';
import { readBehind, readNumberedEntries } from '../ledger/numbered-entries.ts';
import { readKeys } from '../ledger/read-all.ts';
import { everySku } from '../ledger/sku-scan.ts';
import { headKey, skuOfPartition } from '../ledger/table-keys.ts';

/** A hundred SKUs or entries a call; strongly consistent. */
export function dynamoPastReader(client: DynamoDBDocumentClient, table: string): PastReader {
  return {
    async newest(skus) {
      const heads = await readKeys(client, table, skus.map(headKey));
      const newest = new Map(heads.map((item) => [skuOfPartition(item['pk']), readHead(item).seq]));
      return skus.map((sku) => newest.get(sku) ?? 0);
    },
    entries: (numbers) => readNumberedEntries(client, table, numbers),
  };
}

/** SKUs whose entries are read at the same time. */
const SKUS_AT_ONCE = 25;
const ENTRIES_PER_READ = 1_000;

/**
 * Every entry of the ledger, those of a SKU in order and one SKU after the other, by reading the whole table: for an operator's
 * command, never for a function.
 */
export async function* everyEntry(client: DynamoDBDocumentClient, table: string): AsyncGenerator<LedgerEntry> {
  let next: Sku[] = [];
  for await (const sku of everySku(client, table)) {
    next.push(sku);
    if (next.length === SKUS_AT_ONCE) {
      yield* entriesOfEach(client, table, next);
      next = [];
    }
  }
  yield* entriesOfEach(client, table, next);
}

async function* entriesOfEach(
  client: DynamoDBDocumentClient,
  table: string,
  skus: readonly Sku[],
): AsyncGenerator<LedgerEntry> {
  const first = await Promise.all(skus.map((sku) => readBehind({ client, table, sku }, 0, ENTRIES_PER_READ)));
  for (const [index, sku] of skus.entries()) {
    let page = first[index] ?? [];
    while (page.length > 0) {
      yield* page;
      const last = page.at(-1)?.seq ?? 0;
      page = page.length < ENTRIES_PER_READ ? [] : await readBehind({ client, table, sku }, last, ENTRIES_PER_READ);
    }
  }
}
