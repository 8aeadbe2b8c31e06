/** Claims a push for one invocation, and ends its lease. */
import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { retryTransient, transaction, type Written, waitWithJitter, writeIf } from '../ledger/conditional-write.ts';
import { isOfferedAsRead } from '../ledger/head-conditions.ts';
import { headKey, listingKey } from '../ledger/table-keys.ts';
import { listingOf, storedIntentOf } from '../listings/listing-item.ts';

export const IS_THIS_PUSH = 'intent.generation = :generation';

/** Writes the intent on the listing; undefined when another push moved since it was read. */
export async function claimPush(
  client: DynamoDBDocumentClient,
  table: string,
  listing: Listing,
  intent: PushIntent,
): Promise<Listing | undefined> {
  const claim = new UpdateCommand({ ...claimOf(table, listing, intent), ReturnValues: 'ALL_NEW' });
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
    { Update: claimOf(table, listing, intent) },
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

/** How often an invocation tries to end its lease, within half a second: what failed before it may still be failing. */
const LEASE_TRIES = 4;

/** Ends this invocation's lease, unless the push has ended or another invocation has it. Rejects when it stays unknown. */
export async function endLease(
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
      await waitWithJitter(attempt);
    }
  }
}

type ClaimUpdate = UpdateCommandInput & { readonly UpdateExpression: string };
