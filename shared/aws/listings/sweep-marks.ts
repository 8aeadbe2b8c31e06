/** Keeps how far each channel is swept, one item a channel. */
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../domain/identifiers.ts';
import type { SweepMarks } from '../../ports/intake/sweep.ts';
import { retryTransient, writeIf } from '../ledger/conditional-write.ts';
import { readItem, stampedUpdate } from '../ledger/items.ts';
import { sweepMarkKey } from '../ledger/table-keys.ts';
import { sweepMarkShape } from '../shapes/channel-items.ts';

/** The marks of sweeps in the ledger's table; with another key, those of whole comparisons. */
export function dynamoSweepMarks(
  client: DynamoDBDocumentClient,
  table: string,
  keyOf: (channel: ChannelId) => Record<string, string> = sweepMarkKey,
): SweepMarks {
  return {
    async begin(channel, { sweptTo, windowMs }) {
      const update = new UpdateCommand({
        TableName: table,
        Key: keyOf(channel),
        // A mark that is there stays as it is, its version too: it may be newer than this code.
        UpdateExpression:
          'SET sweptTo = if_not_exists(sweptTo, :sweptTo), stepMs = if_not_exists(stepMs, :stepMs), ' +
          'shapeVersion = if_not_exists(shapeVersion, :shapeVersion)',
        ExpressionAttributeValues: {
          ':sweptTo': sweptTo,
          ':stepMs': windowMs,
          ':shapeVersion': sweepMarkShape.version,
        },
        ReturnValues: 'ALL_NEW',
      });
      const answer = await retryTransient(() => client.send(update));
      return readItem(sweepMarkShape, answer.Attributes ?? {});
    },

    async move(channel, read, to) {
      const update = new UpdateCommand({
        TableName: table,
        Key: keyOf(channel),
        ...stampedUpdate(sweepMarkShape, 'SET sweptTo = :to, stepMs = :step, unread = :unread', {
          ':to': to.sweptTo,
          ':step': to.windowMs,
          ':unread': to.unread ?? [],
          ':readTo': read.sweptTo,
          ':readStep': read.windowMs,
        }),
        ConditionExpression: 'sweptTo = :readTo AND stepMs = :readStep',
      });
      return (await writeIf(() => client.send(update))).kind === 'written';
    },
  };
}
