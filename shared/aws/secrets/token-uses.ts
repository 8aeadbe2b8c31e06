/** Keeps when each token of the API was last used, to the hour. */
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { readKeys } from '../ledger/read-all.ts';
import { tokenUseKey } from '../ledger/table-keys.ts';

const HOUR_MS = 3_600_000;

/** Writes once an hour and process. What cannot be written is written with a later use: no request fails for it. */
export function tokenUses(client: DynamoDBDocumentClient, table: string, now: () => number = Date.now) {
  const notedAt = new Map<string, number>();
  return async (name: string): Promise<void> => {
    const time = now();
    if (time - (notedAt.get(name) ?? 0) < HOUR_MS) {
      return;
    }
    notedAt.set(name, time);
    const update = new UpdateCommand({
      TableName: table,
      Key: tokenUseKey(name),
      UpdateExpression: 'SET lastUsedAt = :at',
      ExpressionAttributeValues: { ':at': new Date(time).toISOString() },
    });
    await client.send(update).catch(() => notedAt.delete(name));
  };
}

/** When each was last used, by name; ISO 8601. Not there: never, as far as is known. */
export async function readTokenUses(
  client: DynamoDBDocumentClient,
  table: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const nameByPartition = new Map(names.map((name) => [tokenUseKey(name).pk, name]));
  const items = await readKeys(client, table, [...nameByPartition.values()].map(tokenUseKey));
  return new Map(
    items.map(({ pk, lastUsedAt }) => [nameByPartition.get(String(pk)) ?? String(pk), String(lastUsedAt)]),
  );
}
