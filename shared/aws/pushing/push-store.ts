/** Keeps on each listing which push is on its way, and what became of it. */
import { isDeepStrictEqual } from 'node:util';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../domain/identifiers.ts';
import { type Listing, listingId, type WithdrawNote } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import { whenApplied } from '../../domain/pushing/push-plan.ts';
import type { PushRecord, PushStore } from '../../ports/pushing/push-store.ts';
import { readBundleStock } from '../exposure/bundle-stock.ts';
import { retryTransient, type Written, writeIf } from '../ledger/conditional-write.ts';
import { isOfferedAsRead } from '../ledger/head-conditions.ts';
import { offeredOf, readHead } from '../ledger/items.ts';
import { headKey, listingKey, pushKeyOf } from '../ledger/table-keys.ts';
import { listingOf, storedIntentOf } from '../listings/listing-item.ts';
import { storedPushOf } from './push-record.ts';

/** Push records are for tracing orders of the last months; the ledger itself keeps everything. */
const RECORD_DAYS = 90;

const IS_THIS_PUSH = 'intent.generation = :generation';
const IS_THIS_ATTEMPT = 'intent.attempt = :attempt';

/** The push state of one channel, whose locations are known from the configuration (`-` where it has only one). */
export function dynamoPushStore(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
  channelLocations: readonly string[],
): PushStore {
  return {
    async read(sku) {
      // Isolated, at twice the price: a posting moves the stock and `shown` together, and half of it would read as due.
      const keys = [headKey(sku), ...channelLocations.map((location) => listingKey(sku, channel, location))];
      const get = new TransactGetCommand({ TransactItems: keys.map((Key) => ({ Get: { TableName: table, Key } })) });
      const answer = await retryTransient(() => client.send(get));
      const [item, ...listings] = (answer.Responses ?? []).map((response) => response.Item);
      if (item === undefined) {
        return undefined;
      }
      const head = readHead(item);
      const { seq, stock: own, exposure } = head;
      const stock = exposure?.madeOf === undefined ? own : await readBundleStock(client, table, exposure.madeOf);
      const known = listings.filter((item) => item !== undefined);
      return { sku, seq, stock, listings: known.map(listingOf), ...offeredOf(head) };
    },

    async claim(listing, intent) {
      const claim = new UpdateCommand({ ...claimOf(table, listing, intent), ReturnValues: 'ALL_NEW' });
      const written = await writeIf(() => client.send(claim));
      return written.kind === 'written'
        ? listingOf(written.answer.Attributes ?? {})
        : await claimedBefore(client, table, listing, intent, written);
    },

    async claimRaise(read, listing, intent) {
      const claim = new TransactWriteCommand({
        TransactItems: [
          { Update: claimOf(table, listing, intent) },
          { ConditionCheck: { TableName: table, Key: headKey(listing.sku), ...isOfferedAsRead(read) } },
        ],
      });
      const written = await writeIf(() => client.send(claim));
      return written.kind === 'written'
        ? await readListing(client, table, listing)
        : await claimedBefore(client, table, listing, intent, written);
    },

    endLease: (listing, intent) => endLease(client, table, listing, intent),

    finish(listing, record, note = {}) {
      const { shown, setAgain } = whenApplied(record.intent);
      const noted = Object.keys(note).map((name) => `${name} = :${name}`);
      const repairs = setAgain === undefined ? [] : ['settledDoubts = :setAgain'];
      return endPush(client, table, listing, record, {
        set: [shown.kind === 'becomes' ? 'shown = :units' : 'shown = shown + :units', ...repairs, ...noted].join(', '),
        values: {
          ':units': shown.units,
          ...(setAgain !== undefined && { ':setAgain': setAgain }),
          ...Object.fromEntries(Object.entries(note).map(([name, value]) => [`:${name}`, value])),
        },
        remove: note.answered === undefined ? 'intent, problem, answered' : 'intent, problem',
      });
    },

    withdraw: (listing, intent, note) => withdrawPush(client, table, listing, intent, note),

    refuse: (listing, record) =>
      endPush(client, table, listing, record, {
        set: 'problem = :problem',
        values: { ':problem': record.answer },
        remove: 'intent',
      }),
  };
}

function claimOf(table: string, listing: Listing, intent: PushIntent): ClaimUpdate {
  const noPushMoved = 'revision = :readRevision';
  return {
    TableName: table,
    Key: listingKey(listing.sku, listing.channel, listing.channelLocation),
    UpdateExpression: 'SET intent = :intent, generation = :generation, revision = :revision',
    ConditionExpression: noPushMoved,
    ExpressionAttributeValues: {
      ':intent': storedIntentOf(intent),
      ':generation': intent.generation,
      ':revision': listing.revision + 1,
      ':readRevision': listing.revision,
    },
  };
}

