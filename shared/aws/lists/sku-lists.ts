/** Reads the lists of SKUs, and takes off them what does not belong there any more. */
import {
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandOutput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { NameSearch, SkuLists, SkuOnList } from '../../ports/reading/sku-lists.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { type Item, readItem } from '../ledger/items.ts';
import { skuListKey, skuOnList } from '../ledger/table-keys.ts';
import { skuOnListShape } from '../shapes/sku-list.ts';

/**
 * The lists in the ledger's table, one partition each. A page costs what its items take, about 100 bytes each; a search reads
 * the list until it has found enough. Functions may not delete from the table: what is taken off expires (DynamoDB developer
 * guide, “Using time to live”), and is not read from then on.
 */
export function dynamoSkuLists(client: DynamoDBDocumentClient, table: string): SkuLists {
  return {
    async page(list, { after, search, limit }) {
      const { pk } = skuListKey(list, '');
      const skus: SkuOnList[] = [];
      let from: Item | undefined = after === undefined ? undefined : skuListKey(list, after);
      do {
        const answer: QueryCommandOutput = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ...filterOf(search),
            ExpressionAttributeValues: { ':pk': pk, ...(search && { ':text': search.text.toLowerCase() }) },
            ConsistentRead: true,
            // Where nothing is sought, nearly every item is one of the page's.
            ...(search === undefined && { Limit: limit - skus.length + 1 }),
            ExclusiveStartKey: from,
          }),
        );
        skus.push(...(answer.Items ?? []).map(skuOnListOf));
        from = answer.LastEvaluatedKey;
      } while (from !== undefined && skus.length <= limit);
      return { skus: skus.slice(0, limit), isMore: skus.length > limit };
    },

    async takeOff(list, { sku, since }) {
      const update = new UpdateCommand({
        TableName: table,
        Key: skuListKey(list, sku),
        UpdateExpression: 'SET expiresAt = :now',
        ConditionExpression: 'since = :read',
        ExpressionAttributeValues: { ':now': Math.floor(Date.now() / 1_000), ':read': since },
      });
      await writeIf(() => client.send(update));
    },
  };
}

function filterOf(search: NameSearch | undefined): { readonly FilterExpression: string } {
  const isOn = 'attribute_not_exists(expiresAt)';
  const fits = search?.isBeginning ? 'begins_with(lowerCase, :text)' : 'contains(lowerCase, :text)';
  return { FilterExpression: search === undefined ? isOn : `${isOn} AND ${fits}` };
}

function skuOnListOf(item: Item): SkuOnList {
  return { sku: skuOnList(item['sk']), since: readItem(skuOnListShape, item).since };
}
