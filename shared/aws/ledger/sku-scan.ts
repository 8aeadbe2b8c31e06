/** Reads which SKUs the ledger has. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import { scanAll } from './read-all.ts';
import { HEAD, skuOfPartition } from './table-keys.ts';

/** Every SKU of the ledger, by reading the whole table: for an operator's command, never for a function. */
export async function* everySku(client: DynamoDBDocumentClient, table: string): AsyncGenerator<Sku> {
  const heads = scanAll(client, {
    TableName: table,
    FilterExpression: 'sk = :head',
    ExpressionAttributeValues: { ':head': HEAD },
    ProjectionExpression: 'pk',
  });
  for await (const { pk } of heads) {
    yield skuOfPartition(pk);
  }
}