/**
 * The listing, where a refused claim met itself: its first try was written and the answer lost, so the SDK sent it again.
 * Somebody else's claim of the same version differs, if only by its time.
 */
async function claimedBefore(
  client: DynamoDBDocumentClient,
  table: string,
  listing: Listing,
  intent: PushIntent,
  refused: Extract<Written<unknown>, { kind: 'refused' }>,
): Promise<Listing | undefined> {
  if (!refused.isRepeated) {
    return undefined;
  }
  const present = await readListing(client, table, listing);
  const isOurs = present.revision === listing.revision + 1 && isDeepStrictEqual(present.intent, intent);
  return isOurs ? present : undefined;
}

async function readListing(
  client: DynamoDBDocumentClient,
  table: string,
  { sku, channel, channelLocation }: Listing,
): Promise<Listing> {
  const Key = listingKey(sku, channel, channelLocation);
  const get = new GetCommand({ TableName: table, Key, ConsistentRead: true });
  return listingOf((await retryTransient(() => client.send(get))).Item ?? {});
}

/** How often an invocation tries to end its lease: what failed before it may still be failing. */
const LEASE_TRIES = 3;

async function endLease(
  client: DynamoDBDocumentClient,
  table: string,
  { sku, channel, channelLocation }: Listing,
  { generation, leaseUntil, startedAt }: PushIntent,
): Promise<void> {
  const isThisLease = 'intent.leaseUntil = :lease';
  const end = new UpdateCommand({
    TableName: table,
    Key: listingKey(sku, channel, channelLocation),
    // Over since it began: the next invocation resumes the push as after a crash.
    UpdateExpression: 'SET intent.leaseUntil = :over, revision = revision + :one',
    ConditionExpression: `${IS_THIS_PUSH} AND ${isThisLease}`,
    ExpressionAttributeValues: { ':over': startedAt, ':one': 1, ':generation': generation, ':lease': leaseUntil },
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Refused: the push has ended, or it is another invocation's by now.
      await writeIf(() => client.send(end));
      return;
    } catch (error) {
      if (attempt >= LEASE_TRIES) {
        throw error;
      }
    }
  }
}

type ClaimUpdate = UpdateCommandInput & { readonly UpdateExpression: string };
type Ending = { readonly set: string; readonly values: Record<string, unknown>; readonly remove: string };

/** Ends the push and keeps its record, unless that very attempt was ended already. */
async function endPush(
  client: DynamoDBDocumentClient,
  table: string,
  listing: Listing,
  record: PushRecord,
  ending: Ending,
): Promise<void> {
  const { intent, endedAt } = record;
  const { sku, channel, channelLocation } = listing;
  const expiresAt = Math.floor(Date.parse(endedAt) / 1000) + RECORD_DAYS * 86_400;
  const name = listingId(listing);
  const end = new TransactWriteCommand({
    TransactItems: [
      {
        Update: {
          TableName: table,
          Key: listingKey(sku, channel, channelLocation),
          UpdateExpression: `SET ${ending.set}, lastPushedAt = :endedAt, revision = revision + :one REMOVE ${ending.remove}`,
          ConditionExpression: `${IS_THIS_PUSH} AND ${IS_THIS_ATTEMPT}`,
          ExpressionAttributeValues: {
            ...ending.values,
            ':endedAt': endedAt,
            ':one': 1,
            ':generation': intent.generation,
            ':attempt': intent.attempt,
          },
        },
      },
      {
        Put: {
          TableName: table,
          Item: {
            ...pushKeyOf(sku, intent.seq, name, intent.generation),
            ...storedPushOf(record, name),
            expiresAt,
          },
        },
      },
    ],
  });
  // Refused: that very attempt was ended already.
  await writeIf(() => client.send(end));
}

/** Takes the push back, unless that very attempt was ended already. */
async function withdrawPush(
  client: DynamoDBDocumentClient,
  table: string,
  { sku, channel, channelLocation }: Listing,
  { generation, attempt }: PushIntent,
  { checkAt, calledAt, suspicion }: WithdrawNote,
): Promise<void> {
  const notes = { checkAt, lastPushedAt: calledAt, suspicion };
  const told = Object.entries(notes).filter(([, note]) => note !== undefined);
  const set = ['revision = revision + :one', ...told.map(([name]) => `${name} = :${name}`)].join(', ');
  const withdraw = new UpdateCommand({
    TableName: table,
    Key: listingKey(sku, channel, channelLocation),
    UpdateExpression: `SET ${set} REMOVE intent`,
    ConditionExpression: `${IS_THIS_PUSH} AND ${IS_THIS_ATTEMPT}`,
    ExpressionAttributeValues: {
      ':one': 1,
      ':generation': generation,
      ':attempt': attempt,
      ...Object.fromEntries(told.map(([name, note]) => [`:${name}`, note])),
    },
  });
  // Refused: that very attempt was ended already.
  await writeIf(() => client.send(withdraw));
}
