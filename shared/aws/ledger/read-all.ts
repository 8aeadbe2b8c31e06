/** Reads everything that a query, a scan or a list of keys finds: DynamoDB answers at most 1 MB, or 100 keys, at a time. */
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { waitWithJitter } from '../lambda/back-off.ts';
import { asPermanent } from './conditional-write.ts';
import type { Item } from './items.ts';
import type { Key } from './table-keys.ts';

/** All items that the query finds, or at least `Limit` of them, page by page. */
export async function queryAll(client: DynamoDBDocumentClient, input: QueryCommandInput): Promise<readonly Item[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const answer = await client.send(new QueryCommand({ ...input, ExclusiveStartKey: from }));
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
  } while (from !== undefined && (input.Limit === undefined || items.length < input.Limit));
  return items;
}

/** All items of the whole table that pass the filter; one page is in memory. For an operator's command, never for a function. */
export async function* scanAll(client: DynamoDBDocumentClient, input: ScanCommandInput): AsyncGenerator<Item> {
  let from: Item | undefined;
  do {
    const answer = await client.send(new ScanCommand({ ...input, ExclusiveStartKey: from }));
    yield* answer.Items ?? [];
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
}

/** BatchGetItem takes 100 keys and may leave some unread when throttled (AWS API reference, 2012-08-10). */
const KEYS_PER_READ = 100;
const READ_ROUNDS_MAX = 5;

/**
 * The items of these keys that there are, in any order: as they are now, or as they were a moment ago, at half the price (DynamoDB
 * developer guide, “Read consistency”, 2026-11). All calls that it takes are made at the same time.
 */
export async function readKeys(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
  asOf: 'now' | 'aMomentAgo' = 'now',
): Promise<readonly Item[]> {
  const calls = Array.from({ length: Math.ceil(keys.length / KEYS_PER_READ) }, (_, call) =>
    readAtOnce(client, table, keys.slice(call * KEYS_PER_READ, (call + 1) * KEYS_PER_READ), asOf === 'now'),
  );
  return (await Promise.all(calls)).flat();
}

/** As many keys as one call takes. */
async function readAtOnce(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
  ConsistentRead: boolean,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let unread: readonly Item[] = keys;
  for (let round = 1; unread.length > 0; round += 1) {
    if (round > READ_ROUNDS_MAX) {
      throw new Error(`${table}: ${unread.length} items stayed unread after ${READ_ROUNDS_MAX} tries (throttled).`);
    }
    const read = new BatchGetCommand({ RequestItems: { [table]: { Keys: [...unread], ConsistentRead } } });
    const answer = await client.send(read).catch((error: unknown) => {
      throw asPermanent(error);
    });
    items.push(...(answer.Responses?.[table] ?? []));
    unread = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    await (unread.length > 0 ? waitWithJitter(round) : undefined);
  }
  return items;
}
