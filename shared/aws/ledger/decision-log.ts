/** Keeps what operators decided about parked observations. */
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DecisionLog, OperatorDecision } from '../../ports/posting/posting.ts';
import { decisionShape } from '../shapes/ledger-items.ts';
import { readItem, storedParked } from './items.ts';
import { DECISIONS, decisionKey } from './table-keys.ts';

/** Decisions lie in the ledger's table, in a partition of their own: they are few. Nothing ever changes or deletes one. */
export function dynamoDecisionLog(client: DynamoDBDocumentClient, table: string): DecisionLog {
  return {
    async write(decision) {
      const stored = decisionShape.stamp(
        decision.kind === 'discarded' ? { ...decision, parked: storedParked(decision.parked) } : decision,
      );
      const Item = { ...decisionKey(decision.decidedAt, aboutOf(decision)), ...stored };
      await client.send(new PutCommand({ TableName: table, Item }));
    },
    async newest(limit) {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :decisions',
          ExpressionAttributeValues: { ':decisions': DECISIONS },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: limit,
        }),
      );
      return (answer.Items ?? []).map((item) => readItem(decisionShape, item));
    },
  };
}

/** Two decisions of one moment are about two things. */
function aboutOf(decision: OperatorDecision): string {
  if (decision.kind === 'discardedMessage') {
    return decision.messageId;
  }
  const { sku, source } = decision.parked.observation;
  return `${sku}#${source.channel}#${source.key}`;
}
