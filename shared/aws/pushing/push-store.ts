/** Keeps on each listing which push is on its way, and what became of it. */
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
import { commit, retryClashes, writeIf } from '../ledger/conditional-write.ts';
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
      const keys = [headKey(sku), ...channelLocations.map((location) => listingKey(sku, channel, location))];
      const get = new TransactGetCommand({ TransactItems: keys.map((Key) => ({ Get: { TableName: table, Key } })) });
      const answer = await retryClashes(() => client.send(get));
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
      return written.kind === 'written' ? listingOf(written.answer.Attributes ?? {}) : undefined;
    },

    async claimRaise(read, listing, intent) {
      const claim = new TransactWriteCommand({
        TransactItems: [
          { Update: claimOf(table, listing, intent) },
          { ConditionCheck: { TableName: table, Key: headKey(listing.sku), ...isOfferedAsRead(read) } },
        ],
      });
      if ((await commit(() => client.send(claim))) === 'conflict') {
        return undefined;
      }
      const Key = listingKey(listing.sku, channel, listing.channelLocation);
      const answer = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return listingOf(answer.Item ?? {});
    },

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
