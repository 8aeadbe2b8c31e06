import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ParkingLot } from '../ports.ts';
import { type ParkedItem, parkedOf } from './items.ts';
import { orderReference, parkedKey } from './table-keys.ts';

/** Parked observations lie in the ledger's table: visible, replayable, never dropped. */
export function dynamoParkingLot(client: DynamoDBDocumentClient, table: string): ParkingLot {
  return {
    async park(parked) {
      for (const each of parked) {
        const { sku, source } = each.observation;
        const reference =
          source.order === undefined
            ? {}
            : { ref: orderReference(source.channel, source.order), refSort: `${each.parkedAt}#${sku}` };
        await client.send(
          new PutCommand({
            TableName: table,
            Item: { ...parkedKey(sku, source.channel, source.key), ...each, ...reference },
          }),
        );
      }
    },
    async remove({ observation, parkedAt }) {
      const { sku, source } = observation;
      const isThisParking = 'parkedAt = :parkedAt';
      try {
        await client.send(
          new DeleteCommand({
            TableName: table,
            Key: parkedKey(sku, source.channel, source.key),
            ConditionExpression: isThisParking,
            ExpressionAttributeValues: { ':parkedAt': parkedAt },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) {
          throw error;
        }
      }
    },
    async list(limit) {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :parked',
          ExpressionAttributeValues: { ':parked': 'PARKED' },
          ConsistentRead: true,
          Limit: limit,
        }),
      );
      return ((answer.Items ?? []) as ParkedItem[]).map(parkedOf);
    },
  };
}
