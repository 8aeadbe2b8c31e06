/** Keeps links, and moves the listings that they are of, in one transaction. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { notesOnRegistering } from '../../domain/listing/catalogue-note.ts';
import type { Link } from '../../domain/listing/link.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { linkedPlacesOf } from '../../domain/listing/place.ts';
import type { CatalogueListing } from '../../ports/channel/channel.ts';
import { LINK_WRITES_MAX, type LinkChange, type LinkStore } from '../../ports/importing/links.ts';
import { PermanentError } from '../../ports/permanent-error.ts';
import { commit, retryTransient, transaction, writeIf } from '../ledger/conditional-write.ts';
import { isLinkedAsRead, isOfferedAsRead } from '../ledger/head-conditions.ts';
import { readHead } from '../ledger/items.ts';
import type { Action } from '../ledger/posting-actions.ts';
import { queryAll } from '../ledger/read-all.ts';
import { headKey, linkKey, linksReference, listingKey } from '../ledger/table-keys.ts';
import { putOnLists } from '../lists/put-on-lists.ts';
import { type SkuHead, skuHeadShape } from '../shapes/ledger-items.ts';
import { linkFrom, linkItemOf } from './link-item.ts';
import { listingShape, storedModeOf } from './listing-item.ts';
import { putPointer } from './listing-pointers.ts';
import { everyListingOf } from './sku-listings.ts';

/** The links of listings, in DynamoDB. */
export function dynamoLinkStore(client: DynamoDBDocumentClient, table: string): LinkStore {
  const ofChannel = async (channel: ChannelId): Promise<readonly Link[]> => {
    const items = await queryAll(client, {
      TableName: table,
      IndexName: 'byReference',
      KeyConditionExpression: '#ref = :ref',
      ExpressionAttributeNames: { '#ref': 'ref' },
      ExpressionAttributeValues: { ':ref': linksReference(channel) },
    });
    return items.map(linkFrom);
  };
  return {
    ofChannel,

    async write(changes, now) {
      const skus = new Set(changes.flatMap(({ leaves, comes }) => [...leaves, ...comes].map(({ sku }) => sku)));
      const heads = await Promise.all([...skus].map((sku) => readHeadWithListings(client, table, sku)));
      const actions = [
        ...heads.map((head) => headAction(table, head, changes)),
        ...changes.flatMap((change) => changeActions(table, change, heads, now)),
      ];
      if (actions.length > LINK_WRITES_MAX) {
        throw new PermanentError(`${changes.length} links that belong together need ${actions.length} writes at once.`);
      }
      await Promise.all(
        changes.flatMap(({ channel, comes }) => comes.map((each) => putPointer(client, table, { ...each, channel }))),
      );
      const left = new Set(changes.flatMap(({ leaves }) => leaves.map(({ sku }) => sku)));
      await Promise.all([...left].map((sku) => putOnLists(client, table, sku, ['unmatched'])));
      const written = await commit(transaction(client, actions));
      return written === 'committed' ? 'written' : 'conflict';
    },

    async addName(channel, externalId, name) {
      const get = new GetCommand({ TableName: table, Key: linkKey(name, channel, externalId), ConsistentRead: true });
      if ((await retryTransient(() => client.send(get))).Item !== undefined) {
        return;
      }
      const link = (await ofChannel(channel)).find((each) => each.externalId === externalId);
      if (link === undefined) {
        return;
      }
      const Item = linkItemOf({ ...link, name });
      // Refused: the name has it already.
      await writeIf(() =>
        client.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' })),
      );
      const { listings } = await readHeadWithListings(client, table, link.sku);
      for (const each of listings.filter(
        (listing) => listing.channel === channel && listing.externalId === externalId,
      )) {
        await rename(client, table, each, name);
      }
    },
  };
}

async function rename(client: DynamoDBDocumentClient, table: string, listing: Listing, name: Sku): Promise<void> {
  const update = new UpdateCommand({
    TableName: table,
    Key: listingKey(listing.sku, listing.channel, listing.channelLocation),
    UpdateExpression: 'SET #name = :name',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#name': 'name' },
    ExpressionAttributeValues: { ':name': name },
  });
  await writeIf(() => client.send(update));
}

type ReadHead = { readonly sku: Sku; readonly head: SkuHead | undefined; readonly listings: readonly Listing[] };

async function readHeadWithListings(client: DynamoDBDocumentClient, table: string, sku: Sku): Promise<ReadHead> {
  const get = new GetCommand({ TableName: table, Key: headKey(sku), ConsistentRead: true });
  const { Item } = await retryTransient(() => client.send(get));
  return { sku, head: Item && readHead(Item), listings: await everyListingOf(client, table, sku) };
}

