/** Sets listings to 0 when their link is taken back, where the merchant asks for it. */
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import type { ChannelClient } from '../../ports/channel/channel.ts';
import type { PlannedLink } from './plan-links.ts';

const ATTEMPTS = 5;

/**
 * Sets every listing that leaves to 0, whatever it shows now. Rejects with what the channel said where one is not set:
 * before its link is gone, that stays. A command that is run again sets it again, which does no harm.
 */
export async function emptyListings(
  channels: readonly { readonly client: ChannelClient }[],
  planned: readonly PlannedLink[],
  now: Date,
): Promise<void> {
  for (const { change } of planned) {
    const client = channels.find((each) => each.client.channel === change.channel)?.client;
    for (const listing of change.leaves.filter(({ managed }) => managed)) {
      await emptyListing(client, listing, now);
    }
  }
}

/**
 * The same once the links are taken back, of the listings that no SKU of the ledger pushes any more: a push of a sale may have
 * raised one after it was set to 0, and before its link was gone.
 */
export async function emptyUnpushed(
  channels: readonly { readonly client: ChannelClient }[],
  planned: readonly PlannedLink[],
  now: Date,
): Promise<void> {
  await emptyListings(
    channels,
    planned.filter(({ isUnknown }) => isUnknown),
    now,
  );
}

async function emptyListing(client: ChannelClient | undefined, listing: Listing, now: Date): Promise<void> {
  let said = 'it sold at each attempt';
  for (let attempt = 1; client !== undefined && attempt <= ATTEMPTS; attempt += 1) {
    const shows = await client.readQuantity(listing);
    if (shows <= 0) {
      return;
    }
    const idempotencyKey = [
      listing.channel,
      listing.channelLocation,
      listing.sku,
      'empty',
      now.getTime(),
      attempt,
    ].join('|');
    const answer = await client.push({ listing, intent: toZero(listing, shows, attempt, now), idempotencyKey });
    if (answer.kind === 'applied') {
      return;
    }
    said = 'reason' in answer ? answer.reason : answer.kind;
  }
  throw new Error(
    `${listing.sku}: ${listing.channel} did not set ${listing.externalId} to 0 (${said}). Set it there, then run this with --leave.`,
  );
}

function toZero({ push, generation }: Listing, shows: number, attempt: number, now: Date): PushIntent {
  const facts = {
    generation: generation + 1,
    attempt,
    seq: 0,
    delta: -shows,
    target: 0,
    changeFrom: shows,
    startedAt: now.toISOString(),
    leaseUntil: null,
    repeated: false,
  };
  return push.kind === 'absolute'
    ? { ...facts, kind: 'absolute', setsAgain: 0, basis: 'shown' }
    : { ...facts, kind: 'difference', unread: false };
}
