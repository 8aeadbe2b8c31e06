import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { spokenFor } from '../../domain/exposure/exposure.ts';
import { bundleStock, type Component } from '../../domain/stock/bundle.ts';
import type { Stock } from '../../domain/stock/stock.ts';
import type { CardItem } from '../ledger/items.ts';
import { cardKey } from '../ledger/table-keys.ts';

/**
 * What could be sold of a bundle made of these. Read after the bundle's own listings: the other way round a sale in
 * between would count as sold there and not here, and the unit be shown again.
 */
export async function readBundleStock(
  client: DynamoDBDocumentClient,
  table: string,
  components: readonly Component[],
): Promise<Stock> {
  const cards = await Promise.all(
    components.map(async (component) => {
      const Key = cardKey(component.sku);
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      const card = Item as CardItem | undefined;
      return { ...component, stock: card?.stock ?? {}, spokenFor: spokenFor(card?.exposure) };
    }),
  );
  return bundleStock(cards);
}
