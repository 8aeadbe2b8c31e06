/** What pushes and comparisons promise in the model under policy shared, against what channels really show. */
import { currentExposure, sellable } from '../../../shared/domain/exposure/exposure.ts';
import { offeredStock } from '../../../shared/domain/exposure/offered-stock.ts';
import { listingId } from '../../../shared/domain/listing/listing.ts';
import type { PushIntent } from '../../../shared/domain/listing/push-intent.ts';
import { available, NO_STOCK } from '../../../shared/domain/stock/stock.ts';
import { nameAt, rulesOf, type State, unreportedOn } from '../state.ts';

const DAY_MS = 86_400_000;

/** A raise as the channel has applied it. */
type Raise = {
  readonly intent: PushIntent;
  readonly nowShows: number;
  /** The channel has compared what it showed before. */
  readonly compares: boolean;
};

/**
 * No push raises a channel above what it was meant to show. Where the channel does not compare, units are allowed that came
 * on display since the push read it: its answer shows them. And no raise puts on sale again what was sold unreported, unless
 * a hand hid it.
 */
export function brokenByRaise(
  state: State,
  channel: number,
  { intent: { delta, target }, nowShows, compares }: Raise,
): string | undefined {
  if (delta <= 0 || state.head.exposure?.shares !== undefined) {
    return undefined;
  }
  const { raised = 0, appeared = 0 } = state.hands[channel] ?? {};
  const should = Math.max(0, target) + (compares ? 0 : appeared);
  const what = `a raise to ${target} left ${nameAt(state, channel)} at ${nowShows}`;
  if (nowShows > should) {
    return `${what}: above what it was meant to show`;
  }
  const unreported = unreportedOn(state, channel);
  return nowShows + unreported > should + raised
    ? `${what}, with ${unreported} sold there that was not reported yet: they are on sale again`
    : undefined;
}

/** An answer that shows more than was meant is lowered at once, not when the next check finds it. */
export function brokenByAnswer(
  { listings }: State,
  channel: number,
  { kind, repeated, target }: PushIntent,
  nowShows: number | undefined,
): string | undefined {
  const ended = listings[channel];
  const isProof = kind === 'difference' && !repeated && nowShows !== undefined;
  return ended !== undefined && isProof && nowShows > ended.shown && nowShows > target
    ? `${listingId(ended)} answered that it shows ${nowShows}, was to show ${target}, and is believed to show ${ended.shown}`
    : undefined;
}

/**
 * What somebody took off sale is put on sale again after a day at the earliest, however often other channels sell meanwhile;
 * unless something of a push was lost, so that less may be its fault. Amazon has nothing off sale.
 */
export function brokenByTaking(
  { listings, hands }: State,
  channel: number,
  { actual, standsMs }: { readonly actual: number; readonly standsMs: number },
): string | undefined {
  const listing = listings[channel];
  const { hasLowered = false, isFaulted = false } = hands[channel] ?? {};
  const isOffSale = listing?.push.kind === 'difference' && hasLowered && !isFaulted && actual < listing.shown;
  return isOffSale && standsMs < DAY_MS
    ? `what somebody took off sale on ${listing.channel} is put on sale after ${standsMs / 1_000} s`
    : undefined;
}

/** At rest every channel shows what the ledger says, and over its places no more than the ledger has there. */
export function restOfComparedBroken(state: State): string | undefined {
  const { stock } = state.head;
  const exposure = currentExposure(state.head, rulesOf('shared'));
  for (const [index, listing] of state.listings.entries()) {
    const own = state.listings.filter(({ channel }) => channel === listing.channel);
    const should = sellable(offeredStock(stock, own, listing.channel), listing, exposure);
    const [shows, name] = [Math.max(0, state.shows[index] ?? 0), nameAt(state, index)];
    if (shows !== should) {
      return `at rest, and ${name} shows ${shows} where it should show ${should}`;
    }
    if (Math.max(0, listing.shown) !== should) {
      return `at rest, and ${name} is believed to show ${listing.shown} where it should show ${should}`;
    }
    if (listing.intent !== undefined) {
      return `at rest, and the push to ${name} was never ended`;
    }
    const places = [...new Set(own.flatMap(({ drawsOn }) => drawsOn))];
    const free = places.reduce((sum, place) => sum + available(stock[place] ?? NO_STOCK), 0);
    const onSale = state.listings.reduce(
      (sum, { channel }, at) => sum + (channel === listing.channel ? Math.max(0, state.shows[at] ?? 0) : 0),
      0,
    );
    if (onSale > Math.max(0, free)) {
      return `at rest, and ${listing.channel} shows ${onSale} over its places, where ${free} are available`;
    }
  }
  return undefined;
}
