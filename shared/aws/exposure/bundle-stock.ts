/** Reads the stock of a SKU; of a bundle, what could be sold of it. */
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { withheldFromBundles } from '../../domain/exposure/exposure.ts';
import { bundleStock, type Component } from '../../domain/stock/bundle.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { readHead } from '../ledger/items.ts';
import { headKey } from '../ledger/table-keys.ts';
import type { SkuHead } from '../shapes/ledger-items.ts';

/** The stock of a SKU whose head was read: its own, or that of a bundle by its components, which are read now. */
export async function readOwnOrBundleStock(
  client: DynamoDBDocumentClient,
  table: string,
  { stock, exposure }: SkuHead,
): Promise<Pick<SkuState, 'stock' | 'components'>> {
  return exposure?.madeOf === undefined ? { stock } : await readBundleStock(client, table, exposure.madeOf);
}

/**
 * What could be sold of a bundle made of these, and how they were offered then. Read after the bundle's own listings: the
 * other way round a sale in between would count as sold there and not here, and the unit be shown again.
 */
export async function readBundleStock(
  client: DynamoDBDocumentClient,
  table: string,
  madeOf: readonly Component[],
): Promise<Required<Pick<SkuState, 'stock' | 'components'>>> {
  const present = await Promise.all(
    madeOf.map(async (component) => {
      const Key = headKey(component.sku);
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      const head = Item && readHead(Item);
      const { stock = {}, exposure } = head ?? {};
      return { ...component, seq: head?.seq ?? 0, stock, withheldFromBundles: withheldFromBundles(exposure), exposure };
    }),
  );
  const components = present.map(({ sku, seq, exposure }) => ({
    ...{ sku, seq },
    ...(exposure && { exposure: { revision: exposure.revision } }),
    ...(exposure?.shares && { isUnderEscrow: true as const }),
  }));
  return { stock: bundleStock(present), components };
}
