/** Reads the stock of a SKU; of a bundle, what could be sold of it. */
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { isDivided, withheldFromBundles } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { bundleStock, type Component, type ComponentStock } from '../../domain/stock/bundle.ts';
import type { InBundle } from '../../domain/stock/touched-bundles.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { readHead } from '../ledger/items.ts';
import { readKeys } from '../ledger/read-all.ts';
import { headKey, skuOfPartition } from '../ledger/table-keys.ts';
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
      return { ...componentStock(component, head), seq: head?.seq ?? 0, exposure: head?.exposure };
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

function componentStock(component: Component, head: SkuHead | undefined): ComponentStock {
  return { ...component, stock: head?.stock ?? {}, withheldFromBundles: withheldFromBundles(head?.exposure) };
}

/** The component in each of these bundles, with what else they are made of; all heads as they are now, each read once. */
export async function readInBundles(
  client: DynamoDBDocumentClient,
  table: string,
  component: Sku,
  bundles: readonly Sku[],
): Promise<ReadonlyMap<Sku, InBundle>> {
  const read = await readHeads(client, table, bundles);
  const recipes = bundles.flatMap((bundle) => {
    const madeOf = read.get(bundle)?.exposure?.madeOf ?? [];
    const own = madeOf.find(({ sku }) => sku === component);
    return own === undefined ? [] : [{ bundle, quantity: own.quantity, others: madeOf.filter((each) => each !== own) }];
  });
  const parts = await readHeads(client, table, [
    ...new Set(recipes.flatMap(({ others }) => others.map(({ sku }) => sku))),
  ]);
  return new Map(
    recipes.map(({ bundle, quantity, others }) => [
      bundle,
      { quantity, others: others.map((each) => componentStock(each, parts.get(each.sku))) },
    ]),
  );
}

async function readHeads(
  client: DynamoDBDocumentClient,
  table: string,
  skus: readonly Sku[],
): Promise<ReadonlyMap<Sku, SkuHead>> {
  const items = await readKeys(client, table, skus.map(headKey));
  return new Map(items.map((item) => [skuOfPartition(item['pk']), readHead(item)]));
}
