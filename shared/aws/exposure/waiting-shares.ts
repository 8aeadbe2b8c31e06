/** Finds all shares that hold more units than they should come to, for an operator. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { WaitingShare } from '../../ports/diagnosing/diagnosis.ts';
import { readHead } from '../ledger/items.ts';
import { scanAll } from '../ledger/read-all.ts';
import { HEAD, skuOfPartition } from '../ledger/table-keys.ts';

/** Every such share, by reading the whole table: for an operator's command, never for a function. */
export async function waitingShares(client: DynamoDBDocumentClient, table: string): Promise<readonly WaitingShare[]> {
  const heads = scanAll(client, {
    TableName: table,
    FilterExpression: 'sk = :head AND attribute_exists(#exposure.shares)',
    ExpressionAttributeNames: { '#exposure': 'exposure' },
    ExpressionAttributeValues: { ':head': HEAD },
  });
  const found: WaitingShare[] = [];
  for await (const item of heads) {
    const sku = skuOfPartition(item['pk']);
    for (const [listing, share] of Object.entries(readHead(item).exposure?.shares ?? {})) {
      const { units, goal, leftAt, since } = share;
      if (units > Math.max(0, goal)) {
        found.push({ sku, listing, units, goal, since: leftAt ?? since, hasLeft: leftAt !== undefined });
      }
    }
  }
  return found;
}
