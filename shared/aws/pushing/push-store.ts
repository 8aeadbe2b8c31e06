/** Keeps on each listing which push is on its way, and what became of it. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelId } from '../../domain/identifiers.ts';
import {
  type AppliedNote,
  type Listing,
  listingId,
  type SeenQuantity,
  type WithdrawNote,
} from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import { takenFigure } from '../../domain/listing/taken-figure.ts';
import { whenApplied } from '../../domain/pushing/push-plan.ts';
import { listsOfListing, type SkuList } from '../../domain/reconciling/sku-lists.ts';
import type { PushRecord, PushStore } from '../../ports/pushing/push-store.ts';
import { retryTransient, writeIf } from '../ledger/conditional-write.ts';
import { readHead } from '../ledger/items.ts';
import { headKey, listingKey, pushKeyOf } from '../ledger/table-keys.ts';
import { settingOf } from '../listings/setting.ts';
import { listsGained, putOnLists } from '../lists/put-on-lists.ts';
import { claimPush, claimRaise, endLease, IS_THIS_LEASE, IS_THIS_PUSH } from './push-claim.ts';
import { pushReads } from './push-reads.ts';
import { storedPushOf } from './push-record.ts';

/** Push records are for tracing orders of the last months; the ledger itself keeps everything. */
const RECORD_DAYS = 90;

const IS_THIS_ATTEMPT = 'intent.attempt = :attempt';
/** What the channel was seen to show contains the sales that were reported before, and perhaps none that was reported since. */
const SHOWN_IS_AS_CLAIMED = 'shown = :claimedShown';

/** The push state of one channel, whose locations are known from the configuration (`-` where it has only one). */
export function dynamoPushStore(
  client: DynamoDBDocumentClient,
  table: string,
  channel: ChannelId,
  channelLocations: readonly string[],
): PushStore {
  const listSku = (listing: Listing, lists: readonly SkuList[]) =>
    putOnLists(client, table, listing.sku, listsGained(listsOfListing(listing), lists));
  return {
    ...pushReads(client, table, channel, channelLocations),

    async hasMoved({ sku, seq, exposure, components = [] }) {
      const moved = [{ sku, seq, exposure }, ...components].map(async (read) => {
        const get = new GetCommand({ TableName: table, Key: headKey(read.sku) });
        const { Item: item } = await retryTransient(() => client.send(get));
        const head = item && readHead(item);
        return (head?.seq ?? 0) !== read.seq || head?.exposure?.revision !== read.exposure?.revision;
      });
      return (await Promise.all(moved)).includes(true);
    },

    claim: (listing, intent, read) => claimPush(client, table, listing, intent, read),
    claimRaise: (read, listing, intent) => claimRaise(client, table, read, listing, intent),
    endLease: (listing, intent) => endLease(client, table, listing, intent),

    async finish(listing, record, { seen, isProven, ...note } = {}) {
      if (
        seen === undefined ||
        !(await endPush(client, table, listing, record, seenEnding(listing, record.intent, seen, note)))
      ) {
        await endPush(client, table, listing, record, appliedEnding(record.intent, note, isProven));
      }
    },

    async withdraw(listing, intent, { seen, ...note }) {
      await listSku(listing, note.suspicion === undefined ? [] : ['differing']);
      if (seen === undefined || !(await withdrawPush(client, table, listing, intent, seenChange(listing, seen)))) {
        await withdrawPush(client, table, listing, intent, notedChange(note));
      }
    },

    async refuse(listing, record, retryAt) {
      await listSku(listing, ['problem']);
      await endPush(client, table, listing, record, {
        set: retryAt === undefined ? 'problem = :problem' : 'problem = :problem, retryAt = :retryAt',
        values: {
          ':problem': record.answer,
          ':lease': record.intent.leaseUntil,
          ...(retryAt !== undefined && { ':retryAt': retryAt }),
        },
        remove: retryAt === undefined ? 'intent, retryAt' : 'intent',
        condition: IS_THIS_LEASE,
      });
    },
  };
}

type Note = Omit<AppliedNote, 'seen' | 'isProven'>;

/** A push whose answer proves the figure leaves nothing to check. */
function appliedEnding(intent: PushIntent, note: Note, isProven = false): Ending {
  const { shown, setAgain, isClosed } = whenApplied(intent);
  const noted = settingOf({ settledDoubts: setAgain, ...note });
  const gone = ['intent', 'problem', 'retryAt', ...(note.answered === undefined ? ['answered'] : [])];
  return {
    set: [
      shown.kind === 'becomes' ? 'shown = :units' : 'shown = shown + :units',
      ...(isClosed ? ['closedAt = :endedAt'] : []),
      ...(isProven ? ['agreedRevision = revision + :one'] : []),
      ...noted.set,
    ].join(', '),
    values: { ...noted.values, ':units': shown.units },
    remove: [
      ...gone,
      ...(isClosed === false ? ['closedAt'] : []),
      ...(isProven ? ['checkAt', 'suspicion', 'isRecounted'] : []),
    ].join(', '),
  };
}

