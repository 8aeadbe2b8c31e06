/** Ends what is parked: posts it again while the operator waits, or discards it for a reason that is kept. */

import { needsParking, type Outcome } from '../../domain/ledger/outcome.ts';
import { messageOf } from '../../message-of.ts';
import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import { PermanentError } from '../../ports/permanent-error.ts';
import { type DecisionLog, type Parked, type ParkingLot, placeOf } from '../../ports/posting/posting.ts';
import { postNow } from './post-observations.ts';
import type { PostingPorts } from './posting-ports.ts';

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

export type RequeuePorts = { readonly parking: ParkingLot; readonly observations: ObservationQueue };

/**
 * Feeds parked observations to the ledger by way of its queue, for an import that goes on meanwhile. Each leaves the parking
 * lot once the queue has it; one that still cannot be posted is parked again.
 */
export async function requeueParked(ports: RequeuePorts, parked: readonly Parked[]): Promise<void> {
  for (const each of parked) {
    await ports.observations.replay([each.observation]);
    await ports.parking.remove(each);
  }
}

/**
 * Posts a parked observation again, and resolves with what became of it. It leaves the parking lot only once it is posted
 * or known; what still cannot be posted stays, with the reason of this time. Replaying twice is harmless. Rejects when it
 * could not be decided: then it stays parked.
 */
export async function replayParked(ports: PostingPorts, parked: Parked): Promise<Outcome> {
  const outcome = await outcomeNow(ports, parked);
  if (!needsParking(outcome)) {
    await ports.parking.remove(parked);
  }
  return outcome;
}

async function outcomeNow(ports: PostingPorts, { observation }: Parked): Promise<Outcome> {
  try {
    const [outcome] = await postNow(ports, observation.sku, [observation]);
    return outcome ?? { kind: 'invalid', reason: 'It has nothing to post.' };
  } catch (error) {
    if (error instanceof PermanentError) {
      return { kind: 'invalid', reason: `It can never be posted: ${messageOf(error)}` };
    }
    throw error;
  }
}

/**
 * Takes a parked observation out of the parking lot for good: nothing is posted. The decision is written first, so that
 * nothing leaves without its reason.
 */
export async function discardParked(
  { parking, decisions, clock }: { readonly decisions: DecisionLog } & Pick<PostingPorts, 'parking' | 'clock'>,
  parked: Parked,
  reason: string,
): Promise<void> {
  await decisions.write({ kind: 'discarded', parked, reason, decidedAt: clock().toISOString() });
  await parking.remove(parked);
}
