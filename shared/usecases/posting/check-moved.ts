/** Has listings checked whose `shown` a posting moves. */
import { newlyKept } from '../../domain/exposure/shares.ts';
import type { Posting } from '../../ports/posting/posting.ts';
import type { Check } from '../../ports/reconciling/checks.ts';
import { checkUnlessAhead } from '../reconciling/schedule-check.ts';
import type { PostingPorts } from './posting-ports.ts';

/**
 * Schedules a check of each listing that the posting moves: its channel should have counted the order itself, and may not
 * have (Shopify: an order made by its API with the behaviour BYPASS), or has not said by how much its count moved its
 * figure; and of each that is pushed no more and got a share, where escrow begins. The checks are a safety net: where they cannot be scheduled the posting goes on, and the next comparison of the whole channel finds the difference.
 */
export async function withChecks(
  { checks, clock, journal }: Pick<PostingPorts, 'checks' | 'clock' | 'journal'>,
  posting: Posting,
): Promise<Posting> {
  if (checks === undefined) {
    return posting;
  }
  const { before, after } = posting;
  const kept = newlyKept(after.listings, before.exposure, after.exposure);
  await checkElsewhere({ checks, clock, journal }, kept);
  const shown = posting.shown.map(async (move) => {
    const isMoved = (move.by !== 0 || move.isUnsaid === true) && move.listing.managed;
    const checkAt = isMoved ? await checkUnlessAhead(checks, move.listing, clock()) : undefined;
    return checkAt === undefined ? move : { ...move, checkAt };
  });
  try {
    return { ...posting, shown: await Promise.all(shown) };
  } catch (error) {
    const { sku } = posting.before;
    journal.warn(`${sku}: no check of its listings could be scheduled`, { step: 'check', sku, error });
    return posting;
  }
}

/** Schedules a check of each of these listings after the settle time; as above, the posting goes on where it cannot be. */
export async function checkElsewhere(
  { checks, clock, journal }: Pick<PostingPorts, 'checks' | 'clock' | 'journal'>,
  listings: readonly Omit<Check, 'at'>[],
): Promise<void> {
  for (const { sku, channel, channelLocation } of listings) {
    try {
      const at = clock().toISOString();
      await checks?.queue.schedule({ sku, channel, channelLocation, at }, Math.ceil(checks.settleMs / 1_000));
    } catch (error) {
      journal.warn(`${channel}: a check of the listing of ${sku} could not be scheduled`, {
        step: 'check',
        sku,
        error,
      });
    }
  }
}
