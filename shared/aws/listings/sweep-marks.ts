import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SweepMark, SweepMarks } from '../../ports/sweep.ts';
import { sweepMarkKey } from '../ledger/table-keys.ts';

/** The marks of sweeps in the ledger's table, one item a channel. */
export function dynamoSweepMarks(client: DynamoDBDocumentClient, table: string): SweepMarks {
  return {
    async begin(channel, { sweptTo, stepMs }) {
      const answer = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: sweepMarkKey(channel),
          UpdateExpression: 'SET sweptTo = if_not_exists(sweptTo, :to), stepMs = if_not_exists(stepMs, :step)',
          ExpressionAttributeValues: { ':to': sweptTo, ':step': stepMs },
          ReturnValues: 'ALL_NEW',
        }),
      );
      const mark = answer.Attributes as SweepMark;
      return { sweptTo: mark.sweptTo, stepMs: mark.stepMs };
    },

    async move(channel, read, to) {
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: sweepMarkKey(channel),
            UpdateExpression: 'SET sweptTo = :to, stepMs = :step',
            ConditionExpression: 'sweptTo = :readTo AND stepMs = :readStep',
            ExpressionAttributeValues: {
              ':to': to.sweptTo,
              ':step': to.stepMs,
              ':readTo': read.sweptTo,
              ':readStep': read.stepMs,
            },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) {
          return false;
        }
        throw error;
      }
    },
  };
}
