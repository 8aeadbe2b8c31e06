import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import type { HoldRegistry } from '../../ports/holds.ts';
import { holdPointerKey } from './table-keys.ts';

export function dynamoHoldRegistry(client: DynamoDBDocumentClient, table: string): HoldRegistry {
  return {
    async skuOf(id) {
      const answer = await client.send(
        new GetCommand({ TableName: table, Key: holdPointerKey(id), ConsistentRead: true }),
      );
      return answer.Item?.['sku'] as Sku | undefined;
    },
  };
}
