/** Reads what could be sold of a bundle. */
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { withheldFromBundles } from '../../domain/exposure/exposure.ts';
import { bundleStock, type Component } from '../../domain/stock/bundle.ts';
import type { Stock } from '../../domain/stock/stock.ts';
import { readHead } from '../ledger/items.ts';
import { headKey } from '../ledger/table-keys.ts';

/**
 * What could be sold of a bundle made of these. Read after the bundle's own listings: the other way round a sale in
 * between would count as sold there and not here, and the unit be shown again.
 */
export async function readBundleStock(
  client: DynamoDBDocumentClient,
  table: string,
  components: readonly Component[],
): Promise<Stock> {
  const present = await Promise.all(
    components.map(async (component) => {
      const Key = headKey(component.sku);
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      const head = Item && readHead(Item);
      return { ...component, stock: head?.stock ?? {}, withheldFromBundles: withheldFromBundles(head?.exposure) };
    }),
  );
  return bundleStock(present);
}
