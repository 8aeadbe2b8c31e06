/** The breaker of mass adoptions: many differences at once suggest a wrong import at the channel, not edits by people. */
import { type Listing, listingId, type Suspicion } from '../../domain/listing/listing.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { CheckPorts } from './check-ports.ts';

/**
 * Whether the difference may be taken into the stock. Counts it, and trips at one listing too many; what was seen before an
 * operator confirmed it goes on.
 */
export async function mayBeAdopted(
  { gates, journal, clock }: Pick<CheckPorts, 'gates' | 'journal' | 'clock'>,
  { sku, channel, channelLocation }: Listing,
  { at }: Suspicion,
): Promise<boolean> {
  const { trippedAt, confirmedAt } = (await gates.states.read(channel)).breakers.adoptions;
  if (confirmedAt !== undefined && at <= confirmedAt) {
    return true;
  }
  if (trippedAt !== undefined) {
    return false;
  }
  const { adoptListings, withinSeconds } = gates.breaker;
  const now = clock();
  const name = `${sku} ${listingId({ channel, channelLocation })}`;
  const counted = await gates.states.countSurge(channel, 'adoptions', name, { now, seconds: withinSeconds });
  if (counted <= adoptListings) {
    return true;
  }
  if (await gates.states.trip(channel, 'adoptions', now.toISOString())) {
    journal.count('BreakerTripped', channel);
    journal.warn(
      `${channel}: more than ${adoptListings} differences would be taken into the stock within ${withinSeconds} s. ` +
        `Further ones wait. If the channel is right: ${OPERATOR_COMMANDS.confirm(channel, 'adoptions')}`,
      { step: 'breaker', channel, surge: 'adoptions', most: adoptListings, withinSeconds },
    );
  }
  return false;
}
