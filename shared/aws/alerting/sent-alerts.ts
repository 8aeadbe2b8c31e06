/** Remembers in the table which alerts were sent to whom. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SentAlerts } from '../../ports/alerting/alerting.ts';
import { sentAlertKey } from '../ledger/table-keys.ts';

/** Longer than a message may lie in a queue and be redriven from its dead letters. */
const KEPT_SECONDS = 30 * 86_400;

export function dynamoSentAlerts(client: DynamoDBDocumentClient, table: string): SentAlerts {
  return {
    async has(to, alert) {
      const key = { TableName: table, Key: sentAlertKey(to, alert) };
      return (await client.send(new GetCommand({ ...key, ConsistentRead: true }))).Item !== undefined;
    },
    async add(to, alert) {
      const expiresAt = Math.floor(Date.now() / 1_000) + KEPT_SECONDS;
      await client.send(new PutCommand({ TableName: table, Item: { ...sentAlertKey(to, alert), expiresAt } }));
    },
  };
}
