/** Reads all listings of a SKU. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import { queryAll } from '../ledger/read-all.ts';
import { LISTINGS, listingPrefix, skuPartition } from '../ledger/table-keys.ts';
import { listingOf, readListing, type StoredListing } from './listing-item.ts';

/** The listings of the SKU, on every channel; strongly consistent. */
export async function everyListingOf(
  client: DynamoDBDocumentClient,
  table: string,
  sku: Sku,
): Promise<readonly Listing[]> {
  const items = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :listings)',
    ExpressionAttributeValues: { ':pk': skuPartition(sku), ':listings': LISTINGS },
    ConsistentRead: true,
  });
  return items.map(listingOf);
}

/** The listings of the SKU on the channel, at all its locations: as they are now, or as they were a moment ago, at half the price. */
export async function listingsOfSku(
  client: DynamoDBDocumentClient,
  table: string,
  sku: Sku,
  channel: ChannelId,
  asOf: 'now' | 'aMomentAgo' = 'now',
): Promise<readonly StoredListing[]> {
  const items = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :channel)',
    ExpressionAttributeValues: { ':pk': skuPartition(sku), ':channel': listingPrefix(channel) },
    ConsistentRead: asOf === 'now',
  });
  return items.map(readListing).filter(({ listing }) => listing.channel === channel);
}
