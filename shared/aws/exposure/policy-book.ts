/** Keeps what the merchant said of how SKUs are offered. */
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { EMPTY_SKU_POLICY } from '../../domain/exposure/policy.ts';
import type { PolicyBook } from '../../ports/exposure/policy-book.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { readItem } from '../ledger/items.ts';
import { queryAll } from '../ledger/read-all.ts';
import { type Key, POLICIES, policyGroupKey, skuPolicyKey } from '../ledger/table-keys.ts';
import { groupPolicyShape, skuPolicyShape } from '../shapes/exposure.ts';

/** The policy book in DynamoDB: the groups in one partition, because they are few and read together. */
export function dynamoPolicyBook(client: DynamoDBDocumentClient, table: string): PolicyBook {
  const write = async (item: Key, readVersion: number): Promise<boolean> => {
    const isNew = 'attribute_not_exists(pk)';
    const isAsRead = '#version = :read';
    const put = new PutCommand({
      TableName: table,
      Item: item,
      ...(readVersion === 0
        ? { ConditionExpression: isNew }
        : {
            ConditionExpression: isAsRead,
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':read': readVersion },
          }),
    });
    return (await writeIf(() => client.send(put))).kind === 'written';
  };
  return {
    async readGroups() {
      const items = await queryAll(client, {
        TableName: table,
        KeyConditionExpression: 'pk = :policies',
        ExpressionAttributeValues: { ':policies': POLICIES },
        ConsistentRead: true,
      });
      const entries = items.map((item) => readItem(groupPolicyShape, item));
      const named = (kind: 'tag' | 'prefix') =>
        Object.fromEntries(
          entries.flatMap(({ group, rules, version }) =>
            group.kind === kind ? [[group.name, { rules, version }]] : [],
          ),
        );
      const { rules, version } = entries.find(({ group }) => group.kind === 'default') ?? EMPTY_SKU_POLICY;
      return { default: { rules, version }, tags: named('tag'), prefixes: named('prefix') };
    },
    async readSku(sku) {
      // A Query for one item, because the posting function's role allows Query only.
      const { pk, sk } = skuPolicyKey(sku);
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk = :sk',
          ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
          ConsistentRead: true,
        }),
      );
      const item = answer.Items?.[0];
      return item === undefined ? EMPTY_SKU_POLICY : readItem(skuPolicyShape, item);
    },
    writeGroup: (group, { rules, version }) =>
      write({ ...policyGroupKey(group), ...groupPolicyShape.stamp({ group, rules, version: version + 1 }) }, version),
    writeSku: (sku, { rules, tags, version }) =>
      write({ ...skuPolicyKey(sku), ...skuPolicyShape.stamp({ rules, tags, version: version + 1 }) }, version),
  };
}
