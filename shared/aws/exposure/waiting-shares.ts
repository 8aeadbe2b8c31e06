/** Finds all shares that hold more units than they should come to, for an operator. */
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { WaitingShare } from '../../ports/diagnosing/diagnosis.ts';
import { readHead } from '../ledger/items.ts';
import { skuOfPartition } from '../ledger/table-keys.ts';

/** Every such share, by reading the whole table: for an operator's command, never for a function. */
export async function waitingShares(client: DynamoDBDocumentClient, table: string): Promise<readonly WaitingShare[]> {
  const found: WaitingShare[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: 'sk = :head AND attribute_exists(#exposure.shares)',
        ExpressionAttributeNames: { '#exposure': 'exposure' },
        ExpressionAttributeValues: { ':head': 'CARD' },
        ExclusiveStartKey: from,
      }),
    );
    for (const item of answer.Items ?? []) {
      const sku = skuOfPartition(item['pk']);
      for (const [listing, share] of Object.entries(readHead(item).exposure?.shares ?? {})) {
        const { units, goal, leftAt, since } = share;
        if (units > Math.max(0, goal)) {
          found.push({ sku, listing, units, goal, since: leftAt ?? since, hasLeft: leftAt !== undefined });
        }
      }
    }
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}
