/** Asks for the checks that markers carry, once everything queued before them is posted. */
import type { Check } from '../../ports/reconciling/checks.ts';
import type { ObservationMessage } from './post-observations.ts';
import type { PostingPorts } from './posting-ports.ts';

/** A message of the observations queue that may be a marker. */
export type MarkedMessage = ObservationMessage & { readonly marker?: Check };

/**
 * Asks for the check of each marker in the batch, after the batch was posted. `isUnposted` says of a message that it comes
 * again: then the markers of its SKU do too, because they would overtake it. Resolves with their ids. A check that cannot be
 * asked for is left: another one is on its way already, for later.
 */
export async function requestMarkedChecks(
  { checks, journal }: Pick<PostingPorts, 'checks' | 'journal'>,
  batch: readonly MarkedMessage[],
  isUnposted: (message: MarkedMessage) => boolean,
): Promise<readonly string[]> {
  const waiting = new Set(batch.filter(isUnposted).map(({ sku }) => sku));
  const markers = batch.flatMap(({ id, sku, marker }) => (marker === undefined ? [] : [{ id, sku, marker }]));
  const passed = markers.filter(({ sku }) => !waiting.has(sku));
  await Promise.all(
    passed.map(async ({ sku, marker }) => {
      try {
        await checks?.queue.schedule(marker, 0);
      } catch (error) {
        const { channel } = marker;
        journal.warn(`${sku}: no check of ${channel} could be scheduled, the next one comes later`, {
          ...{ step: 'check', sku, channel, error },
        });
      }
    }),
  );
  return markers.filter(({ sku }) => waiting.has(sku)).map(({ id }) => id);
}
