/** Puts SKUs on lists, before they belong there. */
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Sku } from '../../domain/identifiers.ts';
import type { SkuList } from '../../domain/reconciling/sku-lists.ts';
import { retryTransient } from '../ledger/conditional-write.ts';
import { stampedUpdate } from '../ledger/items.ts';
import { skuListKey } from '../ledger/table-keys.ts';
import { skuOnListShape } from '../shapes/sku-list.ts';

/**
 * Puts the SKU on these lists, before the write that makes it belong there: after a crash between the two it stands on a list
 * too much, which readers find out, and never on one too few. A write each, of half a kilobyte at most.
 */
export async function putOnLists(
  client: DynamoDBDocumentClient,
  table: string,
  sku: Sku,
  lists: readonly SkuList[],
): Promise<void> {
  const since = new Date().toISOString();
  await Promise.all(
    lists.map((list) => {
      const update = new UpdateCommand({
        TableName: table,
        Key: skuListKey(list, sku),
        ...stampedUpdate(skuOnListShape, 'SET lowerCase = :lowerCase, since = :since REMOVE expiresAt', {
          ':lowerCase': sku.toLowerCase(),
          ':since': since,
        }),
      });
      return retryTransient(() => client.send(update));
    }),
  );
}

/** The lists that the SKU stands on after a write, and did not before it. */
export function listsGained(before: readonly SkuList[], after: readonly SkuList[]): readonly SkuList[] {
  return after.filter((list) => !before.includes(list));
}
