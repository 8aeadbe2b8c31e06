/** Keeps how far each channel is swept, one item a channel. */
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../domain/identifiers.ts';
import type { SweepMarks } from '../../ports/intake/sweep.ts';
import type { ChannelMarks } from '../../ports/reading/channel-figures.ts';
import { retryTransient, writeIf } from '../ledger/conditional-write.ts';
import { readItem, stampedUpdate } from '../ledger/items.ts';
import { comparisonMarkKey, sweepMarkKey } from '../ledger/table-keys.ts';
import { sweepMarkShape } from '../shapes/channel-items.ts';

/** Up to when the channel is swept, or with another key compared as a whole; undefined before the first time. */
async function readSweptTo(
  client: DynamoDBDocumentClient,
  table: string,
  key: Record<string, string>,
): Promise<string | undefined> {
  const answer = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return answer.Item === undefined ? undefined : readItem(sweepMarkShape, answer.Item).sweptTo;
}

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
        ...stampedUpdate(
          sweepMarkShape,
          `SET sweptTo = :to, stepMs = :step, unread = :unread${to.open ? ', #open = :open' : ' REMOVE #open'}`,
          {
            ':to': to.sweptTo,
            ':step': to.windowMs,
            ':unread': to.unread ?? [],
            ':readTo': read.sweptTo,
            ':readStep': read.windowMs,
            ...(to.open && { ':open': to.open }),
            ...(read.open && { ':readPage': read.open.page }),
          },
        ),
        ConditionExpression: `sweptTo = :readTo AND stepMs = :readStep AND ${
          read.open ? '#open.page = :readPage' : 'attribute_not_exists(#open)'
        }`,
        ExpressionAttributeNames: { '#open': 'open' },
      });
      return (await writeIf(() => client.send(update))).kind === 'written';
    },
  };
}

/** Up to when the channel is swept, and when it was last compared as a whole. */
export async function readChannelMarks(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
): Promise<ChannelMarks> {
  const [sweptTo, comparedAt] = await Promise.all([
    readSweptTo(client, table, sweepMarkKey(channel)),
    readSweptTo(client, table, comparisonMarkKey(channel)),
  ]);
  return { ...(sweptTo !== undefined && { sweptTo }), ...(comparedAt !== undefined && { comparedAt }) };
}
