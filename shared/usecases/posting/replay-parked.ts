/** Replays parked observations: reads them page by page and feeds them to the ledger again. */

import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import { type Parked, type ParkingLot, placeOf } from '../../ports/posting/posting.ts';

export type ReplayPorts = { readonly parking: ParkingLot; readonly observations: ObservationQueue };

const PARKED_PER_READ = 1_000;

/** Everything that is parked, by SKU, page by page so that it need not fit in memory. */
export async function* everyParked(
  parking: Pick<ParkingLot, 'list'>,
  perPage = PARKED_PER_READ,
): AsyncGenerator<readonly Parked[]> {
  let page: readonly Parked[] = [];
  do {
    const last = page.at(-1);
    page = await parking.list(perPage, last && placeOf(last));
    yield page;
  } while (page.length === perPage);
}

/**
 * Feeds parked observations to the ledger again and returns how many. Each leaves the parking lot once the queue has it.
 * One that still cannot be posted is parked again, and stays parked. Replaying twice is harmless.
 */
export async function replayParked(ports: ReplayPorts, parked: readonly Parked[]): Promise<number> {
  for (const each of parked) {
    await ports.observations.replay([each.observation]);
    await ports.parking.remove(each);
  }
  return parked.length;
}
