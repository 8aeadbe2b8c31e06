/** Reads the states of many SKUs in a few calls, for a page of a list. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type ChannelId, entriesOf, type Sku } from '../../domain/identifiers.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { readOwnOrBundleStock } from '../exposure/bundle-stock.ts';
import { type Item, offeredOf, readHead } from '../ledger/items.ts';
import { readKeys } from '../ledger/read-all.ts';
import { HEAD, headKey, LISTINGS, listingKey, skuPartition } from '../ledger/table-keys.ts';
import { listingOf } from '../listings/listing-item.ts';

/** A channel, and the places where its listings may be: its configured locations, or `-` where it has only one quantity. */
export type ChannelPlaces = { readonly id: ChannelId; readonly places: readonly string[] };

/**
 * The states in the order of the SKUs, undefined for an unknown one: two calls for 50 SKUs on three channels, where a query
 * for the listings of each would be 50. A listing at a location that was taken out of the configuration is not among them. Each item is
 * strongly consistent; a posting between two calls may be in one item and not in the other.
 */
export async function readListedStates(
  client: DynamoDBDocumentClient,
  table: string,
  channels: readonly ChannelPlaces[],
  skus: readonly Sku[],
): Promise<readonly (SkuState | undefined)[]> {
  const keys = skus.flatMap((sku) => [
    headKey(sku),
    ...channels.flatMap(({ id, places }) => places.map((place) => listingKey(sku, id, place))),
  ]);
  const items = Map.groupBy(await readKeys(client, table, keys), ({ pk }) => String(pk));
  return Promise.all(skus.map((sku) => stateOf(client, table, sku, items.get(skuPartition(sku)) ?? [])));
}

async function stateOf(
  client: DynamoDBDocumentClient,
  table: string,
  sku: Sku,
  items: readonly Item[],
): Promise<SkuState | undefined> {
  const item = items.find(({ sk }) => sk === HEAD);
  if (item === undefined) {
    return undefined;
  }
  const head = readHead(item);
  const further = entriesOf(head.linkedPlaces ?? {}).flatMap(([channel, places]) =>
    places.map((place) => listingKey(sku, channel, place)),
  );
  const linked = further.length === 0 ? [] : await readKeys(client, table, further);
  const listings = [...items, ...linked].filter(({ sk }) => String(sk).startsWith(LISTINGS)).map(listingOf);
  return { sku, seq: head.seq, ...(await readOwnOrBundleStock(client, table, head)), listings, ...offeredOf(head) };
}
