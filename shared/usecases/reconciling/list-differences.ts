/** Lists where a channel was found to show another quantity than is believed, and does about it what an operator says. */
import { currentExposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import { sellableOffered } from '../../domain/exposure/offered-stock.ts';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { Evidence, Listing, Rise, Suspicion } from '../../domain/listing/listing.ts';
import type { PushMode } from '../../domain/listing/listing-push.ts';
import { causeOfDifference, type DifferenceCause } from '../../domain/reconciling/difference-cause.ts';
import { adoptedRiseOf, adoptionOf } from '../../domain/reconciling/drift.ts';
import { standingSuspicion } from '../../domain/reconciling/sku-lists.ts';
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
  /** How its channel takes quantities, which says what people can do to one there. */
  readonly pushMode: PushMode;
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

/** The differences of the SKU's listings. One that a sale or a push has moved since says nothing any more. */
export function differencesOf(state: SkuState, rules: ExposureRules): readonly FoundDifference[] {
  return state.listings.flatMap((listing) => {
    const { sku, channel, channelLocation, shown, evidence, push } = listing;
    const suspicion = standingSuspicion(listing);
    if (suspicion === undefined) {
      return [];
    }
    const difference: Difference = {
      ...{ sku, channel, channelLocation, shown, shows: suspicion.actual, since: suspicion.at },
      sellable: sellableOffered(state, listing, currentExposure(state, rules)),
      cause: causeOfDifference(listing, suspicion),
      pushMode: push.kind,
      isAsked: suspicion.isAsked ?? false,
      ...(evidence && { evidence }),
    };
    return [{ difference, state, listing, suspicion }];
  });
}

export type RepairPorts = {
  readonly checkStore: Pick<CheckStore, 'takeShown' | 'note' | 'endRise'>;
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
  const { isAsked: _isAnswered, ...seen } = suspicion;
  if (!(await checkStore.takeShown(listing, seen, now.toISOString()))) {
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

/** A rise that waits for an answer. Its listing was lowered to what the ledger has. */
export type FoundRise = { readonly listing: Listing; readonly rise: Rise };

type RisePorts = { readonly checkStore: Pick<CheckStore, 'endRise'> };

/** The rises of these SKUs' listings. */
export function risesOf({ listings }: Pick<SkuState, 'listings'>): readonly FoundRise[] {
  return listings.flatMap((listing) => (listing.rise === undefined ? [] : [{ listing, rise: listing.rise }]));
}

/**
 * The units are there: they are taken into the stock, as an entry of its own kind, and for sale on every channel again. Posted
 * before the question ends, under a key of its own: a crash in between asks once more, and posts nothing twice. False: the
 * listing draws on no location, or another rise came meanwhile.
 */
export async function adoptRise(
  { checkStore, observations, clock }: Pick<RepairPorts, 'observations' | 'clock'> & RisePorts,
  { listing, rise }: FoundRise,
): Promise<boolean> {
  const adoption = adoptedRiseOf(listing, rise, clock());
  if (adoption === undefined) {
    return false;
  }
  await observations.send([adoption]);
  return await checkStore.endRise(listing, rise);
}

/** The units are not there, or the ledger has them by now: nothing is posted, and nobody is asked any more. */
export async function dismissRise({ checkStore }: RisePorts, { listing, rise }: FoundRise): Promise<boolean> {
  return await checkStore.endRise(listing, rise);
}
