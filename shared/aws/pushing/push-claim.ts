/** Claims a push for one invocation, and ends its lease. */
import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { tryFor } from '../lambda/back-off.ts';
import { retryTransient, transaction, type Written, writeIf } from '../ledger/conditional-write.ts';
import { isOfferedAsRead } from '../ledger/head-conditions.ts';
import { headKey, listingKey } from '../ledger/table-keys.ts';
import { listingOf, storedIntentOf } from '../listings/listing-item.ts';

export const IS_THIS_PUSH = 'intent.generation = :generation';
/** No other invocation has resumed the push: its call may be on its way. */
export const IS_THIS_LEASE = 'intent.leaseUntil = :lease';

/** Writes the intent on the listing; undefined when another push moved since it was read. */
export async function claimPush(
  client: DynamoDBDocumentClient,
  table: string,
  listing: Listing,
  intent: PushIntent,
  read?: SkuState,
): Promise<Listing | undefined> {
  const claim = new UpdateCommand({ ...claimOf(table, listing, intent, read), ReturnValues: 'ALL_NEW' });
  const written = await writeIf(() => client.send(claim));
  return written.kind === 'written'
    ? listingOf(written.answer.Attributes ?? {})
    : await claimedBefore(client, table, listing, intent, written);
}

/**
 * The same for a raise: undefined also when the SKU is not offered as it was read any more, nor a component of a bundle. So
 * no bundle is raised that was read before escrow began for one of its components.
 */
export async function claimRaise(
  client: DynamoDBDocumentClient,
  table: string,
  read: SkuState,
  listing: Listing,
  intent: PushIntent,
): Promise<Listing | undefined> {
  const claim = transaction(client, [
    { Update: claimOf(table, listing, intent, read) },
    { ConditionCheck: { TableName: table, Key: headKey(listing.sku), ...isOfferedAsRead(read) } },
    ...(read.components ?? []).map((component) => ({
      ConditionCheck: { TableName: table, Key: headKey(component.sku), ...isOfferedAsRead(component) },
    })),
  ]);
  const written = await writeIf(claim);
  return written.kind === 'written'
    ? await readListing(client, table, listing)
    : await claimedBefore(client, table, listing, intent, written);
}

/** No push moved the listing since it was read; nor did a posting, where half of it may be in the plan. */
function claimOf(table: string, listing: Listing, intent: PushIntent, read: SkuState | undefined): ClaimUpdate {
  const noPushMoved = 'revision = :readRevision';
  const unposted = read?.isInTurn ? nothingPosted(listing) : undefined;
  return {
    TableName: table,
    Key: listingKey(listing.sku, listing.channel, listing.channelLocation),
    UpdateExpression: 'SET intent = :intent, generation = :generation, revision = :revision',
    ConditionExpression: [noPushMoved, ...(unposted?.conditions ?? [])].join(' AND '),
    ExpressionAttributeValues: {
      ...unposted?.values,
      ':intent': storedIntentOf(intent),
      ':generation': intent.generation,
      ':revision': listing.revision + 1,
      ':readRevision': listing.revision,
    },
  };
}

/** What postings write on a listing (`shownAction` in posting-actions.ts) is as it was read. Each that moves `shown` has its own time. */
function nothingPosted({ shown, evidence, isRecounted, push }: Listing) {
  return {
    conditions: [
      'shown = :readShown',
      evidence === undefined ? 'attribute_not_exists(evidence)' : 'evidence.asOf = :readAsOf',
      `${isRecounted === undefined ? 'attribute_not_exists' : 'attribute_exists'}(isRecounted)`,
      ...(push.kind === 'absolute' ? ['doubts = :readDoubts'] : []),
    ],
    values: {
      ':readShown': shown,
      ...(evidence !== undefined && { ':readAsOf': evidence.asOf }),
      ...(push.kind === 'absolute' && { ':readDoubts': push.possiblyOverwritten }),
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

/**
 * How long an invocation tries to end its lease, in milliseconds. What failed before it may fail for some seconds, and its
 * listing would wait for the lease. A push has that time: it begins no round after 10 s of its function's 30 (push-stock.ts).
 */
export const ENDING_LEASE_MS = 8_000;

/**
 * Ends this invocation's lease, unless the push has ended or another invocation has it. Where the claim was not written, its
 * call may still be on its way: then the listing moves on, so that it is refused. Rejects when it stays unknown.
 */
export async function endLease(
  client: DynamoDBDocumentClient,
  table: string,
  { sku, channel, channelLocation, revision }: Listing,
  { generation, leaseUntil, startedAt }: PushIntent,
): Promise<void> {
  const listed = { TableName: table, Key: listingKey(sku, channel, channelLocation) };
  const end = new UpdateCommand({
    ...listed,
    // Over since it began: the next invocation resumes the push as after a crash.
    UpdateExpression: 'SET intent.leaseUntil = :over, revision = revision + :one',
    ConditionExpression: `${IS_THIS_PUSH} AND ${IS_THIS_LEASE}`,
    ExpressionAttributeValues: { ':over': startedAt, ':one': 1, ':generation': generation, ':lease': leaseUntil },
  });
  const moveOn = new UpdateCommand({
    ...listed,
    UpdateExpression: 'SET revision = revision + :one',
    ConditionExpression: 'revision = :readRevision',
    ExpressionAttributeValues: { ':one': 1, ':readRevision': revision },
  });
  await tryFor(ENDING_LEASE_MS, async () => {
    const { kind } = await writeIf(() => client.send(end));
    // Refused: the push has ended, it is another invocation's by now, or it was never claimed.
    await (kind === 'refused' ? writeIf(() => client.send(moveOn)) : undefined);
  });
}

type ClaimUpdate = UpdateCommandInput & { readonly UpdateExpression: string };
