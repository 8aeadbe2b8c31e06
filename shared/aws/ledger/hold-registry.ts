/** Finds a hold's SKUs in the table. */
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { HoldRegistry } from '../../ports/holds/holds.ts';
import { holdPointerShape } from '../shapes/ledger-items.ts';
import { readItem } from './items.ts';
import { holdPointerKey } from './table-keys.ts';

export function dynamoHoldRegistry(client: DynamoDBDocumentClient, table: string): HoldRegistry {
  return {
    async skusOf(id) {
      const answer = await client.send(
        new GetCommand({ TableName: table, Key: holdPointerKey(id), ConsistentRead: true }),
      );
      return answer.Item && readItem(holdPointerShape, answer.Item).skus;
    },
  };
}