/** The push ends with the channel's figure as `shown`, unless `shown` moved since the listing was claimed. */
function seenEnding(listing: Listing, { delta }: PushIntent, seen: SeenQuantity, note: Note): Ending {
  const { shown } = listing;
  const { set, values } = settingOf({ ...takenFigure(listing, seen, shown + delta), ...note });
  return {
    set: set.join(', '),
    values: { ...values, ':claimedShown': shown },
    remove: 'intent, problem, retryAt',
    condition: SHOWN_IS_AS_CLAIMED,
  };
}

type Ending = {
  readonly set: string;
  readonly values: Record<string, unknown>;
  readonly remove: string;
  /** Beyond that it is this attempt of this push that ends. */
  readonly condition?: string;
};

/**
 * Ends the push, unless that very attempt was ended already, and then keeps its record; false: nothing was written. The
 * record is no part of a transaction, which would cost twice as much and be refused beside a posting: a crash between the
 * two leaves a push that ended and cannot be traced. Rejects when the record could not be written.
 */
async function endPush(
  client: DynamoDBDocumentClient,
  table: string,
  listing: Listing,
  record: PushRecord,
  ending: Ending,
): Promise<boolean> {
  const { intent, endedAt } = record;
  const { sku, channel, channelLocation } = listing;
  const expiresAt = Math.floor(Date.parse(endedAt) / 1000) + RECORD_DAYS * 86_400;
  const name = listingId(listing);
  const end = new UpdateCommand({
    TableName: table,
    Key: listingKey(sku, channel, channelLocation),
    UpdateExpression: `SET ${ending.set}, lastPushedAt = :endedAt, revision = revision + :one REMOVE ${ending.remove}`,
    ConditionExpression: allOf(IS_THIS_PUSH, IS_THIS_ATTEMPT, ending.condition),
    ExpressionAttributeValues: {
      ...ending.values,
      ':endedAt': endedAt,
      ':one': 1,
      ':generation': intent.generation,
      ':attempt': intent.attempt,
    },
  });
  const written = await writeIf(() => client.send(end));
  if (written.kind === 'refused' && !written.isRepeated) {
    return false;
  }
  const Item = {
    ...pushKeyOf(sku, intent.seq, name, intent.generation),
    ...storedPushOf(record, name),
    expiresAt,
  };
  await retryTransient(() => client.send(new PutCommand({ TableName: table, Item })));
  return written.kind === 'written';
}

function allOf(...conditions: readonly (string | undefined)[]): string {
  return conditions.filter((condition) => condition !== undefined).join(' AND ');
}

type WithdrawChange = Omit<Ending, 'remove'>;

function notedChange({ checkAt, calledAt, suspicion }: WithdrawNote): WithdrawChange {
  const { set, values } = settingOf({ checkAt, lastPushedAt: calledAt, suspicion });
  return { set: ['revision = revision + :one', ...set].join(', '), values };
}

/** The channel's figure becomes `shown`, and a check that was due has nothing left to compare. */
function seenChange(listing: Listing, seen: SeenQuantity): WithdrawChange {
  const { shown } = listing;
  const { units, asOf } = seen;
  const { set, values } = settingOf({
    ...takenFigure(listing, seen, shown),
    answered: units,
    evidence: { kind: 'reading', asOf },
    comparedAt: asOf,
  });
  return {
    set: ['revision = revision + :one', 'agreedRevision = revision + :one', ...set].join(', '),
    values: { ...values, ':claimedShown': shown },
    condition: SHOWN_IS_AS_CLAIMED,
  };
}

/**
 * Takes the push back, unless that very attempt was ended already, or another invocation has it by now: a write that is late
 * would leave its call without an intent, and the same units would be pushed once more. False: nothing was written.
 */
async function withdrawPush(
  client: DynamoDBDocumentClient,
  table: string,
  { sku, channel, channelLocation }: Listing,
  { generation, attempt, leaseUntil }: PushIntent,
  change: WithdrawChange,
): Promise<boolean> {
  const withdraw = new UpdateCommand({
    TableName: table,
    Key: listingKey(sku, channel, channelLocation),
    UpdateExpression: `SET ${change.set} REMOVE intent`,
    ConditionExpression: allOf(IS_THIS_PUSH, IS_THIS_ATTEMPT, IS_THIS_LEASE, change.condition),
    ExpressionAttributeValues: {
      ':one': 1,
      ':generation': generation,
      ':attempt': attempt,
      ':lease': leaseUntil,
      ...change.values,
    },
  });
  return (await writeIf(() => client.send(withdraw))).kind === 'written';
}
