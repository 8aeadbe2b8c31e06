/**
 * Finds listings by their channel's id. A pointer lies in a partition of that id and never changes, so that no push and no sale of
 * the listing is written twice, as it would be by an index.
 */
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { ChannelId } from '../../domain/identifiers.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import { retryTransient } from '../ledger/conditional-write.ts';
import { readItem } from '../ledger/items.ts';
import { queryAll } from '../ledger/read-all.ts';
import { externalReference, pointerKey } from '../ledger/table-keys.ts';
import { skuSchema } from '../shapes/fields.ts';
import { type Shape, shapeOf } from '../shapes/shape.ts';
import { readListing, type StoredListing } from './listing-item.ts';
import { listingsOfSku } from './sku-listings.ts';

type Place = Pick<Listing, 'sku' | 'channelLocation'>;

const pointerShape: Shape<Place> = shapeOf(
  'listing’s pointer',
  v.strictObject({ sku: skuSchema, channelLocation: v.string() }),
);

/**
 * Leads from the channel's id to the listing at that place. Written before the listing: one that leads to no listing, or to
 * one that has another id by now, is passed over. The same again changes nothing.
 */
export async function putPointer(
  client: DynamoDBDocumentClient,
  table: string,
  { sku, channel, channelLocation, externalId }: Place & Pick<Listing, 'channel' | 'externalId'>,
): Promise<void> {
  const place = { sku, channelLocation };
  const Item = { ...pointerKey(channel, externalId, place), ...pointerShape.stamp(place) };
  await retryTransient(() => client.send(new PutCommand({ TableName: table, Item })));
}

/**
 * The listings behind a channel's id, at all its locations, as they were a moment ago. Those that no import has renewed since
 * version 0.1 lie in the index by that id themselves. A pointer leads to all listings of its SKU on the channel: an import that
 * was cut off has renewed some of an id, and made pointers to what it did not register any more.
 */
export async function listingsBehind(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
  externalId: string,
): Promise<readonly StoredListing[]> {
  const pointers = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': externalReference(channel, externalId) },
  });
  const isBehind = ({ listing }: StoredListing) => listing.externalId === externalId;
  const skus = new Set(pointers.map((pointer) => readItem(pointerShape, pointer).sku));
  const ofSkus = await Promise.all([...skus].map((sku) => listingsOfSku(client, table, sku, channel, 'aMomentAgo')));
  const behind = ofSkus.flat().filter(isBehind);
  return behind.length > 0
    ? behind
    : (await inIndex(client, table, channel, externalId)).map(readListing).filter(isBehind);
}

function inIndex(client: DynamoDBDocumentClient, table: string, channel: ChannelId, externalId: string) {
  return queryAll(client, {
    TableName: table,
    IndexName: 'byReference',
    KeyConditionExpression: '#ref = :ref',
    ExpressionAttributeNames: { '#ref': 'ref' },
    ExpressionAttributeValues: { ':ref': externalReference(channel, externalId) },
  });
}
