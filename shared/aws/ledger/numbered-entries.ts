/** Reads entries of a SKU by their numbers, wherever they lie: in partitions of their own, or with the head, where older versions wrote them. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { readEntry, readHead } from './items.ts';
import { readKeys } from './read-all.ts';
import {
  ENTRIES,
  entriesPartition,
  entryKey,
  entrySort,
  headKey,
  isLastOfPartition,
  olderEntryKey,
  skuPartition,
} from './table-keys.ts';

/** Where entries are read, and of which SKU. */
type Place = { readonly client: DynamoDBDocumentClient; readonly table: string; readonly sku: Sku };

/** At most `limit` entries behind the one with the number `after`, oldest first; strongly consistent. */
export async function readBehind(place: Place, after: number, limit: number): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  let isMore = true;
  while (isMore && found.length < limit) {
    const from = (found.at(-1)?.seq ?? after) + 1;
    const page = await pageFrom(place, from, limit - found.length);
    found.push(...page.entries);
    isMore = page.isMore;
  }
  return found;
}

/** The entries of older versions are the first ones: none of them follows one that lies in a partition of its own. */
async function pageFrom(place: Place, from: number, limit: number): Promise<Page> {
  const apart = await query(place, entriesPartition(place.sku, from), { from, limit });
  const last = apart.entries.at(-1);
  const isMoreBehind = apart.isMore || (last !== undefined && isLastOfPartition(last.seq));
  if (apart.entries[0]?.seq === from) {
    return { entries: apart.entries, isMore: isMoreBehind };
  }
  const older = await query(place, skuPartition(place.sku), { from, limit });
  return older.entries.length > 0 ? { ...older, isMore: true } : { entries: apart.entries, isMore: isMoreBehind };
}

/** All entries of the SKU, newest first, page by page of at most `pageSize`; strongly consistent. */
export async function* newestEntries(place: Place, pageSize: number): AsyncGenerator<readonly LedgerEntry[]> {
  let newest = await newestNumber(place);
  while (newest > 0) {
    const range = { upTo: newest, limit: pageSize };
    const apart = await query(place, entriesPartition(place.sku, newest), range);
    const { entries } = apart.entries.length > 0 ? apart : await query(place, skuPartition(place.sku), range);
    if (entries.length === 0) {
      return;
    }
    yield entries;
    newest = (entries.at(-1)?.seq ?? 1) - 1;
  }
}

/** The last entries of the SKU, newest first, at most so many; strongly consistent. */
export async function lastEntries(place: Place, limit: number): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for await (const entries of newestEntries(place, limit)) {
    found.push(...entries);
    if (found.length >= limit) {
      break;
    }
  }
  return found.slice(0, limit);
}

/** One entry; undefined where there is none. Strongly consistent. */
export async function readNumberedEntry(place: Place, seq: number): Promise<LedgerEntry | undefined> {
  const [entry] = await readNumberedEntries(place.client, place.table, [{ sku: place.sku, seq }]);
  return entry;
}

/** These entries in their order; undefined for one that there is not. Strongly consistent, a hundred a call. */
export async function readNumberedEntries(
  client: DynamoDBDocumentClient,
  table: string,
  numbers: readonly { readonly sku: Sku; readonly seq: number }[],
): Promise<readonly (LedgerEntry | undefined)[]> {
  const found = new Map<string, LedgerEntry>();
  for (const keyOf of [entryKey, olderEntryKey]) {
    const missing = numbers.filter((each) => !found.has(nameOf(each)));
    const items = await readKeys(
      client,
      table,
      missing.map(({ sku, seq }) => keyOf(sku, seq)),
    );
    for (const entry of items.map(readEntry)) {
      found.set(nameOf(entry), entry);
    }
  }
  return numbers.map((each) => found.get(nameOf(each)));
}

/** What one call reads of a partition; `isMore`: further entries of the range lie there. */
type Page = { readonly entries: readonly LedgerEntry[]; readonly isMore: boolean };

type Range = { readonly from?: number; readonly upTo?: number; readonly limit: number };

/** From the oldest on, or from the newest where only the end of the range is given. */
async function query({ client, table }: Place, partition: string, { from, upTo, limit }: Range): Promise<Page> {
  const answer = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': partition,
        ':first': entrySort(from ?? 0),
        ':last': upTo === undefined ? `${ENTRIES}~` : entrySort(upTo),
      },
      ScanIndexForward: upTo === undefined,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return { entries: (answer.Items ?? []).map(readEntry), isMore: answer.LastEvaluatedKey !== undefined };
}

async function newestNumber({ client, table, sku }: Place): Promise<number> {
  const [head] = await readKeys(client, table, [headKey(sku)]);
  return head === undefined ? 0 : readHead(head).seq;
}

function nameOf({ sku, seq }: { readonly sku: Sku; readonly seq: number }): string {
  return `${seq} ${sku}`;
}
