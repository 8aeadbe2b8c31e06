/** Reads entries of many SKUs in a few calls, and those of all SKUs one after the other. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { PastReader } from '../../ports/reading/past-reader.ts';
import { type Item, readEntry, readHead } from '../ledger/items.ts';
import { readKeys, scanAll } from '../ledger/read-all.ts';
import { ENTRIES, entryKey, headKey, type Key, SKU_PARTITION } from '../ledger/table-keys.ts';

/** A hundred SKUs or entries a call; strongly consistent. */
export function dynamoPastReader(client: DynamoDBDocumentClient, table: string): PastReader {
  const read = async (keys: readonly Key[]): Promise<readonly (Item | undefined)[]> => {
    const items = new Map((await readKeys(client, table, keys)).map((item) => [idOf(item), item]));
    return keys.map((key) => items.get(idOf(key)));
  };
  return {
    newest: async (skus) =>
      (await read(skus.map(headKey))).map((item) => (item === undefined ? 0 : readHead(item).seq)),
    entries: async (keys) =>
      (await read(keys.map(({ sku, seq }) => entryKey(sku, seq)))).map((item) => item && readEntry(item)),
  };
}

function idOf({ pk, sk }: Item | Key): string {
  return `${pk}\n${sk}`;
}

/**
 * Every entry of the ledger, those of a SKU in order and one SKU after the other, by reading the whole table: for an operator's
 * command, never for a function.
 */
export async function* everyEntry(client: DynamoDBDocumentClient, table: string): AsyncGenerator<LedgerEntry> {
  const items = scanAll(client, {
    TableName: table,
    FilterExpression: 'begins_with(pk, :sku) AND begins_with(sk, :entry)',
    ExpressionAttributeValues: { ':sku': SKU_PARTITION, ':entry': ENTRIES },
    ConsistentRead: true,
  });
  for await (const item of items) {
    yield readEntry(item);
  }
}
