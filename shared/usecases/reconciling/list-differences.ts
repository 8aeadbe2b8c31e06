/** Lists where a channel was found to show another quantity than is believed, and sets it right at an operator's word. */
import { currentExposure, type ExposureRules, sellable } from '../../domain/exposure/exposure.ts';
import { offeredStock } from '../../domain/exposure/offered-stock.ts';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { Evidence, Listing, Suspicion } from '../../domain/listing/listing.ts';
import { causeOfDifference, type DifferenceCause } from '../../domain/reconciling/difference-cause.ts';
import { adoptionOf } from '../../domain/reconciling/drift.ts';
import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import type { Clock } from '../../ports/journal.ts';
import type { StockEvents } from '../../ports/posting/posting.ts';
import type { CheckStore } from '../../ports/reconciling/checks.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { stockChanged } from '../exposure/notify-channels.ts';

/** One difference that a check found and that still stands; units are whole. */
export type Difference = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  /** `-` where the channel has only one quantity. */
  readonly channelLocation: string;
  /** What the channel was read to show, what we believe, and what it should show. */
  readonly shows: number;
  readonly shown: number;
  readonly sellable: number;
  /** When it was first seen; ISO 8601. */
  readonly since: string;
  readonly cause: DifferenceCause;
  /** It is confirmed, and waits for an operator. */
  readonly isAsked: boolean;
  /** What the belief rests on; absent where that is not known. */
  readonly evidence?: Evidence;
};

/** A difference with all that repairing it needs. */
export type FoundDifference = {
  readonly difference: Difference;
  readonly state: SkuState;
  readonly listing: Listing;
  readonly suspicion: Suspicion;
};

/** The differences among these SKUs' listings. One that a sale or a push has moved since says nothing any more. */
export async function* listDifferences(
  states: AsyncIterable<SkuState>,
  rules: ExposureRules,
): AsyncGenerator<FoundDifference> {
  for await (const state of states) {
    for (const listing of state.listings) {
      const { suspicion, sku, channel, channelLocation, shown, evidence } = listing;
      const stands = suspicion?.shown === shown && suspicion.revision === listing.revision;
      // States that differ by themselves are stock work on its way to the ledger.
      if (suspicion === undefined || suspicion.actual === shown || !stands || !listing.managed) {
        continue;
      }
      const stock = offeredStock(state.stock, state.listings, channel);
      const difference: Difference = {
        ...{ sku, channel, channelLocation, shown, shows: suspicion.actual, since: suspicion.at },
        sellable: sellable(stock, listing, currentExposure(state, rules)),
        cause: causeOfDifference(listing, suspicion),
        isAsked: suspicion.isAsked ?? false,
        ...(evidence && { evidence }),
      };
      yield { difference, state, listing, suspicion };
    }
  }
}

export type RepairPorts = {
  readonly checkStore: Pick<CheckStore, 'takeShown' | 'note'>;
  readonly events: StockEvents;
  readonly observations: Pick<ObservationQueue, 'send'>;
  readonly clock: Clock;
};

/**
 * Believes what the channel was read to show, and has it reconciled with the ledger at once. False: the listing moved since it
 * was read, and nothing was written; the next check finds what is left of the difference.
 */
export async function repairDifference(
  { checkStore, events, clock }: Pick<RepairPorts, 'checkStore' | 'events' | 'clock'>,
  { state, listing, suspicion }: FoundDifference,
): Promise<boolean> {
  const now = clock();
  if (!(await checkStore.takeShown(listing, suspicion, now.toISOString()))) {
    return false;
  }
  const channels = { due: [listing.channel] };
  await events.emit([stockChanged(state, channels, 'a difference that an operator repaired', now)], []);
  return true;
}

/**
 * Takes the channel's figure into the stock, as an entry of its own kind. False: the listing moved since it was read, or draws
 * on no location, and nothing was written.
 */
export async function adoptDifference(
  { checkStore, observations, clock }: Pick<RepairPorts, 'checkStore' | 'observations' | 'clock'>,
  { listing, suspicion }: FoundDifference,
): Promise<boolean> {
  const adoption = adoptionOf(listing, suspicion, clock());
  if (adoption === undefined) {
    return false;
  }
  const { occurredAt: asOf } = adoption;
  if (!(await checkStore.note(listing, { kind: 'adopted', checkAt: asOf, asOf }))) {
    return false;
  }
  await observations.send([adoption]);
  return true;
}
