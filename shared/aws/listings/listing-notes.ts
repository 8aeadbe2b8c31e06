/** Keeps on each listing what its channel's catalogue says of it. */
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ListingNotes } from '../../ports/intake/catalogue-notices.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { listingKey } from '../ledger/table-keys.ts';
import { listingsBehind, listingsOfSku } from './listing-registry.ts';

/** The catalogue notes of listings. The index lags a little: a listing that is not in it yet gets no note. */
export function dynamoListingNotes(client: DynamoDBDocumentClient, table: string): ListingNotes {
  return {
    async listingsOf(channel, externalId) {
      return (await listingsBehind(client, table, channel, externalId)).map(({ listing }) => listing);
    },

    async listingsOfSku(channel, sku) {
      return (await listingsOfSku(client, table, sku, channel)).map(({ listing }) => listing);
    },

    async note({ sku, channel, channelLocation, catalogueNotes }, { notes, managed }) {
      const nothingElseNoted =
        catalogueNotes === undefined ? 'attribute_not_exists(catalogueNotes)' : 'catalogueNotes = :readNotes';
      const update = new UpdateCommand({
        TableName: table,
        Key: listingKey(sku, channel, channelLocation),
        UpdateExpression: 'SET catalogueNotes = :notes, managed = :managed',
        ConditionExpression: `attribute_exists(pk) AND ${nothingElseNoted}`,
        ExpressionAttributeValues: {
          ':notes': notes,
          ':managed': managed,
          ...(catalogueNotes !== undefined && { ':readNotes': catalogueNotes }),
        },
      });
      return (await writeIf(() => client.send(update))).kind === 'written';
    },
  };
}
