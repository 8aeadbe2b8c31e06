/** Keeps on each listing which push is on its way, and what became of it. */
import { isDeepStrictEqual } from 'node:util';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactGetCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
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
import type { SkuState } from '../../ports/sku-state.ts';
import { headReader, ownOrBundleStock, readingOnce } from '../exposure/bundle-stock.ts';
import { retryTransient, writeIf } from '../ledger/conditional-write.ts';
import { type Item, offeredOf, readHead } from '../ledger/items.ts';
import { readKeys } from '../ledger/read-all.ts';
import { headKey, type Key, listingKey, pushKeyOf } from '../ledger/table-keys.ts';
import { listingOf } from '../listings/listing-item.ts';
import { settingOf } from '../listings/setting.ts';
import { listsGained, putOnLists } from '../lists/put-on-lists.ts';
import type { SkuHead } from '../shapes/ledger-items.ts';
import { claimPush, claimRaise, endLease, IS_THIS_LEASE, IS_THIS_PUSH } from './push-claim.ts';
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
  const readOwn = async (sku: Sku, readHalves: typeof readInTurn): Promise<Own | undefined> => {
    const keyAt = (place: string) => listingKey(sku, channel, place);
    const readAt = (places: readonly string[]) => readHalves(client, table, headKey(sku), places.map(keyAt));
    const { item, listings, isInTurn } = await withLinked(channel, channelLocations, readAt);
    if (item === undefined) {
      return undefined;
    }
    const known = listings.filter((item) => item !== undefined).map(listingOf);
    return { sku, head: readHead(item), listings: known, ...(isInTurn && { isInTurn }) };
  };
  const read = async (sku: Sku, readHalves: typeof readInTurn): Promise<SkuState | undefined> => {
    const own = await readOwn(sku, readHalves);
    return own && stateOf(own, await ownOrBundleStock(headReader(client, table), own.head));
  };
  return {
    read: (sku) => read(sku, readInTurn),
    readIsolated: (sku) => read(sku, readIsolated),

    readEach(skus) {
      const owns = skus.map((sku) => ({ sku, read: readOwn(sku, readInTurn) }));
      const all = Promise.allSettled(owns.map((own) => own.read));
      const readComponent = readingOnce(headReader(client, table));
      const complete = async (own: Own | undefined): Promise<SkuState | undefined> => {
        // No component is read before all listings are: a sale in between would count on a listing and not in the stock.
        await (own?.head.exposure?.madeOf && all);
        return own && stateOf(own, await ownOrBundleStock(readComponent, own.head));
      };
      return new Map(owns.map((own) => [own.sku, own.read.then(complete)]));
    },

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

/** What is read of a SKU before its components. */
type Own = Pick<SkuState, 'sku' | 'listings' | 'isInTurn'> & { readonly head: SkuHead };

function stateOf({ head, ...own }: Own, stocked: Pick<SkuState, 'stock' | 'components'>): SkuState {
  return { ...own, seq: head.seq, ...stocked, ...offeredOf(head) };
}

/** How far the clocks of two functions may be apart. */
const CLOCK_SKEW_MS = 5_000;

type Halves = {
  readonly item: Item | undefined;
  readonly listings: readonly (Item | undefined)[];
  readonly isInTurn?: true;
};

/**
 * The listings and then the SKU head, at half the price of a read of one moment. A posting in between moves stock and `shown`
 * together, and half of it reads as due: the claim of a new push is then refused (`claimOf`). A push that is to be resumed is
 * claimed whatever was posted, and is read as of one moment.
 */
async function readInTurn(
  client: DynamoDBDocumentClient,
  table: string,
  head: Key,
  keys: readonly Key[],
): Promise<Halves> {
  const read = await readKeys(client, table, keys);
  const get = new GetCommand({ TableName: table, Key: head, ConsistentRead: true });
  const { Item: item } = await retryTransient(() => client.send(get));
  const overAt = new Date(Date.now() + CLOCK_SKEW_MS).toISOString();
  const isLeft = ({ intent }: Listing) => intent !== undefined && (intent.leaseUntil ?? '') <= overAt;
  if (read.map(listingOf).some(isLeft)) {
    return readIsolated(client, table, head, keys);
  }
  const listings = keys.map(({ pk, sk }) => read.find((each) => each['pk'] === pk && each['sk'] === sk));
  return { item, listings, isInTurn: true };
}

/** TransactGetItems takes 100 items (AWS API reference, 2012-08-10): the SKU head, and so many listings. */
const LISTINGS_PER_READ = 99;
const READ_TRIES = 4;

/**
 * The SKU head and its listings as of one moment. Isolated, at twice the price: a posting moves the stock and `shown`
 * together, and half of it would read as due. Listings that do not fit into one read are read in parts, each with the
 * head: parts are of one moment when their heads are the same.
 */
async function readIsolated(
  client: DynamoDBDocumentClient,
  table: string,
  head: Key,
  keys: readonly Key[],
): Promise<Halves> {
  for (let attempt = 1; attempt <= READ_TRIES; attempt += 1) {
    const parts: (readonly (Item | undefined)[])[] = [];
    for (let start = 0; start === 0 || start < keys.length; start += LISTINGS_PER_READ) {
      const get = new TransactGetCommand({
        TransactItems: [head, ...keys.slice(start, start + LISTINGS_PER_READ)].map((Key) => ({
          Get: { TableName: table, Key },
        })),
      });
      const answer = await retryTransient(() => client.send(get));
      parts.push((answer.Responses ?? []).map((response) => response.Item));
    }
    const [item] = parts[0] ?? [];
    if (parts.every(([each]) => isDeepStrictEqual(each, item))) {
      return { item, listings: parts.flatMap(([, ...listings]) => listings) };
    }
  }
  throw new Error(`${head.pk}: its stock moved at each of ${READ_TRIES} reads of ${keys.length} listings.`);
}

/** The head says at which further places linked listings of the SKU are: where there are any, all are read once more. */
async function withLinked(
  channel: ChannelId,
  locations: readonly string[],
  readAt: (places: readonly string[]) => Promise<Halves>,
): Promise<Halves> {
  const read = await readAt(locations);
  const further = read.item === undefined ? [] : (readHead(read.item).linkedPlaces?.[channel] ?? []);
  return further.length === 0 ? read : readAt([...locations, ...further]);
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
