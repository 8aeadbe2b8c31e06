/** The breaker of mass adoptions: many differences at once suggest a wrong import at the channel, not edits by people. */
import type { Listing, Suspicion } from '../../domain/listing/listing.ts';
import { isWithinLimit } from '../pushing/mass-change-breaker.ts';
import type { CheckPorts } from './check-ports.ts';

/**
 * Whether the difference may be taken into the stock. Counts it, and trips at one listing too many; what was seen before an
 * operator confirmed it goes on.
 */
export async function mayBeAdopted(
  ports: Pick<CheckPorts, 'gates' | 'journal' | 'clock'>,
  listing: Listing,
  { at }: Suspicion,
): Promise<boolean> {
  const { trippedAt, confirmedAt } = (await ports.gates.states.read(listing.channel)).breakers.adoptions;
  if (confirmedAt !== undefined && at <= confirmedAt) {
    return true;
  }
  return trippedAt === undefined && (await isWithinLimit(ports, 'adoptions', listing));
}
