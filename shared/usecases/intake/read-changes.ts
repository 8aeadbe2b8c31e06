// Follows notices: reads the changes of a quantity from its channel, because a notice does not say why it changed.
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { isKnownFact } from '../../domain/ledger/known-movement.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { saysWhatWeBelieve } from '../../domain/listing/noticed-quantity.ts';
import { isLinked } from '../../domain/listing/place.ts';
import { inSkuUnits } from '../../domain/posting/own-listing.ts';
import type { ListingObservation } from '../../domain/stock/multiplied.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { ChangeReader, Notice } from '../../ports/channel/channel.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import type { NoticeQueue, ObservationQueue } from '../../ports/intake/intake-queues.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import { earlierLedgerWith } from '../linking/earlier-ledger.ts';
import { type Later, type ReturnedMessage, returned } from '../progress.ts';
import type { CredentialsPorts } from '../pushing/pause-without-credentials.ts';
import { READ_AGAIN, retryWithoutCredentials } from './read-again.ts';
import { isMarkWorthMoving, readSince } from './read-since.ts';
import type { RememberedChanges } from './remembered-changes.ts';
import { setAsideOf } from './set-aside.ts';

export type ReadChangesPorts = CredentialsPorts & {
  readonly registry: Pick<ListingRegistry, 'behind' | 'markReadUpTo'>;
  readonly readChanges: ChangeReader;
  readonly ledger: Pick<LedgerStore, 'load' | 'recorded'>;
  /** What this process has found or queued within the last minutes. */
  readonly remembered: RememberedChanges;
  readonly observations: ObservationQueue;
  /** Where notices go once their changes are read: a difference that no change explains is drift. */
  readonly toCheck: NoticeQueue;
  /** Work in the channel's admin is followed: a notice that says what we believe may be of it. */
  readonly followsWork: boolean;
};

/** A message that says that a quantity changed. */
export type NoticeMessage = { readonly id: string; readonly notice: Notice };

/**
 * Follows notices of one channel: reads the changes of each quantity since the last read, and queues those that the ledger
 * does not have. What only says what we believe is left, as our own push. Changes from before the SKU was registered are in its baseline. Resolves with the messages to retry: those
 * of a quantity whose changes could not be read or queued, which holds back no other.
 */
export async function followNotices(
  ports: ReadChangesPorts,
  channel: ChannelId,
  messages: readonly NoticeMessage[],
): Promise<readonly ReturnedMessage[]> {
  const groups = [...Map.groupBy(messages, ({ notice }) => notice.externalId)];
  const again = await Promise.all(
    groups.map(async ([externalId, group]) => {
      try {
        await followQuantity(
          ports,
          channel,
          externalId,
          group.map(({ notice }) => notice),
        );
        return [];
      } catch (error) {
        return returned(group, (await retryWithoutCredentials(ports, channel, error)) ?? unread(ports, channel, error));
      }
    }),
  );
  return again.flat();
}

function unread({ journal }: ReadChangesPorts, channel: ChannelId, error: unknown): Later {
  journal.warn(`${channel}: changes could not be read, they are read again`, { step: 'noticed', channel, error });
  return READ_AGAIN;
}

async function followQuantity(
  ports: ReadChangesPorts,
  channel: ChannelId,
  externalId: string,
  notices: readonly Notice[],
): Promise<void> {
  const item = await ports.registry.behind(channel, externalId);
  if (item === undefined) {
    ports.journal.count('UnknownListing', channel);
    ports.journal.warn(
      `${channel}: a quantity of ${externalId} changed, which is no listing Stockline knows. Run \`${OPERATOR_COMMANDS.import}\`.`,
      { step: 'noticed', channel, externalId },
    );
    return;
  }
  const { sku, listings, marks } = item;
  if (!ports.followsWork && notices.every((notice) => saysWhatWeBelieve(listings, notice))) {
    // One read of the index for the channel's report of our own push.
    return;
  }
  const receivedAt = notices.map((notice) => notice.receivedAt).sort()[0] ?? ports.clock().toISOString();
  const readAt = ports.clock();
  const setAside = setAsideOf(channel, ports.journal);
  const changes = await ports.readChanges(new Map([[externalId, sku]]), readSince(marks), receivedAt, setAside);
  const unknown = changes.filter((change) => !ports.remembered.has(change, readAt));
  const fresh = await notInLedger(ports, { sku, externalId }, unknown);
  await ports.observations.send(fresh);
  ports.remembered.add(unknown, readAt);
  await ports.toCheck.send(notices);
  if (isMarkWorthMoving(marks, readAt, changes.length - fresh.length)) {
    await ports.registry.markReadUpTo(listings, readAt);
  }
  ports.journal.info(`${sku}: ${channel} says its quantity changed, ${fresh.length} change(s) are new`, {
    step: 'noticed',
    sku,
    channel,
    changes: fresh.length,
  });
}

type Change = Awaited<ReturnType<ChangeReader>>[number];

/**
 * The changes that no ledger has as they are now; one that was posted this moment may be among them, which posting finds. Rejects where
 * the listing was linked to another SKU while they were read.
 */
async function notInLedger(
  ports: ReadChangesPorts,
  { sku, externalId }: { readonly sku: Sku; readonly externalId: string },
  changes: readonly Change[],
): Promise<readonly ListingObservation[]> {
  if (changes.length === 0) {
    return [];
  }
  const seen = await ports.ledger.recorded(
    sku,
    changes.map((change) => change.source.key),
  );
  const missing = changes.filter(
    (change) => !isKnownFact(seen.get(change.source.key), inSkuUnits(change, { seen, listings: [] })),
  );
  if (missing.length === 0) {
    return [];
  }
  const ledger = { ...(await ports.ledger.load(sku, [])), seen };
  const { seq, listings } = ledger;
  if (
    seq > 0 &&
    !listings.some((each) => each.channel === changes[0]?.source.channel && each.externalId === externalId)
  ) {
    throw new Error(`${sku}: ${externalId} was linked to another SKU while its changes were read.`);
  }
  return (await Promise.all(missing.map((change) => freshIn(ports, ledger, change)))).flat();
}

/**
 * The change where no ledger has it as it is now; empty where one has. It goes to the ledger of the SKU that its listing sells, or to
 * that of an earlier one, which has it already. What a linked listing sold is counted in its units of now: it may sell another SKU, or
 * other units, before the change is posted.
 */
async function freshIn(
  ports: ReadChangesPorts,
  own: SkuLedger,
  change: Change,
): Promise<readonly ListingObservation[]> {
  const isOwn = own.seen.has(change.source.key);
  const there = (isOwn ? undefined : await earlierLedgerWith(ports.ledger, own, change)) ?? own;
  const counted = inSkuUnits({ ...change, sku: there.sku }, there);
  const isOfLink = own.listings.some((each) => isLinked(each) && each.externalId === change.soldAs);
  return isKnownFact(there.seen.get(change.source.key), counted)
    ? []
    : [isOfLink ? { ...counted, listingUnits: counted.listingUnits ?? 1 } : counted];
}
