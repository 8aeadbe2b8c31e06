// Follows notices: reads the changes of a quantity from its channel, because a notice does not say why it changed.
import type { ChannelId } from '../../domain/identifiers.ts';
import { isKnownMovement } from '../../domain/ledger/known-movement.ts';
import { inSkuUnits } from '../../domain/posting/own-listing.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { ChangeReader, Notice } from '../../ports/channel/channel.ts';
import type { ListingRegistry } from '../../ports/importing/listing-registry.ts';
import type { NoticeQueue, ObservationQueue } from '../../ports/intake/intake-queues.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import { type Later, type ReturnedMessage, returned } from '../progress.ts';
import type { CredentialsPorts } from '../pushing/pause-without-credentials.ts';
import { READ_AGAIN, retryWithoutCredentials } from './read-again.ts';
import { setAsideOf } from './set-aside.ts';

export type ReadChangesPorts = CredentialsPorts & {
  readonly registry: Pick<ListingRegistry, 'skuOf' | 'readMarks' | 'markReadUpTo'>;
  readonly readChanges: ChangeReader;
  readonly ledger: Pick<LedgerStore, 'load'>;
  readonly observations: ObservationQueue;
  /** Where notices go once their changes are read: a difference that no change explains is drift. */
  readonly toCheck: NoticeQueue;
};

/** A change may become readable after a later one: changes up to this long before the mark are read again. */
const OVERLAP_MS = 60_000;

/** A message that says that a quantity changed. */
export type NoticeMessage = { readonly id: string; readonly notice: Notice };

/**
 * Follows notices of one channel: reads the changes of each quantity since the last read, and queues those that the ledger
 * does not have. Changes from before the SKU was registered are in its baseline. Resolves with the messages to retry: those
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
  const sku = await ports.registry.skuOf(channel, externalId);
  if (sku === undefined) {
    ports.journal.count('UnknownListing', channel);
    ports.journal.warn(
      `${channel}: a quantity of ${externalId} changed, which is no listing Stockline knows. Run \`${OPERATOR_COMMANDS.import}\`.`,
      { step: 'noticed', channel, externalId },
    );
    return;
  }
  const receivedAt = notices.map((notice) => notice.receivedAt).sort()[0] ?? ports.clock().toISOString();
  const readAt = ports.clock();
  const marks = await ports.registry.readMarks(sku, channel, externalId);
  const since = new Date(Math.max(Date.parse(marks.registeredAt), Date.parse(marks.readUpTo) - OVERLAP_MS));
  const setAside = setAsideOf(channel, ports.journal);
  const changes = await ports.readChanges(new Map([[externalId, sku]]), since, receivedAt, setAside);
  const ledger = await ports.ledger.load(
    sku,
    changes.map((change) => change.source.key),
  );
  const fresh = changes.filter((change) => {
    const recorded = ledger.seen.get(change.source.key);
    const counted = inSkuUnits(change, ledger);
    return counted.kind === 'movement' ? !isKnownMovement(recorded, counted) : recorded === undefined;
  });
  await ports.observations.send(fresh);
  await ports.toCheck.send(notices);
  await ports.registry.markReadUpTo(sku, channel, externalId, readAt);
  ports.journal.info(`${sku}: ${channel} says its quantity changed, ${fresh.length} change(s) are new`, {
    step: 'noticed',
    sku,
    channel,
    changes: fresh.length,
  });
}
