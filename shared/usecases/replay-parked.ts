import type { ObservationQueue, Parked, ParkingLot } from '../ports.ts';

export type ReplayPorts = { readonly parking: ParkingLot; readonly observations: ObservationQueue };

/**
 * Feeds parked observations to the ledger again. Each leaves the parking lot once the queue has it; one that still
 * cannot be posted is parked anew, and that newer parking is not removed by this. Replaying twice is harmless.
 */
export async function replayParked(ports: ReplayPorts, parked: readonly Parked[]): Promise<number> {
  for (const each of parked) {
    await ports.observations.replay([each.observation]);
    await ports.parking.remove(each);
  }
  return parked.length;
}
