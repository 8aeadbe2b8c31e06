/** Keeps on each listing what its channel's catalogue says of it. */
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { listsOfListing } from '../../domain/reconciling/sku-lists.ts';
import type { ListingNotes } from '../../ports/intake/catalogue-notices.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { listingKey } from '../ledger/table-keys.ts';
import { listsGained, putOnLists } from '../lists/put-on-lists.ts';
import { listingsBehind } from './listing-pointers.ts';
import { listingsOfSku } from './sku-listings.ts';

/** The catalogue notes of listings. What was listed a moment ago may get no note. */
export function dynamoListingNotes(client: DynamoDBDocumentClient, table: string): ListingNotes {
  return {
    async listingsOf(channel, externalId) {
      return (await listingsBehind(client, table, channel, externalId)).map(({ listing }) => listing);
    },

    async listingsOfSku(channel, sku) {
      return (await listingsOfSku(client, table, sku, channel)).map(({ listing }) => listing);
    },

    async note(listing, { notes, managed }) {
      const { sku, channel, channelLocation, catalogueNotes } = listing;
      const noted = { ...listing, catalogueNotes: notes, managed };
      const lists = [...listsOfListing(noted), ...(managed ? [] : (['unmatched'] as const))];
      await putOnLists(client, table, sku, listsGained(listsOfListing(listing), lists));
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
