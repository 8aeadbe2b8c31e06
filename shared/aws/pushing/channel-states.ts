import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../domain/identifiers.ts';
import type { Breaker, ChannelState, Circuit, Pause, PushingMode, Surge } from '../../domain/pushing/channel-state.ts';
import type { ChannelControls, ChannelStates } from '../../ports/push-gates.ts';
import { channelStateKey } from '../ledger/table-keys.ts';

/** One item a channel: a counter of failures and two windows of listings, each moved by one conditional write. */
type StateItem = {
  readonly paused?: Pause;
  readonly mode?: PushingMode;
  readonly catchingUpSince?: string;
  readonly failures?: number;
  readonly opened?: number;
  readonly openUntil?: string;
} & { readonly [surge in Surge as `${surge}TrippedAt` | `${surge}ConfirmedAt`]?: string };

/** The state of channels in the ledger's table, as functions read and move it. */
export function dynamoChannelStates(client: DynamoDBDocumentClient, table: string): ChannelStates {
  const update = updating(client, table);
  const written = (channel: ChannelId, change: Change) => update(channel, change).then((item) => item !== undefined);
  return {
    async read(channel) {
      const Key = channelStateKey(channel);
      const answer = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return stateOf((answer.Item ?? {}) as StateItem);
    },

    async countFailure(channel) {
      const item = await update(channel, { UpdateExpression: 'ADD failures :one', values: { ':one': 1 } });
      return circuitOf(item ?? {});
    },

    openCircuit: (channel, read, until) =>
      written(channel, {
        UpdateExpression: 'SET openUntil = :until, opened = :opened',
        ConditionExpression: untouched(read),
        values: { ':until': until, ':opened': read.opened + 1, ':read': read.openUntil },
      }),

    takeProbe: (channel, read, until) =>
      written(channel, {
        UpdateExpression: 'SET openUntil = :until',
        ConditionExpression: untouched(read),
        values: { ':until': until, ':read': read.openUntil },
      }),

    async closeCircuit(channel) {
      await update(channel, { UpdateExpression: 'REMOVE failures, opened, openUntil', values: {} });
    },

    async countSurge(channel, surge, listing, { now, seconds }) {
      const [since, listings] = [`${surge}Since`, `${surge}Listings`];
      const cutoff = new Date(now.getTime() - seconds * 1_000).toISOString();
      const names = { '#since': since, '#listings': listings };
      const counted = await update(channel, {
        UpdateExpression: 'ADD #listings :listing',
        ConditionExpression: '#since > :cutoff',
        names,
        values: { ':listing': new Set([listing]), ':cutoff': cutoff },
      });
      const begun =
        counted ??
        (await update(channel, {
          UpdateExpression: 'SET #since = :now, #listings = :listing',
          ConditionExpression: 'attribute_not_exists(#since) OR #since <= :cutoff',
          names,
          values: { ':listing': new Set([listing]), ':cutoff': cutoff, ':now': now.toISOString() },
        }));
      if (begun === undefined) {
        throw new Error(`${channel}: the breaker’s window moved twice at once: the push is tried again.`);
      }
      return ((begun as Record<string, unknown>)[listings] as ReadonlySet<string>).size;
    },

    trip: (channel, surge, at) =>
      written(channel, {
        UpdateExpression: 'SET #tripped = :at',
        ConditionExpression: 'attribute_not_exists(#tripped)',
        names: { '#tripped': `${surge}TrippedAt` },
        values: { ':at': at },
      }),
  };
}

/** The same, as an operator's command moves it. */
export function dynamoChannelControls(client: DynamoDBDocumentClient, table: string): ChannelControls {
  const update = updating(client, table);
  return {
    async pause(channel, pause) {
      await update(channel, { UpdateExpression: 'SET paused = :pause', values: { ':pause': pause } });
    },
    async resume(channel, at) {
      await update(channel, { UpdateExpression: 'SET catchingUpSince = :at REMOVE paused', values: { ':at': at } });
    },
    async setMode(channel, mode, at) {
      await update(channel, {
        UpdateExpression: 'SET #mode = :mode, catchingUpSince = :at',
        names: { '#mode': 'mode' },
        values: { ':mode': mode, ':at': at },
      });
    },
    async confirm(channel, surge, at) {
      await update(channel, {
        UpdateExpression: 'SET #confirmed = :at REMOVE #tripped, #since, #listings',
        names: {
          '#confirmed': `${surge}ConfirmedAt`,
          '#tripped': `${surge}TrippedAt`,
          '#since': `${surge}Since`,
          '#listings': `${surge}Listings`,
        },
        values: { ':at': at },
      });
    },
    async caughtUp(channel) {
      await update(channel, { UpdateExpression: 'REMOVE catchingUpSince', values: {} });
    },
  };
}

type Change = Pick<UpdateCommandInput, 'UpdateExpression' | 'ConditionExpression'> & {
  readonly names?: Record<string, string>;
  readonly values: Readonly<Record<string, unknown>>;
};

/** Writes the change; resolves with the item after it, or with undefined when its condition does not hold. */
function updating(client: DynamoDBDocumentClient, table: string) {
  return async (channel: ChannelId, { names, values, ...change }: Change): Promise<StateItem | undefined> => {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    try {
      const answer = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: channelStateKey(channel),
          ...change,
          ...(names && { ExpressionAttributeNames: names }),
          ...(given.length > 0 && { ExpressionAttributeValues: Object.fromEntries(given) }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return (answer.Attributes ?? {}) as StateItem;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return undefined;
      }
      throw error;
    }
  };
}

function untouched(read: Circuit): string {
  return read.openUntil === undefined ? 'attribute_not_exists(openUntil)' : 'openUntil = :read';
}

function stateOf(item: StateItem): ChannelState {
  const { paused, mode, catchingUpSince } = item;
  return {
    ...(paused && { paused }),
    ...(mode && { mode }),
    ...(catchingUpSince && { catchingUpSince }),
    circuit: circuitOf(item),
    breakers: { zeros: breakerOf(item, 'zeros'), raises: breakerOf(item, 'raises') },
  };
}

function circuitOf({ failures = 0, opened = 0, openUntil }: StateItem): Circuit {
  return { failures, opened, ...(openUntil !== undefined && { openUntil }) };
}

function breakerOf(item: StateItem, surge: Surge): Breaker {
  const [trippedAt, confirmedAt] = [item[`${surge}TrippedAt`], item[`${surge}ConfirmedAt`]];
  return { ...(trippedAt !== undefined && { trippedAt }), ...(confirmedAt !== undefined && { confirmedAt }) };
}
