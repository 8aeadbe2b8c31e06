import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { StockSnapshot } from '../../ports/sku-state.ts';
import { type CardItem, type ListingItem, listingOf } from './items.ts';
import { listingPrefix, skuPartition } from './table-keys.ts';

type Found = { card?: CardItem; listings: ListingItem[]; pk?: string };

/**
 * Every SKU listed on the channel, with its stock and its listings there, by reading the whole table: for an operator's
 * command, never for a function. Strongly consistent item by item; a SKU's items come one after the other, in the order
 * of their keys, so only one is kept in memory.
 */
export async function* shelvesOf(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
): AsyncGenerator<StockSnapshot> {
  let found: Found = { listings: [] };
  let from: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({
        TableName: table,
        // Another channel's id may begin like this one's: the listing itself says whose it is.
        FilterExpression: 'sk = :card OR (begins_with(sk, :listings) AND #channel = :channel)',
        ExpressionAttributeNames: { '#channel': 'channel' },
        ExpressionAttributeValues: { ':card': 'CARD', ':listings': listingPrefix(channel), ':channel': channel },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    for (const item of (answer.Items ?? []) as (CardItem | ListingItem)[]) {
      if (item.pk !== found.pk) {
        yield* shelfOf(found);
        found = { pk: item.pk, listings: [] };
      }
      if ('drawsOn' in item) {
        found.listings.push(item);
      } else {
        found.card = item;
      }
    }
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  yield* shelfOf(found);
}

function* shelfOf({ card, listings }: Found): Generator<StockSnapshot> {
  if (card !== undefined && listings.length > 0) {
    const { seq, stock, exposure } = card;
    const sku = card.pk.slice(skuPartition('' as Sku).length) as Sku;
    yield { sku, seq, stock, listings: listings.map(listingOf), ...(exposure && { exposure }) };
  }
}
