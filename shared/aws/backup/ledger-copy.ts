/** Reads the whole table for a backup, and writes one into an empty table. For an operator's command, never for a function. */
import { setTimeout } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  paginateScan,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { withConcurrency } from '../../with-concurrency.ts';
import {
  ENTRIES,
  entriesPartitions,
  FACTS,
  factPartitions,
  HEAD,
  SKU_PARTITION,
  skuOfPartition,
} from '../ledger/table-keys.ts';

/** An item as DynamoDB has it, with the type of each value: nothing is lost on the way through JSON. */
export type StoredItem = Readonly<Record<string, AttributeValue>>;

/** A SKU is read anew so many times while it is posted to. */
const TRIES = 20;
/** Partitions of a SKU that are read at the same time. */
const PARTITIONS_AT_ONCE = 10;
/** The most that BatchWriteItem takes (API reference, 2026-11). */
const ITEMS_PER_WRITE = 25;

/**
 * Every item, so that the copy of a ledger in use is one that could have been: each SKU's partitions are as of one moment, with
 * no posting in between. What says up to where channels were read comes before, so that nothing posted later is taken for
 * read; what leads to orders and holds comes after. Rejects with the SKU that is posted to all the time.
 */
export async function* everyItem(client: DynamoDBClient, table: string): AsyncGenerator<StoredItem> {
  const [ofSku, ofChannel] = [{ ':sku': { S: SKU_PARTITION } }, { ':channel': { S: 'CHANNEL#' } }];
  yield* scanned(client, table, {
    FilterExpression: 'begins_with(pk, :channel)',
    ExpressionAttributeValues: ofChannel,
  });
  const done = new Set<string>();
  const keys = {
    FilterExpression: 'begins_with(pk, :sku)',
    ProjectionExpression: 'pk',
    ExpressionAttributeValues: ofSku,
  };
  for await (const { pk } of scanned(client, table, keys)) {
    const partition = pk?.S ?? '';
    if (!done.has(partition)) {
      done.add(partition);
      yield* await skuAtOneMoment(client, table, partition);
    }
  }
  const apart = { ':entries': { S: ENTRIES }, ':facts': { S: FACTS } };
  yield* scanned(client, table, {
    FilterExpression: ['channel', 'sku', 'entries', 'facts']
      .map((each) => `NOT begins_with(pk, :${each})`)
      .join(' AND '),
    ExpressionAttributeValues: { ...ofSku, ...ofChannel, ...apart },
  });
}

/** Whether the table has no item. */
export async function isEmptyTable(client: DynamoDBClient, table: string): Promise<boolean> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table, Limit: 1, ConsistentRead: true }));
  return Items.length === 0;
}

/** Writes the items. What DynamoDB leaves unprocessed, because it is busy, is written again after a pause. */
export async function writeItems(client: DynamoDBClient, table: string, items: readonly StoredItem[]): Promise<void> {
  for (let from = 0; from < items.length; from += ITEMS_PER_WRITE) {
    let left = items.slice(from, from + ITEMS_PER_WRITE).map((Item) => ({ PutRequest: { Item: { ...Item } } }));
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
      left = (answer.UnprocessedItems?.[table] ?? []).flatMap(({ PutRequest }) =>
        PutRequest?.Item === undefined ? [] : [{ PutRequest: { Item: PutRequest.Item } }],
      );
      if (left.length > 0) {
        await setTimeout(Math.min(5_000, 50 * 2 ** attempt));
      }
    }
  }
}

/** The items of a SKU: those beside its head, its entries and what it remembers of facts. */
async function skuAtOneMoment(
  client: DynamoDBClient,
  table: string,
  partition: string,
): Promise<readonly StoredItem[]> {
  const sku = skuOfPartition(partition);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = await headOf(client, table, partition);
    const partitions = [partition, ...entriesPartitions(sku, Number(before?.['seq']?.N ?? 0)), ...factPartitions(sku)];
    const items = await withConcurrency(PARTITIONS_AT_ONCE, partitions, (each) => itemsOf(client, table, each));
    if (JSON.stringify(await headOf(client, table, partition)) === JSON.stringify(before)) {
      return items.flat();
    }
  }
  throw new Error(`${sku} is posted to all the time: export a table restored by \`npx stockline restore\` instead.`);
}

async function headOf(client: DynamoDBClient, table: string, partition: string): Promise<StoredItem | undefined> {
  const Key = { pk: { S: partition }, sk: { S: HEAD } };
  return (await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
}

async function itemsOf(client: DynamoDBClient, table: string, partition: string): Promise<readonly StoredItem[]> {
  const KeyConditionExpression = 'pk = :partition';
  const ExpressionAttributeValues = { ':partition': { S: partition } };
  const query = { TableName: table, KeyConditionExpression, ExpressionAttributeValues, ConsistentRead: true };
  const items: StoredItem[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    items.push(...Items);
  }
  return items;
}

async function* scanned(
  client: DynamoDBClient,
  table: string,
  what: Omit<ScanCommandInput, 'TableName' | 'ConsistentRead'>,
): AsyncGenerator<StoredItem> {
  for await (const { Items = [] } of paginateScan({ client }, { ...what, TableName: table, ConsistentRead: true })) {
    yield* Items;
  }
}
