/** Reads everything that a query or a scan of the table finds, page by page: DynamoDB answers at most 1 MB at a time. */
import {
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Item } from './items.ts';

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
