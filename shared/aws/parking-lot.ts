import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
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
