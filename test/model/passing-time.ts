/** What passing time brings in the model: leases end, and checks become due. */
import { bundledUnits } from '../../shared/domain/exposure/bundled-units.ts';
import type { Exposure } from '../../shared/domain/exposure/exposure.ts';
import type { Sku } from '../../shared/domain/identifiers.ts';
import { type Listing, listingId } from '../../shared/domain/listing/listing.ts';
import { outstanding } from '../../shared/domain/pushing/push.ts';
import { NOON } from '../fakes/facts.ts';
import { noted, taken } from '../fakes/memory/memory-items.ts';
import { isToCompare } from './differences/comparing.ts';
import { needsCheck } from './figures.ts';
import type { Step } from './search.ts';
import { type Kind, LONG_AGO, type State, unreportedOn, withAt } from './state.ts';

/** What time brings: a crashed function's lease ends; a push with a guessed result is checked once every sale is reported. */
export function timePasses(state: State, kinds: readonly Kind[]): readonly Step<State>[] {
  return state.listings.flatMap((listing, channel) => {
    const steps: Step<State>[] = [];
    const isWorkedOn = state.workers.some(
      ({ at }, number) => number % kinds.length === channel && (at === 'claimed' || at === 'answered'),
    );
    const { intent } = listing;
    if (intent !== undefined && !isWorkedOn && intent.leaseUntil !== null && intent.leaseUntil !== LONG_AGO) {
      const over = { ...listing, intent: { ...intent, leaseUntil: LONG_AGO } };
      steps.push([
        `the lease on ${listing.channel} ends`,
        { ...state, listings: withAt(state.listings, channel, over) },
      ]);
    }
    if (!state.isCompared && kinds[channel] !== 'acceptsFigures' && mayBeChecked(state, channel)) {
      const actual = state.shows[channel] ?? 0;
      const { shown, revision } = listing;
      const suspicion = { actual, shown, revision, at: NOON };
      const checked =
        actual === shown
          ? noted(listing, { kind: 'agrees', evidence: { kind: 'reading', asOf: NOON } })
          : taken(listing, suspicion, LONG_AGO);
      const after = { ...state, requests: withAt(state.requests, channel, true) };
      const what = `a check finds ${actual} on ${listing.channel}`;
      steps.push([what, { ...after, listings: withAt(state.listings, channel, checked) }]);
    }
    return steps;
  });
}

/**
 * A check can find something new after a push (here only where it can), or where a listing holds recalled units. By then
 * every sale is reported, as the settle time promises.
 */
export function mayBeChecked(state: State, channel: number): boolean {
  const listing = state.listings[channel];
  if (listing === undefined || listing.intent !== undefined) {
    return false;
  }
  if (state.isCompared) {
    return isToCompare(state, channel);
  }
  if (listing.push.kind === 'absolute') {
    return (
      needsCheck(state, channel) || (state.figures[channel] ?? []).length > 0 || state.checkers[channel] !== undefined
    );
  }
  if (unreportedOn(state, channel) !== 0) {
    return false;
  }
  const { exposure, stock } = state.head;
  const share = exposure?.shares?.[listingId(listing)];
  if (!listing.managed) {
    // Nothing is ever answered for it: only another figure than was believed is news.
    return share !== undefined && listing.shown !== state.shows[channel];
  }
  // As proofsOf (rebalance-shares.ts): nothing but a check proves what a bundle's listing shows that no push is due for.
  const isUnproven = state.madeFrom?.components.some(
    ({ sku, isUnderEscrow }) => isUnderEscrow && isProofAwaited(sku, exposure, listing),
  );
  if (isUnproven) {
    return true;
  }
  const isNews = [listing.shown, listing.answered].some((units) => units !== state.shows[channel]);
  const isHeld = exposure !== undefined && share !== undefined && share.units > Math.max(0, share.goal);
  return listing.checkAt !== undefined || (isHeld && isNews && outstanding(stock, listing, exposure) === 0);
}

function isProofAwaited(component: Sku, exposure: Exposure | undefined, listing: Listing): boolean {
  return bundledUnits(component, [{ madeOf: exposure?.madeOf, listings: [listing] }]).kind === 'unproven';
}
