/** Reads all listings of a SKU. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import { queryAll } from '../ledger/read-all.ts';
import { LISTINGS, skuPartition } from '../ledger/table-keys.ts';
import { listingOf } from './listing-item.ts';

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
