/** Keeps which SKU is listed where, and up to when its changes were read. */
import {
  type DynamoDBDocumentClient,
  QueryCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { PushMode } from '../../domain/listing/listing.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { CatalogueListing } from '../../ports/channel/channel.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { externalReference, listingKey, listingPrefix, skuPartition } from '../ledger/table-keys.ts';
import { listingShape, readListing, type StoredListing, storedModeOf } from './listing-item.ts';

/** Where listings are registered, in DynamoDB. */
export function dynamoListingRegistry(client: DynamoDBDocumentClient, table: string): ListingRegistry {
  const listingsOf = async (sku: Sku, channel: ChannelId): Promise<readonly StoredListing[]> => {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :channel)',
        ExpressionAttributeValues: { ':pk': skuPartition(sku), ':channel': listingPrefix(channel) },
        ConsistentRead: true,
      }),
    );
    return (answer.Items ?? []).map(readListing).filter(({ listing }) => listing.channel === channel);
  };
  return {
    async register(listing, channel, pushMode, now) {
      const answer = await client.send(new UpdateCommand(registration(table, listing, channel, pushMode, now)));
      return answer.Attributes === undefined ? 'new' : 'known';
    },

    async skuOf(channel, externalId) {
      const stored = await listingsBehind(client, table, channel, externalId);
      const listings = stored.map(({ listing }) => listing);
      // An item that was given another SKU on its channel is in the listings of both: the old one is pushed no more.
      return (listings.find(({ managed }) => managed) ?? listings[0])?.sku;
    },

    async readMarks(sku, channel) {
      const [listing] = await listingsOf(sku, channel);
      if (listing === undefined) {
        throw new Error(`${sku} has no listing on ${channel} any more: run \`${OPERATOR_COMMANDS.import}\`.`);
      }
      return { registeredAt: listing.registeredAt, readUpTo: listing.readUpTo };
    },

    async markReadUpTo(sku, channel, time) {
      for (const { key } of await listingsOf(sku, channel)) {
        await advanceMark(client, table, key, time.toISOString());
      }
    },
  };
}

/** Keeps what is believed of a listing that is known, and takes everything else from the catalogue. */
function registration(
  table: string,
  { sku, channelLocation, externalId, drawsOn, managed, shows }: CatalogueListing,
  channel: ChannelId,
  pushMode: PushMode,
  now: Date,
): UpdateCommandInput {
  return {
    TableName: table,
    Key: listingKey(sku, channel, channelLocation),
    UpdateExpression:
      'SET sku = :sku, channel = :channel, channelLocation = :channelLocation, externalId = :externalId, ' +
      'drawsOn = :drawsOn, managed = :managed, pushMode = :pushMode, shapeVersion = :shape, ' +
      '#ref = :ref, refSort = :refSort, ' +
      'shown = if_not_exists(shown, :shows), generation = if_not_exists(generation, :zero), ' +
      'revision = if_not_exists(revision, :zero), doubts = if_not_exists(doubts, :zero), ' +
      'settledDoubts = if_not_exists(settledDoubts, :zero), registeredAt = if_not_exists(registeredAt, :now), ' +
      // The listing is as the catalogue has it now, so what the catalogue said before is over.
      'readUpTo = if_not_exists(readUpTo, :now) REMOVE catalogueNotes',
    ExpressionAttributeNames: { '#ref': 'ref' },
    ExpressionAttributeValues: {
      ':sku': sku,
      ':channel': channel,
      ':channelLocation': channelLocation,
      ':externalId': externalId,
      ':drawsOn': drawsOn,
      ':managed': managed,
      ':pushMode': storedModeOf(pushMode),
      ':shape': listingShape.version,
      ':ref': externalReference(channel, externalId),
      ':refSort': sku,
      ':shows': shows,
      ':zero': 0,
      ':now': now.toISOString(),
    },
    ReturnValues: 'ALL_OLD',
  };
}

/** The listings behind a channel's id, at all its locations; the index may lag a moment behind the table. */
export async function listingsBehind(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
  externalId: string,
): Promise<readonly StoredListing[]> {
  const answer = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'byReference',
      KeyConditionExpression: '#ref = :ref',
      ExpressionAttributeNames: { '#ref': 'ref' },
      ExpressionAttributeValues: { ':ref': externalReference(channel, externalId) },
    }),
  );
  return (answer.Items ?? []).map(readListing);
}

async function advanceMark(
  client: DynamoDBDocumentClient,
  table: string,
  key: StoredListing['key'],
  readUpTo: string,
): Promise<void> {
  const advance = new UpdateCommand({
    TableName: table,
    Key: key,
    UpdateExpression: 'SET readUpTo = :time',
    ConditionExpression: 'readUpTo < :time',
    ExpressionAttributeValues: { ':time': readUpTo },
  });
  // Refused: the mark is later already.
  await writeIf(() => client.send(advance));
}
