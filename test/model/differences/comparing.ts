/** Checks and comparisons in the model under policy shared: what a channel shows is compared with what we believe. */
import { currentExposure } from '../../../shared/domain/exposure/exposure.ts';
import { type Listing, listingId } from '../../../shared/domain/listing/listing.ts';
import { planPush, waitsForCheck } from '../../../shared/domain/pushing/push-plan.ts';
import { judge, standsForMs } from '../../../shared/domain/reconciling/drift.ts';
import { later, NOON } from '../../fakes/facts.ts';
import { noted, taken } from '../../fakes/memory/memory-items.ts';
import { isUnreported } from '../figures.ts';
import type { Step } from '../search.ts';
import { CHECKED, NOW, rulesOf, SETTLE_MS, type State, skuStateOf, withAt } from '../state.ts';
import { isMadeAgain, withFigureTaken, withNothingLowered } from './hands.ts';
import { brokenByTaking } from './promises.ts';

const AS_USUAL = { settleMs: SETTLE_MS, onDrift: 'overwrite' } as const;

/**
 * One check of each listing that needs one: it reads its channel and writes what it found. A check is due after a push and
 * after a sale; an edit by hand is found by the comparison of the whole channel, every eight hours. Nothing else needs that.
 */
export function compares(state: State): readonly Step<State>[] {
  return state.isCompared ? state.listings.flatMap((listing, channel) => checks(state, listing, channel)) : [];
}

/** Whether a check can still find something, so that the model is not at rest. */
export function isToCompare(state: State, channel: number): boolean {
  const listing = state.listings[channel];
  if (listing === undefined || listing.intent !== undefined) {
    return false;
  }
  return (
    isMadeAgain(state, channel) ||
    isOnTheWay(state, channel) ||
    listing.checkAt !== undefined ||
    isFoundByComparison(state, channel)
  );
}

function isFoundByComparison({ shows, listings, hands }: State, channel: number): boolean {
  return hands[channel]?.hasEdited === true && shows[channel] !== listings[channel]?.shown;
}

/** Accepted figures are applied, or lost, within the settle time: no check is made before. */
function isOnTheWay({ figures }: State, channel: number): boolean {
  return (figures[channel] ?? []).length > 0;
}

function checks(state: State, listing: Listing, channel: number): readonly Step<State>[] {
  if (!isToCompare(state, channel) || isMadeAgain(state, channel) || isOnTheWay(state, channel)) {
    return [];
  }
  const read = skuStateOf(state, channel);
  const plan = planPush(read, listing, currentExposure(read, rulesOf('shared')), NOW);
  if (plan.kind !== 'nothing' && !waitsForCheck(listing, plan)) {
    const requested = { ...state, requests: withAt(state.requests, channel, true) };
    return state.requests[channel] ? [] : [[`a check finds a push due on ${listingId(listing)}`, requested]];
  }
  const actual = state.shows[channel] ?? 0;
  const standsMs = standsForMs(listing, actual, currentExposure(read, rulesOf('shared')), AS_USUAL);
  const judgedAt = areReported(state, channel) ? new Date(NOW.getTime() + standsMs) : NOW;
  const verdict = judge(listing, actual, judgedAt, standsMs);
  const write = (written: Listing, after = state): State => ({
    ...after,
    listings: withAt(after.listings, channel, written),
  });
  const name = listingId(listing);
  switch (verdict.kind) {
    case 'agrees': {
      const agreed = write(noted(listing, { kind: 'agrees', evidence: { kind: 'reading', asOf: CHECKED } }));
      const isDue = plan.kind !== 'nothing' || (state.requests[channel] ?? false);
      return [[`a check of ${name} agrees`, { ...agreed, requests: withAt(state.requests, channel, isDue) }]];
    }
    case 'suspected': {
      const suspicion = { ...verdict.suspicion, at: NOON };
      const again = noted(listing, { kind: 'again', checkAt: later(60), suspicion });
      const orders = state.orders.map((order) =>
        order.channel === channel ? { ...order, isBeforeReading: isUnreported(order) } : order,
      );
      return [[`a check of ${name} suspects ${actual}`, write(again, { ...state, orders })]];
    }
    case 'tooSoon':
      return [];
    case 'drifted': {
      const figured = withFigureTaken(withNothingLowered(state, channel), channel);
      const believed = write(taken(listing, verdict.suspicion, NOON), figured);
      const broken = brokenByTaking(state, channel, { actual, standsMs });
      const requests = withAt(state.requests, channel, true);
      return [[`a check of ${name} takes ${actual}`, { ...believed, requests, ...(broken && { broken }) }]];
    }
    default:
      return verdict satisfies never;
  }
}

/** No difference is judged before all that the channel sold until the first reading was reported (find-unreported.ts). */
function areReported({ orders }: State, channel: number): boolean {
  return orders.every((order) => order.channel !== channel || !order.isBeforeReading || !isUnreported(order));
}
