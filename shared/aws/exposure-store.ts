import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { ExposureStore } from '../ports/exposure.ts';
import { isUnchanged } from './card-conditions.ts';
import { conflictIn } from './conflict.ts';
import { dynamoStockReader } from './stock-reader.ts';
import { cardKey, listingKey } from './table-keys.ts';

/** How SKUs are offered, on their cards in DynamoDB. */
export function dynamoExposureStore(client: DynamoDBDocumentClient, table: string): ExposureStore {
  return {
    read: dynamoStockReader(client, table).snapshot,

    async write(read, { exposure, demand }) {
      const unchanged = isUnchanged(read);
      const offered = {
        ':exposure': exposure,
        ...(demand !== undefined && { ':demand': demand }),
      };
      const noPushMoved = 'revision = :readRevision';
      try {
        await client.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Update: {
                  TableName: table,
                  Key: cardKey(read.sku),
                  UpdateExpression: `SET #exposure = :exposure${demand === undefined ? '' : ', demand = :demand'}`,
                  ...unchanged,
                  ExpressionAttributeValues: { ...unchanged.ExpressionAttributeValues, ...offered },
                },
              },
              ...read.listings.map(({ sku, channel, channelLocation, revision }) => ({
                ConditionCheck: {
                  TableName: table,
                  Key: listingKey(sku, channel, channelLocation),
                  ConditionExpression: noPushMoved,
                  ExpressionAttributeValues: { ':readRevision': revision },
                },
              })),
            ],
          }),
        );
        return 'committed';
      } catch (error) {
        return conflictIn(error);
      }
    },
  };
}
