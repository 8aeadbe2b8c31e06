import type { ChannelId, Sku } from '../domain/identifiers.ts';
import type { Observation } from '../domain/observation.ts';
import type { Clock, Journal, ListingRegistry, Notice, ObservationQueue } from '../ports.ts';

/** Reads what happened to some of a channel's quantities: every change with its own id, oldest first. */
export type ChangeReader = (
  skus: ReadonlyMap<string, Sku>,
  since: Date,
  receivedAt: string,
) => Promise<readonly Observation[]>;

export type ReadChangesPorts = {
  readonly registry: Pick<ListingRegistry, 'skuOf' | 'readUpTo' | 'markReadUpTo'>;
  readonly readChanges: ChangeReader;
  readonly observations: ObservationQueue;
  readonly journal: Journal;
  readonly clock: Clock;
};

/** A change may become readable after one that happened later: read again what is younger than this before the mark. */
const OVERLAP_MS = 60_000;

/**
 * Follows notices of one channel: for each quantity said to have changed, reads its changes since the last time and
 * queues them. Changes read twice are one fact by their ids. Rejects when a change may not be queued.
 */
export async function followNotices(
  ports: ReadChangesPorts,
  channel: ChannelId,
  notices: readonly Notice[],
): Promise<void> {
  for (const [externalId, group] of Map.groupBy(notices, (notice) => notice.externalId)) {
    const sku = await ports.registry.skuOf(channel, externalId);
    if (sku === undefined) {
      ports.journal.count('UnknownListing', channel);
      ports.journal.warn(
        `${channel}: a quantity of ${externalId} changed, which is no listing Stockline knows. Run \`stockline import\`.`,
        { step: 'noticed', channel, externalId },
      );
      continue;
    }
    const receivedAt = group.map((notice) => notice.receivedAt).sort()[0] ?? ports.clock().toISOString();
    const readAt = ports.clock();
    const mark = await ports.registry.readUpTo(sku, channel);
    const since = new Date((mark ?? readAt).getTime() - OVERLAP_MS);
    const changes = await ports.readChanges(new Map([[externalId, sku]]), since, receivedAt);
    await ports.observations.send(changes);
    await ports.registry.markReadUpTo(sku, channel, readAt);
    ports.journal.info(`${sku}: ${channel} says its quantity changed, read ${changes.length} change(s)`, {
      step: 'noticed',
      sku,
      channel,
      changes: changes.length,
    });
  }
}
