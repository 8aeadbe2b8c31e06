/** Reads the newest entries of a SKU. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { type Item, readEntry } from './items.ts';
import { ENTRIES, skuPartition } from './table-keys.ts';

/** A page of a SKU's entries; `next` is where the one after it begins, absent when there is none. */
export type EntryPage = { readonly entries: readonly LedgerEntry[]; readonly next?: Item };

/** At most `limit` entries of the SKU, newest first, strongly consistent. */
export async function newestEntries(
  client: DynamoDBDocumentClient,
  table: string,
  sku: Sku,
  limit: number,
  from?: Item,
): Promise<EntryPage> {
  const answer = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :entries)',
      ExpressionAttributeValues: { ':pk': skuPartition(sku), ':entries': ENTRIES },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
      ExclusiveStartKey: from,
    }),
  );
  const next = answer.LastEvaluatedKey;
  return { entries: (answer.Items ?? []).map(readEntry), ...(next !== undefined && { next }) };
}
