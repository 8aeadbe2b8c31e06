/** Reads the stock of every SKU that is listed, on one channel or on any. */
import type { DynamoDBDocumentClient, ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../domain/identifiers.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { readOwnOrBundleStock } from '../exposure/bundle-stock.ts';
import { listingOf } from '../listings/listing-item.ts';
import { type Item, readHead } from './items.ts';
import { scanAll } from './read-all.ts';
import { HEAD, LISTINGS, listingPrefix, skuOfPartition } from './table-keys.ts';

type Found = { head?: Item; listings: Item[]; pk?: unknown };

/**
 * Every SKU listed on the channel, with its stock and its listings there, by reading the whole table: for an operator's
 * command, never for a function. Strongly consistent item by item; a SKU's items come one after the other, in the order
 * of their keys, so only one is kept in memory.
 */
export async function* skusListedOn(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
): AsyncGenerator<SkuState> {
  const all = skuStatesIn(client, {
    TableName: table,
    // Another channel's id may begin like this one's: the listing itself says whose it is.
    FilterExpression: 'sk = :head OR (begins_with(sk, :listings) AND #channel = :channel)',
    ExpressionAttributeNames: { '#channel': 'channel' },
    ExpressionAttributeValues: { ':head': HEAD, ':listings': listingPrefix(channel), ':channel': channel },
  });
  for await (const state of all) {
    yield* state.listings.length > 0 ? [state] : [];
  }
}

/** Every SKU that is listed anywhere or has shares, with all its listings, in the same way. */
export async function* everySkuState(client: DynamoDBDocumentClient, table: string): AsyncGenerator<SkuState> {
  yield* skuStatesIn(client, {
    TableName: table,
    FilterExpression: 'sk = :head OR begins_with(sk, :listings)',
    ExpressionAttributeValues: { ':head': HEAD, ':listings': LISTINGS },
  });
}

async function* skuStatesIn(client: DynamoDBDocumentClient, scan: ScanCommandInput): AsyncGenerator<SkuState> {
  let found: Found = { listings: [] };
  for await (const item of scanAll(client, { ...scan, ConsistentRead: true })) {
    if (item['pk'] !== found.pk) {
      yield* skuStateOf(client, scan.TableName, found);
      found = { pk: item['pk'], listings: [] };
    }
    if (item['sk'] !== HEAD) {
      found.listings.push(item);
    } else {
      found.head = item;
    }
  }
  yield* skuStateOf(client, scan.TableName, found);
}

async function* skuStateOf(
  client: DynamoDBDocumentClient,
  table: string | undefined,
  { head: item, listings }: Found,
): AsyncGenerator<SkuState> {
  if (item === undefined || table === undefined) {
    return;
  }
  const head = readHead(item);
  const { seq, exposure, demand } = head;
  if (listings.length > 0 || exposure?.shares !== undefined) {
    yield {
      sku: skuOfPartition(item['pk']),
      seq,
      ...(await readOwnOrBundleStock(client, table, head)),
      listings: listings.map(listingOf),
      ...(exposure && { exposure }),
      ...(demand && { demand }),
    };
  }
}
