/** Keeps the state of each channel's pushes: its pause, its circuit and its breakers. */
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../domain/identifiers.ts';
import type { Breaker, ChannelState, Circuit, Pause, Surge } from '../../domain/pushing/channel-state.ts';
import type { ChannelControls, ChannelStates } from '../../ports/pushing/gate-ports.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { readItem, stampedUpdate } from '../ledger/items.ts';
import { channelStateKey } from '../ledger/table-keys.ts';
import { channelStateShape, type StoredChannelState } from '../shapes/channel-items.ts';

/** The state of channels in the ledger's table, as functions read and move it. */
export function dynamoChannelStates(client: DynamoDBDocumentClient, table: string): ChannelStates {
  const update = updating(client, table);
  const written = (channel: ChannelId, change: Change) => update(channel, change).then((item) => item !== undefined);
  return {
    async read(channel) {
      const Key = channelStateKey(channel);
      const answer = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return stateOf(readItem(channelStateShape, answer.Item ?? {}));
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
      return begun[`${surge}Listings`]?.size ?? 0;
    },

    trip: (channel, surge, at) =>
      written(channel, {
        UpdateExpression: 'SET #tripped = :at',
        ConditionExpression: 'attribute_not_exists(#tripped)',
        names: { '#tripped': `${surge}TrippedAt` },
        values: { ':at': at },
      }),

    pauseUnlessPaused: (channel, pause) => written(channel, firstPause(pause)),
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

type Change = {
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
  readonly names?: Record<string, string>;
  readonly values: Readonly<Record<string, unknown>>;
};

/** Writes the change; resolves with the item after it, or with undefined when its condition does not hold. */
function updating(client: DynamoDBDocumentClient, table: string) {
  return async (channel: ChannelId, change: Change): Promise<StoredChannelState | undefined> => {
    const { names, values, UpdateExpression, ConditionExpression } = change;
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
    const update = new UpdateCommand({
      TableName: table,
      Key: channelStateKey(channel),
      ...stampedUpdate(channelStateShape, UpdateExpression, given),
      ConditionExpression,
      ...(names && { ExpressionAttributeNames: names }),
      ReturnValues: 'ALL_NEW',
    });
    const written = await writeIf(() => client.send(update));
    return written.kind === 'written' ? readItem(channelStateShape, written.answer.Attributes ?? {}) : undefined;
  };
}

function firstPause(pause: Pause): Change {
  return {
    UpdateExpression: 'SET paused = :pause',
    ConditionExpression: 'attribute_not_exists(paused)',
    values: { ':pause': pause },
  };
}

function untouched(read: Circuit): string {
  return read.openUntil === undefined ? 'attribute_not_exists(openUntil)' : 'openUntil = :read';
}

function stateOf(item: StoredChannelState): ChannelState {
  const { paused, mode, catchingUpSince } = item;
  return {
    ...(paused && { paused }),
    ...(mode && { mode }),
    ...(catchingUpSince && { catchingUpSince }),
    circuit: circuitOf(item),
    breakers: {
      zeros: breakerOf(item, 'zeros'),
      raises: breakerOf(item, 'raises'),
      adoptions: breakerOf(item, 'adoptions'),
    },
  };
}

function circuitOf({ failures = 0, opened = 0, openUntil }: StoredChannelState): Circuit {
  return { failures, opened, ...(openUntil !== undefined && { openUntil }) };
}

function breakerOf(item: StoredChannelState, surge: Surge): Breaker {
  const [trippedAt, confirmedAt] = [item[`${surge}TrippedAt`], item[`${surge}ConfirmedAt`]];
  return { ...(trippedAt !== undefined && { trippedAt }), ...(confirmedAt !== undefined && { confirmedAt }) };
}
