/** Reads the stock of a SKU; of a bundle, what could be sold of it. */
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { isDivided, withheldFromBundles } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { bundleStock, type Component } from '../../domain/stock/bundle.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { readHead } from '../ledger/items.ts';
import { headKey } from '../ledger/table-keys.ts';
import type { SkuHead } from '../shapes/ledger-items.ts';

/** Reads a SKU's head as it is now; undefined for an unknown SKU. */
export type HeadReader = (sku: Sku) => Promise<SkuHead | undefined>;

export function headReader(client: DynamoDBDocumentClient, table: string): HeadReader {
  return async (sku) => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: headKey(sku), ConsistentRead: true }));
    return Item && readHead(Item);
  };
}

/** Reads each SKU's head once, however many ask for it: as it was when the first of them asked, or later. */
export function readingOnce(readHead: HeadReader): HeadReader {
  const reads = new Map<Sku, ReturnType<HeadReader>>();
  return (sku) => {
    const read = reads.get(sku) ?? readHead(sku);
    reads.set(sku, read);
    return read;
  };
}

/** The stock of a SKU whose head was read: its own, or that of a bundle by its components, which are read now. */
export function readOwnOrBundleStock(
  client: DynamoDBDocumentClient,
  table: string,
  head: SkuHead,
): Promise<Pick<SkuState, 'stock' | 'components'>> {
  return ownOrBundleStock(headReader(client, table), head);
}

/** The same, whose components are read by this reader. */
export async function ownOrBundleStock(
  readHead: HeadReader,
  { stock, exposure }: SkuHead,
): Promise<Pick<SkuState, 'stock' | 'components'>> {
  return exposure?.madeOf === undefined ? { stock } : await readBundleStock(readHead, exposure.madeOf);
}

/**
 * What could be sold of a bundle made of these, and how they were offered then. Read after the bundle's own listings: the
 * other way round a sale in between would count as sold there and not here, and the unit be shown again.
 */
export async function readBundleStock(
  readHead: HeadReader,
  madeOf: readonly Component[],
): Promise<Required<Pick<SkuState, 'stock' | 'components'>>> {
  const present = await Promise.all(
    madeOf.map(async (component) => {
      const head = await readHead(component.sku);
      const { stock = {}, exposure } = head ?? {};
      return { ...component, seq: head?.seq ?? 0, stock, withheldFromBundles: withheldFromBundles(exposure), exposure };
    }),
  );
  const components = present.map(({ sku, seq, exposure }) => ({
    ...{ sku, seq },
    ...(exposure && { exposure: { revision: exposure.revision } }),
    ...(exposure?.shares && { isUnderEscrow: true as const }),
    ...(isDivided(exposure) && { isDivided: true as const }),
  }));
  return { stock: bundleStock(present), components };
}
