import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { emptyLedger, type SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import type { LedgerStore } from '../../ports/posting.ts';
import { conflictIn } from './conflict.ts';
import { type ListingItem, listingOf, offeredOf, type SeenItem, type SkuHeadItem, seenOf } from './items.ts';
import { newestEntries } from './newest-entries.ts';
import { actionsOf } from './posting-actions.ts';
import { headKey, type Key, seenKey, skuPartition } from './table-keys.ts';

/** The ledger in DynamoDB: every write of a SKU is one transaction that is conditional on the SKU head's `seq`. */
export function dynamoLedgerStore(client: DynamoDBDocumentClient, table: string): LedgerStore {
  return {
    async load(sku, keys) {
      const [items, listings] = await Promise.all([
        readAll(client, table, [headKey(sku), ...keys.map((key) => seenKey(sku, key))]),
        readListings(client, table, sku),
      ]);
      return ledgerOf(sku, items, listings);
    },
    async history(sku, since) {
      const newestFirst: LedgerEntry[] = [];
      let from: Key | undefined;
      do {
        const { entries, next } = await newestEntries(client, table, sku, ENTRIES_PER_READ, from);
        newestFirst.push(...entries);
        from = next;
      } while (from !== undefined && (newestFirst.at(-1)?.postedAt ?? since) >= since);
      return newestFirst.filter((entry) => entry.postedAt >= since).reverse();
    },
    async commit(posting) {
      try {
        await client.send(new TransactWriteCommand({ TransactItems: actionsOf(table, posting) }));
        return 'committed';
      } catch (error) {
        return conflictIn(error);
      }
    },
  };
}

/** A count is mostly heard of within minutes: one read of so many entries reaches back far enough. */
const ENTRIES_PER_READ = 100;

/** BatchGetItem takes 100 keys and may leave some unread when throttled (AWS API reference, 2012-08-10). */
const KEYS_PER_READ = 100;
const READ_ROUNDS_MAX = 5;

async function readAll(client: DynamoDBDocumentClient, table: string, keys: readonly Key[]): Promise<readonly Key[]> {
  const items: Key[] = [];
  for (let start = 0; start < keys.length; start += KEYS_PER_READ) {
    let unread: readonly Key[] = keys.slice(start, start + KEYS_PER_READ);
    for (let round = 1; unread.length > 0; round += 1) {
      if (round > READ_ROUNDS_MAX) {
        throw new Error(`${table}: ${unread.length} items stayed unread after ${READ_ROUNDS_MAX} tries (throttled).`);
      }
      const answer = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: [...unread], ConsistentRead: true } } }),
      );
      items.push(...((answer.Responses?.[table] ?? []) as Key[]));
      unread = (answer.UnprocessedKeys?.[table]?.Keys ?? []) as Key[];
    }
  }
  return items;
}

async function readListings(client: DynamoDBDocumentClient, table: string, sku: Sku): Promise<readonly Listing[]> {
  const answer = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :listings)',
      ExpressionAttributeValues: { ':pk': skuPartition(sku), ':listings': 'LISTING#' },
      ConsistentRead: true,
    }),
  );
  return ((answer.Items ?? []) as ListingItem[]).map(listingOf);
}

function ledgerOf(sku: Sku, items: readonly Key[], listings: readonly Listing[]): SkuLedger {
  const head = items.find((item) => item.sk === 'CARD') as SkuHeadItem | undefined;
  const seen = (items.filter((item) => item.sk.startsWith('SEEN#')) as SeenItem[]).map(seenOf);
  const remembered = new Map(seen.map((each) => [each.key, each]));
  if (head === undefined) {
    return { ...emptyLedger(sku), seen: remembered, listings };
  }
  const { seq, headHash, lastPostedAt, stock, countedAt, cutOverAt } = head;
  const known = { seq, headHash, lastPostedAt, stock, countedAt, ...(cutOverAt !== undefined && { cutOverAt }) };
  return { sku, ...known, seen: remembered, listings, ...offeredOf(head) };
}
