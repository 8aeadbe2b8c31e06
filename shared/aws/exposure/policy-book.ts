import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { EMPTY_SKU_POLICY, type PolicyEntry, type PolicyRules, type SkuPolicy } from '../../domain/exposure/policy.ts';
import type { PolicyGroup } from '../../domain/exposure/policy-edit.ts';
import type { PolicyBook } from '../../ports/policy-book.ts';
import { type Key, POLICIES, policyGroupKey, skuPolicyKey } from '../ledger/table-keys.ts';

type GroupItem = Key & { readonly group: PolicyGroup; readonly rules: PolicyRules; readonly version: number };
type SkuPolicyItem = Key & SkuPolicy;

/** The policy book in DynamoDB: the groups in one partition, because they are few and read together. */
export function dynamoPolicyBook(client: DynamoDBDocumentClient, table: string): PolicyBook {
  const put = async (key: Key, said: PolicyEntry, content: object): Promise<boolean> => {
    const isNew = 'attribute_not_exists(pk)';
    const isAsRead = '#version = :read';
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { ...key, ...content, version: said.version + 1 },
          ...(said.version === 0
            ? { ConditionExpression: isNew }
            : {
                ConditionExpression: isAsRead,
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':read': said.version },
              }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return false;
      }
      throw error;
    }
  };
  return {
    async readGroups() {
      const items: GroupItem[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const answer = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :policies',
            ExpressionAttributeValues: { ':policies': POLICIES },
            ConsistentRead: true,
            ExclusiveStartKey: from,
          }),
        );
        items.push(...((answer.Items ?? []) as GroupItem[]));
        from = answer.LastEvaluatedKey;
      } while (from !== undefined);
      const named = (kind: 'tag' | 'prefix') =>
        Object.fromEntries(
          items.flatMap(({ group, rules, version }) => (group.kind === kind ? [[group.name, { rules, version }]] : [])),
        );
      const { rules, version } = items.find(({ group }) => group.kind === 'default') ?? EMPTY_SKU_POLICY;
      return { default: { rules, version }, tags: named('tag'), prefixes: named('prefix') };
    },
    async readSku(sku) {
      // A query for one item, because who posts may read so, and takes the rules of a new SKU from here.
      const { pk, sk } = skuPolicyKey(sku);
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk = :sk',
          ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
          ConsistentRead: true,
        }),
      );
      const { rules, version, tags } = (answer.Items?.[0] as SkuPolicyItem | undefined) ?? EMPTY_SKU_POLICY;
      return { rules, version, tags };
    },
    writeGroup: (group, said) => put(policyGroupKey(group), said, { group, rules: said.rules }),
    writeSku: (sku, said) => put(skuPolicyKey(sku), said, { rules: said.rules, tags: said.tags }),
  };
}
