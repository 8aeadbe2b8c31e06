/** Keeps which SKU is listed where, and up to when its changes were read. */
import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { notesOnRegistering } from '../../domain/listing/catalogue-note.ts';
import { skuBehind } from '../../domain/listing/listing.ts';
import type { PushMode } from '../../domain/listing/listing-push.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { CatalogueListing } from '../../ports/channel/channel.ts';
import type { ListingRegistry, ReadMarks } from '../../ports/importing/listing-registry.ts';
import { retryTransient, writeIf } from '../ledger/conditional-write.ts';
import { listingKey } from '../ledger/table-keys.ts';
import { listingShape, type StoredListing, storedModeOf } from './listing-item.ts';
import { listingsBehind, putPointer } from './listing-pointers.ts';
import { listingsOfSku } from './sku-listings.ts';

/** Where listings are registered, in DynamoDB. */
export function dynamoListingRegistry(client: DynamoDBDocumentClient, table: string): ListingRegistry {
  const listingsOf = (sku: Sku, channel: ChannelId) => listingsOfSku(client, table, sku, channel);
  return {
    async register(listing, channel, pushMode, now) {
      const facts = { listing, channel, pushMode, now };
      await putPointer(client, table, { ...listing, channel });
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
      const stored = await listingsBehind(client, table, channel, externalId);
      const sku = skuBehind(stored.map(({ listing }) => listing));
      const own = stored.filter(({ listing }) => listing.sku === sku);
      const [first] = own;
      return sku && first && { sku, listings: own.map(({ listing }) => listing), marks: marksOf(first) };
    },

    async readMarks(sku, channel, externalId) {
      const listings = await listingsOf(sku, channel);
      const listing = listings.find(isOfItem(externalId)) ?? listings[0];
      if (listing === undefined) {
        throw new Error(`${sku} has no listing on ${channel} any more: run \`${OPERATOR_COMMANDS.import}\`.`);
      }
      return marksOf(listing);
    },

    async markReadUpTo(listings, time) {
      for (const { sku, channel, channelLocation } of listings) {
        await advanceMark(client, table, listingKey(sku, channel, channelLocation), time.toISOString());
      }
    },
  };
}

function marksOf({ registeredAt, readUpTo }: StoredListing): ReadMarks {
  return { registeredAt, readUpTo };
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
const OF_THE_ITEM_BEFORE =
  'intent, problem, checkAt, suspicion, rise, answered, agreedRevision, pushedBelowZero, isRecounted';

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
    // By which versions before 0.2 found it in the index.
    ...['#ref', 'refSort'],
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
      (soldAs === undefined ? '' : 'soldAs = :soldAs, ') +
      (units === undefined ? '' : 'units = :units, ') +
      (name === undefined ? '' : '#name = :name, ') +
      (notes.length === 0 ? '' : 'catalogueNotes = :notes, ') +
      (isSame
        ? 'shown = if_not_exists(shown, :shows), revision = if_not_exists(revision, :zero), '
        : 'shown = :shows, shownAsOf = :now, comparedAt = :now, evidence = :page, revision = revision + :one, ') +
      'generation = if_not_exists(generation, :zero), doubts = if_not_exists(doubts, :zero), ' +
      'settledDoubts = if_not_exists(settledDoubts, :zero), registeredAt = if_not_exists(registeredAt, :now), ' +
      `readUpTo = if_not_exists(readUpTo, :now) REMOVE ${gone.join(', ')}`,
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
      ':shows': shows,
      ...(notes.length > 0 && { ':notes': notes }),
      ':zero': 0,
      ...(!isSame && { ':one': 1, ':page': { kind: 'page', asOf: now.toISOString() } }),
      ':now': now.toISOString(),
    },
    ReturnValues: 'ALL_OLD',
  };
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
