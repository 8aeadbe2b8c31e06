/** Keeps on each listing which push is on its way, and what became of it. */
import {
  type DynamoDBDocumentClient,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../domain/identifiers.ts';
import { type Listing, listingId, type WithdrawNote } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import { whenApplied } from '../../domain/pushing/push-plan.ts';
import type { PushRecord, PushStore } from '../../ports/pushing/push-store.ts';
import { readBundleStock } from '../exposure/bundle-stock.ts';
import { retryTransient, writeIf } from '../ledger/conditional-write.ts';
import { offeredOf, readHead } from '../ledger/items.ts';
import { headKey, listingKey, pushKeyOf } from '../ledger/table-keys.ts';
import { listingOf } from '../listings/listing-item.ts';
import { claimPush, claimRaise, endLease, IS_THIS_PUSH } from './push-claim.ts';
import { storedPushOf } from './push-record.ts';

/** Push records are for tracing orders of the last months; the ledger itself keeps everything. */
const RECORD_DAYS = 90;

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

    claim: (listing, intent) => claimPush(client, table, listing, intent),
    claimRaise: (read, listing, intent) => claimRaise(client, table, read, listing, intent),
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
        remove: note.answered === undefined ? 'intent, problem, retryAt, answered' : 'intent, problem, retryAt',
      });
    },

    withdraw: (listing, intent, note) => withdrawPush(client, table, listing, intent, note),

    refuse: (listing, record, retryAt) =>
      endPush(client, table, listing, record, {
        set: retryAt === undefined ? 'problem = :problem' : 'problem = :problem, retryAt = :retryAt',
        values: { ':problem': record.answer, ...(retryAt !== undefined && { ':retryAt': retryAt }) },
        remove: retryAt === undefined ? 'intent, retryAt' : 'intent',
      }),
  };
}

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
  const given = Object.entries(notes).filter(([, note]) => note !== undefined);
  const set = ['revision = revision + :one', ...given.map(([name]) => `${name} = :${name}`)].join(', ');
  const withdraw = new UpdateCommand({
    TableName: table,
    Key: listingKey(sku, channel, channelLocation),
    UpdateExpression: `SET ${set} REMOVE intent`,
    ConditionExpression: `${IS_THIS_PUSH} AND ${IS_THIS_ATTEMPT}`,
    ExpressionAttributeValues: {
      ':one': 1,
      ':generation': generation,
      ':attempt': attempt,
      ...Object.fromEntries(given.map(([name, note]) => [`:${name}`, note])),
    },
  });
  // Refused: that very attempt was ended already.
  await writeIf(() => client.send(withdraw));
}
