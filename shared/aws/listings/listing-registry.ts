/** Keeps which SKU is listed where, and up to when its changes were read. */
import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { notesOnRegistering } from '../../domain/listing/catalogue-note.ts';
import { skuBehind } from '../../domain/listing/listing.ts';
import type { PushMode } from '../../domain/listing/listing-push.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { CatalogueListing } from '../../ports/channel/channel.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import { retryTransient, writeIf } from '../ledger/conditional-write.ts';
import { queryAll } from '../ledger/read-all.ts';
import { externalReference, listingKey, listingPrefix, skuPartition } from '../ledger/table-keys.ts';
import { listingShape, readListing, type StoredListing, storedModeOf } from './listing-item.ts';

/** Where listings are registered, in DynamoDB. */
export function dynamoListingRegistry(client: DynamoDBDocumentClient, table: string): ListingRegistry {
  const listingsOf = (sku: Sku, channel: ChannelId) => listingsOfSku(client, table, sku, channel);
  return {
    async register(listing, channel, pushMode, now) {
      const facts = { listing, channel, pushMode, now };
      const same = await writeIf(() => client.send(new UpdateCommand(registration(table, facts, 'same'))));
      if (same.kind === 'refused') {
        await retryTransient(() => client.send(new UpdateCommand(registration(table, facts, 'another'))));
        return 'another';
      }
      return same.answer.Attributes === undefined ? 'new' : 'known';
    },

    async skuOf(channel, externalId) {
      return skuBehind((await listingsBehind(client, table, channel, externalId)).map(({ listing }) => listing));
    },

    async behind(channel, externalId) {
      const listings = (await listingsBehind(client, table, channel, externalId)).map(({ listing }) => listing);
      const sku = skuBehind(listings);
      return sku && { sku, listings: listings.filter((each) => each.sku === sku) };
    },

    async readMarks(sku, channel, externalId) {
      const listings = await listingsOf(sku, channel);
      const listing = listings.find(isOfItem(externalId)) ?? listings[0];
      if (listing === undefined) {
        throw new Error(`${sku} has no listing on ${channel} any more: run \`${OPERATOR_COMMANDS.import}\`.`);
      }
      return { registeredAt: listing.registeredAt, readUpTo: listing.readUpTo };
    },

    async markReadUpTo(sku, channel, externalId, time) {
      for (const { key } of (await listingsOf(sku, channel)).filter(isOfItem(externalId))) {
        await advanceMark(client, table, key, time.toISOString());
      }
    },
  };
}

const isOfItem =
  (externalId: string) =>
  ({ listing }: StoredListing): boolean =>
    listing.externalId === externalId;

type Registered = {
  readonly listing: CatalogueListing;
  readonly channel: ChannelId;
  readonly pushMode: PushMode;
  readonly now: Date;
};

/** What was known of the item that had the place before is not true of this one, nor is a push of it that is on its way. */
const OF_THE_ITEM_BEFORE = 'intent, problem, checkAt, suspicion, answered, agreedRevision, pushedBelowZero';

/**
 * `same`: keeps what is believed of a listing that is known, and takes everything else from the catalogue; refused where
 * the place has another item of the channel. `another`: takes what that one shows from the catalogue as well.
 */
function registration(
  table: string,
  { listing, channel, pushMode, now }: Registered,
  item: 'same' | 'another',
): UpdateCommandInput {
  const { sku, name, channelLocation, externalId, soldAs, units, drawsOn, managed, shows } = listing;
  const isSame = item === 'same';
  // The listing is as the catalogue has it now, so what the catalogue said before is over.
  const notes = notesOnRegistering(listing.sellsWithoutStock === true, now.toISOString());
  const gone = [
    ...(notes.length === 0 ? ['catalogueNotes'] : []),
    ...(soldAs === undefined ? ['soldAs'] : []),
    ...(units === undefined ? ['units'] : []),
    ...(name === undefined ? ['#name'] : []),
    ...(isSame ? [] : [OF_THE_ITEM_BEFORE]),
  ];
  return {
    TableName: table,
    Key: listingKey(sku, channel, channelLocation),
    UpdateExpression:
      'SET sku = :sku, channel = :channel, channelLocation = :channelLocation, externalId = :externalId, ' +
      'drawsOn = :drawsOn, managed = :managed, pushMode = :pushMode, shapeVersion = :shape, ' +
      '#ref = :ref, refSort = :refSort, ' +
      (soldAs === undefined ? '' : 'soldAs = :soldAs, ') +
      (units === undefined ? '' : 'units = :units, ') +
      (name === undefined ? '' : '#name = :name, ') +
      (notes.length === 0 ? '' : 'catalogueNotes = :notes, ') +
      (isSame
        ? 'shown = if_not_exists(shown, :shows), revision = if_not_exists(revision, :zero), '
        : 'shown = :shows, shownAsOf = :now, comparedAt = :now, evidence = :page, revision = revision + :one, ') +
      'generation = if_not_exists(generation, :zero), doubts = if_not_exists(doubts, :zero), ' +
      'settledDoubts = if_not_exists(settledDoubts, :zero), registeredAt = if_not_exists(registeredAt, :now), ' +
      `readUpTo = if_not_exists(readUpTo, :now)${gone.length > 0 ? ` REMOVE ${gone.join(', ')}` : ''}`,
    ...(isSame && { ConditionExpression: 'attribute_not_exists(pk) OR externalId = :externalId' }),
    ExpressionAttributeNames: { '#ref': 'ref', '#name': 'name' },
    ExpressionAttributeValues: {
      ':sku': sku,
      ...(name !== undefined && { ':name': name }),
      ':channel': channel,
      ':channelLocation': channelLocation,
      ':externalId': externalId,
      ...(soldAs !== undefined && { ':soldAs': soldAs }),
      ...(units !== undefined && { ':units': units }),
      ':drawsOn': drawsOn,
      ':managed': managed,
      ':pushMode': storedModeOf(pushMode),
      ':shape': listingShape.version,
      ':ref': externalReference(channel, externalId),
      ':refSort': sku,
      ':shows': shows,
      ...(notes.length > 0 && { ':notes': notes }),
      ':zero': 0,
      ...(!isSame && { ':one': 1, ':page': { kind: 'page', asOf: now.toISOString() } }),
      ':now': now.toISOString(),
    },
    ReturnValues: 'ALL_OLD',
  };
}

/** The listings of the SKU on the channel, at all its locations; strongly consistent. */
export async function listingsOfSku(
  client: DynamoDBDocumentClient,
  table: string,
  sku: Sku,
  channel: ChannelId,
): Promise<readonly StoredListing[]> {
  const items = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :channel)',
    ExpressionAttributeValues: { ':pk': skuPartition(sku), ':channel': listingPrefix(channel) },
    ConsistentRead: true,
  });
  return items.map(readListing).filter(({ listing }) => listing.channel === channel);
}

/** The listings behind a channel's id, at all its locations; the index may lag a moment behind the table. */
export async function listingsBehind(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
  externalId: string,
): Promise<readonly StoredListing[]> {
  const items = await queryAll(client, {
    TableName: table,
    IndexName: 'byReference',
    KeyConditionExpression: '#ref = :ref',
    ExpressionAttributeNames: { '#ref': 'ref' },
    ExpressionAttributeValues: { ':ref': externalReference(channel, externalId) },
  });
  return items.map(readListing);
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
