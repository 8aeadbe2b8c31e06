/** Keeps the state of each channel's pushes: its pause, its circuit and its breakers. */
import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../domain/identifiers.ts';
import {
  type Breaker,
  type ChannelState,
  type Circuit,
  type Pause,
  SURGES,
  type Surge,
} from '../../domain/pushing/channel-state.ts';
import type { ChannelControls, ChannelStates } from '../../ports/pushing/gate-ports.ts';
import { tryFor } from '../lambda/back-off.ts';
import { writeIf } from '../ledger/conditional-write.ts';
import { readItem, stampedUpdate } from '../ledger/items.ts';
import { queryAll } from '../ledger/read-all.ts';
import { channelStateKey } from '../ledger/table-keys.ts';
import { channelStateShape, type StoredChannelState } from '../shapes/channel-items.ts';
import { ENDING_LEASE_MS } from './push-claim.ts';

/** The channel's state as it is now, for an operator who has just changed it. */
export async function channelStateNow(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
): Promise<ChannelState> {
  return stateOf(await readStored(client, table, channel, 'now'));
}

async function readStored(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
  asOf: 'now' | 'aMomentAgo',
): Promise<StoredChannelState> {
  const get = { TableName: table, Key: channelStateKey(channel), ConsistentRead: asOf === 'now' };
  return readItem(channelStateShape, (await client.send(new GetCommand(get))).Item ?? {});
}

/** The state of channels in the ledger's table, as functions read and move it. */
export function dynamoChannelStates(client: DynamoDBDocumentClient, table: string): ChannelStates {
  const update = updating(client, table);
  const written: Written = (channel, change) => update(channel, change).then((item) => item !== undefined);
  return {
    async read(channel) {
      // At half the price where nothing stops the channel. What was lifted a moment ago stops nothing any more: a message that
      // a pause ends is found again by the resuming alone, which is over then.
      const state = await readStored(client, table, channel, 'aMomentAgo');
      return isFree(state) ? stateOf(state) : channelStateNow(client, table, channel);
    },

    async countFailure(channel) {
      const item = await update(channel, { UpdateExpression: 'ADD failures :one', values: { ':one': 1 } });
      return circuitOf(item ?? {});
    },

    ...circuitWrites(written),

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
        isOurs: (item) => item[`${surge}TrippedAt`] === at,
      }),

    pauseUnlessPaused: (channel, pause) => written(channel, firstPause(pause)),
  };
}

type Written = (channel: ChannelId, change: Change) => Promise<boolean>;

/** What one of several functions does to a channel's circuit: the others are refused. */
function circuitWrites(written: Written): Pick<ChannelStates, 'openCircuit' | 'takeProbe' | 'leaveProbe'> {
  return {
    openCircuit: (channel, read, until) =>
      written(channel, {
        UpdateExpression: 'SET openUntil = :until, opened = :opened',
        ConditionExpression: untouched(read),
        values: { ':until': until, ':opened': read.opened + 1, ':read': read.openUntil },
        isOurs: ({ openUntil }) => openUntil === until,
      }),

    takeProbe: (channel, read, until) =>
      written(channel, {
        UpdateExpression: 'SET openUntil = :until',
        ConditionExpression: untouched(read),
        values: { ':until': until, ':read': read.openUntil },
        isOurs: ({ openUntil }) => openUntil === until,
      }),

    async leaveProbe(channel, { openUntil }, until, at) {
      const left = () =>
        written(channel, {
          UpdateExpression: 'SET openUntil = :at',
          ConditionExpression: 'openUntil = :until OR openUntil = :read',
          values: { ':at': at, ':until': until, ':read': openUntil ?? until },
        });
      await tryFor(ENDING_LEASE_MS, left);
    },
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
  /**
   * Whether the item is as this change leaves it: a write that is refused may have met its own first try, whose answer was
   * lost. Two functions that write the same time, to the millisecond, are taken for one. Absent: who wrote it is no matter.
   */
  readonly isOurs?: (item: StoredChannelState) => boolean;
};

/** Writes the change; resolves with the item after it, or with undefined when its condition does not hold. */
function updating(client: DynamoDBDocumentClient, table: string) {
  const present = async (channel: ChannelId): Promise<StoredChannelState> => {
    const { pk, sk } = channelStateKey(channel);
    // A Query for one item, because the roles of functions that only pause their channel allow no GetItem.
    const [item = {}] = await queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ConsistentRead: true,
    });
    return readItem(channelStateShape, item);
  };
  return async (channel: ChannelId, change: Change): Promise<StoredChannelState | undefined> => {
    const { names, values, UpdateExpression, ConditionExpression, isOurs } = change;
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
    if (written.kind === 'written') {
      return readItem(channelStateShape, written.answer.Attributes ?? {});
    }
    const item = written.isRepeated && isOurs !== undefined ? await present(channel) : undefined;
    return item !== undefined && isOurs?.(item) ? item : undefined;
  };
}

function firstPause(pause: Pause): Change {
  return {
    UpdateExpression: 'SET paused = :pause',
    ConditionExpression: 'attribute_not_exists(paused)',
    values: { ':pause': pause },
    isOurs: ({ paused }) => isDeepStrictEqual(paused, pause),
  };
}

function untouched(read: Circuit): string {
  return read.openUntil === undefined ? 'attribute_not_exists(openUntil)' : 'openUntil = :read';
}

/** Nothing that is kept of the channel says that its pushes must not go, or go another way than configured. */
function isFree({ paused, mode, catchingUpSince, openUntil, ...item }: StoredChannelState): boolean {
  const isTripped = SURGES.some((surge) => item[`${surge}TrippedAt`] !== undefined);
  return [paused, mode, catchingUpSince, openUntil].every((each) => each === undefined) && !isTripped;
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
