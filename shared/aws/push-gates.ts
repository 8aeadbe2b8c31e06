import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { PushingMode } from '../domain/channel-state.ts';
import type { Rate } from '../domain/rate.ts';
import type { BreakerLimits } from '../domain/surge.ts';
import type { LastEntries, PushGates } from '../ports/push-gates.ts';
import { dynamoChannelStates } from './channel-states.ts';
import { type EntryItem, entryOf } from './items.ts';
import { dynamoPushBudget } from './push-budget.ts';
import { skuPartition } from './table-keys.ts';

export type GateSettings = {
  /** The account whose calls are counted, and how many it takes; absent: no limit is known. */
  readonly account?: string;
  readonly rate?: Rate;
  readonly mode: PushingMode | undefined;
  readonly breaker: BreakerLimits;
};

/** The gates of one channel's pushes, kept in the ledger's table. */
export function dynamoPushGates(client: DynamoDBDocumentClient, table: string, settings: GateSettings): PushGates {
  const { account, rate, mode = 'live', breaker } = settings;
  return {
    states: dynamoChannelStates(client, table),
    lastEntries: dynamoLastEntries(client, table),
    ...(account !== undefined && rate !== undefined && { budget: dynamoPushBudget(client, table, account, rate) }),
    mode,
    breaker,
  };
}

function dynamoLastEntries(client: DynamoDBDocumentClient, table: string): LastEntries {
  return async (sku, limit) => {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :entries)',
        ExpressionAttributeValues: { ':pk': skuPartition(sku), ':entries': 'ENTRY#' },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    return ((answer.Items ?? []) as EntryItem[]).map(entryOf);
  };
}