/** The head names the places of its linked listings; what its listings may show is revised, so that no older raise begins. */
function headAction(table: string, { sku, head, listings }: ReadHead, changes: readonly LinkChange[]): Action {
  const Key = headKey(sku);
  if (head === undefined) {
    return { ConditionCheck: { TableName: table, Key, ConditionExpression: 'attribute_not_exists(pk)' } };
  }
  const gone = new Set(changes.flatMap(({ leaves }) => leaves.filter((each) => each.sku === sku).map(listingId)));
  const stay = listings.filter((each) => !gone.has(listingId(each)) || hasShare(head, each));
  const come = changes.flatMap(({ channel, comes }) =>
    comes.filter((each) => each.sku === sku).map(({ channelLocation }) => ({ channel, channelLocation })),
  );
  const places = linkedPlacesOf([...new Map([...stay, ...come].map((each) => [listingId(each), each])).values()]);
  const { exposure } = head;
  const [linked, offered] = [isLinkedAsRead(head), isOfferedAsRead(head)];
  const conditions = [linked.ConditionExpression, offered.ConditionExpression, 'attribute_exists(pk)'];
  const set = [
    'shapeVersion = :shape',
    ...(places === undefined ? [] : ['linkedPlaces = :places']),
    ...(exposure === undefined ? [] : ['#exposure.revision = :nextRevision']),
  ];
  return {
    Update: {
      TableName: table,
      Key,
      UpdateExpression: `SET ${set.join(', ')}${places === undefined ? ' REMOVE linkedPlaces' : ''}`,
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeNames: { ...offered.ExpressionAttributeNames },
      ExpressionAttributeValues: {
        ':shape': skuHeadShape.version,
        ...(places !== undefined && { ':places': places }),
        ...linked.ExpressionAttributeValues,
        ...offered.ExpressionAttributeValues,
        ...(exposure !== undefined && { ':nextRevision': exposure.revision + 1 }),
      },
    },
  };
}

/** What a share still proves may not go: the listing stays, unmanaged, until a reading proves what it shows. */
function hasShare(head: SkuHead | undefined, listing: Listing): boolean {
  return head?.exposure?.shares?.[listingId(listing)] !== undefined;
}

function changeActions(table: string, change: LinkChange, heads: readonly ReadHead[], now: Date): readonly Action[] {
  const { links, leaves, comes } = change;
  const keyOf = ({ sku, channelLocation }: Pick<Listing, 'sku' | 'channelLocation'>) => `${sku}|${channelLocation}`;
  const staying = new Map(leaves.map((each) => [keyOf(each), each]));
  const coming = new Set(comes.map(keyOf));
  return [
    ...links.map((each) => linkAction(table, each)),
    ...leaves
      .filter((each) => !coming.has(keyOf(each)))
      .map((each) => leaveAction(table, each, heads.find(({ sku }) => sku === each.sku)?.head)),
    ...comes.map((each) => comeAction(table, change, each, staying.get(keyOf(each)), now)),
  ];
}

function linkAction(table: string, { before, after }: LinkChange['links'][number]): Action {
  return {
    Put: {
      TableName: table,
      Item: linkItemOf(after),
      ...(before === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'sku = :sku AND units = :units',
            ExpressionAttributeValues: { ':sku': before.sku, ':units': before.units },
          }),
    },
  };
}

/** No push of it is on its way, and none moved since it was read. */
function asRead({ revision }: Listing) {
  return {
    ConditionExpression: 'revision = :readRevision AND attribute_not_exists(intent)',
    ExpressionAttributeValues: { ':readRevision': revision },
  };
}

function leaveAction(table: string, listing: Listing, head: SkuHead | undefined): Action {
  const Key = listingKey(listing.sku, listing.channel, listing.channelLocation);
  const condition = asRead(listing);
  if (!hasShare(head, listing)) {
    return { Delete: { TableName: table, Key, ...condition } };
  }
  return {
    Update: {
      TableName: table,
      Key,
      UpdateExpression: 'SET managed = :no, revision = :next',
      ConditionExpression: condition.ConditionExpression,
      ExpressionAttributeValues: {
        ...condition.ExpressionAttributeValues,
        ':no': false,
        ':next': listing.revision + 1,
      },
    },
  };
}

/**
 * The listing anew, with nothing of its pushes before. Its generations go on from the time, so that none of its pushes has
 * the key of one that it had here before.
 */
function comeAction(
  table: string,
  { channel, pushMode }: Pick<LinkChange, 'channel' | 'pushMode'>,
  listing: CatalogueListing,
  stays: Listing | undefined,
  now: Date,
): Action {
  const { sku, name, channelLocation, externalId, soldAs, units = 1, drawsOn, managed, shows } = listing;
  const at = now.toISOString();
  const catalogueNotes = notesOnRegistering(listing.sellsWithoutStock === true, at);
  return {
    Put: {
      TableName: table,
      Item: {
        ...listingKey(sku, channel, channelLocation),
        sku,
        channel,
        channelLocation,
        externalId,
        ...(soldAs !== undefined && { soldAs }),
        ...(name !== undefined && { name }),
        ...(units > 1 && { units }),
        ...(catalogueNotes.length > 0 && { catalogueNotes }),
        drawsOn,
        managed,
        shown: shows,
        shownAsOf: at,
        comparedAt: at,
        evidence: { kind: 'reading', asOf: at },
        generation: Math.max(stays?.generation ?? 0, Math.floor(now.getTime() / 1_000)),
        revision: (stays?.revision ?? 0) + 1,
        pushMode: storedModeOf(pushMode),
        doubts: 0,
        settledDoubts: 0,
        registeredAt: at,
        readUpTo: at,
        shapeVersion: listingShape.version,
      },
      ...(stays === undefined ? { ConditionExpression: 'attribute_not_exists(pk)' } : asRead(stays)),
    },
  };
}
