import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ListingNotes } from '../../ports/catalogue-notices.ts';
import { listingKey } from '../ledger/table-keys.ts';
import { listingsBehind } from './listing-registry.ts';

/** What catalogues say, kept on the listings. The index lags a little: who reads too early writes nothing. */
export function dynamoListingNotes(client: DynamoDBDocumentClient, table: string): ListingNotes {
  return {
    async listingsOf(channel, externalId) {
      return (await listingsBehind(client, table, channel, externalId)).map(({ listing }) => listing);
    },

    async note({ sku, channel, channelLocation, catalogueNotes }, { notes, managed }) {
      const nothingElseNoted =
        catalogueNotes === undefined ? 'attribute_not_exists(catalogueNotes)' : 'catalogueNotes = :readNotes';
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: listingKey(sku, channel, channelLocation),
            UpdateExpression: 'SET catalogueNotes = :notes, managed = :managed',
            ConditionExpression: `attribute_exists(pk) AND ${nothingElseNoted}`,
            ExpressionAttributeValues: {
              ':notes': notes,
              ':managed': managed,
              ...(catalogueNotes !== undefined && { ':readNotes': catalogueNotes }),
            },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) {
          return false;
        }
        throw error;
      }
    },
  };
}
