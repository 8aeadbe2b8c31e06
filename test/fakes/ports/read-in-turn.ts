/** Reads many listings one by one, for fake channels that can read only one. */
import type { Listing } from '../../../shared/domain/listing/listing.ts';
import type { ChannelClient } from '../../../shared/ports/channel/channel.ts';
import { NotListedError } from '../../../shared/ports/channel/not-listed.ts';

/** Reads one listing after the other. */
export function readInTurn(readQuantity: (listing: Listing) => Promise<number>): ChannelClient['readQuantities'] {
  return async (listings) => {
    const reads: Awaited<ReturnType<ChannelClient['readQuantities']>>[number][] = [];
    for (const listing of listings) {
      try {
        reads.push({ kind: 'shows', units: await readQuantity(listing) });
      } catch (error) {
        if (!(error instanceof NotListedError)) {
          throw error;
        }
        reads.push({ kind: 'notListed', reason: error.message });
      }
    }
    return reads;
  };
}
