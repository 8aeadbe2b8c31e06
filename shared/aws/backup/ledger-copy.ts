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
import { HEAD, SKU_PARTITION } from '../ledger/table-keys.ts';

/** An item as DynamoDB has it, with the type of each value: nothing is lost on the way through JSON. */
export type StoredItem = Readonly<Record<string, AttributeValue>>;

/** A SKU is read anew so many times while it is posted to. */
const TRIES = 20;
/** The most that BatchWriteItem takes (API reference, 2026-11). */
const ITEMS_PER_WRITE = 25;

/**
 * Every item, so that the copy of a ledger in use is one that could have been: each SKU's partition is as of one moment, with
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
      yield* await partitionAtOneMoment(client, table, partition);
    }
  }
  yield* scanned(client, table, {
    FilterExpression: 'NOT begins_with(pk, :channel) AND NOT begins_with(pk, :sku)',
    ExpressionAttributeValues: { ...ofSku, ...ofChannel },
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

async function partitionAtOneMoment(
  client: DynamoDBClient,
  table: string,
  partition: string,
): Promise<readonly StoredItem[]> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = await headOf(client, table, partition);
    const items = await itemsOf(client, table, partition);
    if (JSON.stringify(await headOf(client, table, partition)) === JSON.stringify(before)) {
      return items;
    }
  }
  const sku = partition.slice(SKU_PARTITION.length);
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
