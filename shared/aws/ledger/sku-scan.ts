/** Reads which SKUs the ledger has. */
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import { HEAD, skuOfPartition } from './table-keys.ts';

/** Every SKU of the ledger, by reading the whole table: for an operator's command, never for a function. */
export async function* everySku(client: DynamoDBDocumentClient, table: string): AsyncGenerator<Sku> {
  let from: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: 'sk = :head',
        ExpressionAttributeValues: { ':head': HEAD },
        ProjectionExpression: 'pk',
        ExclusiveStartKey: from,
      }),
    );
    for (const item of answer.Items ?? []) {
      yield skuOfPartition(item['pk']);
    }
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
}
