/** The promises that every state of the model must keep. */
import { currentExposure, sellable } from '../../shared/domain/exposure/exposure.ts';
import { exposedUnits } from '../../shared/domain/exposure/shares.ts';
import { type Listing, listingId } from '../../shared/domain/listing/listing.ts';
import { available, totalStock } from '../../shared/domain/stock/stock.ts';
import { restOfComparedBroken } from './differences/promises.ts';
import { mayBeChecked } from './passing-time.ts';
import { rulesOf, type State, unreportedOn } from './state.ts';

/** The promise that a state breaks, as a sentence. */
export function brokenBy(state: State): string | undefined {
  const { broken, isCompared } = state;
  const isBrokenAtRest = isCompared ? restOfComparedBroken : restBroken;
  return broken ?? escrowBroken(state) ?? (isAtRest(state) ? isBrokenAtRest(state) : undefined);
}

/** Whether nobody has anything left to do: no message, no request, no function at work. */
export function isAtRest(state: State): boolean {
  const { requests, orders, changes, poster, workers, operator, listings } = state;
  return (
    poster.at === 'idle' &&
    operator.at === 'idle' &&
    requests.every((isRequested) => !isRequested) &&
    workers.every(({ at }) => at === 'idle') &&
    orders.every(({ onTheWay }) => onTheWay[0] + onTheWay[1] === 0) &&
    changes.every(({ onTheWay }) => onTheWay === 0) &&
    listings.every((_listing, channel) => !mayBeChecked(state, channel))
  );
}

/** Of a SKU that bundles contain: units that these show or have sold unreported, and those of sales whose cancellation is unreported. */
type InBundles = { readonly promisable: number; readonly unreportedBack: number };

/** Under escrow no listing can sell more than its share, and once it is in force no sale exceeds what is available. */
export function escrowBroken(
  state: State,
  inBundles: InBundles = { promisable: 0, unreportedBack: 0 },
): string | undefined {
  const { shares } = state.head.exposure ?? {};
  if (shares === undefined) {
    return undefined;
  }
  let { promisable } = inBundles;
  for (const [channel, listing] of state.listings.entries()) {
    const units = shares[listingId(listing)]?.units ?? 0;
    const [shows, unreported] = [Math.max(0, state.shows[channel] ?? 0), unreportedOn(state, channel)];
    /** What a hand put on sale besides is sold by no push of ours. */
    const raised = state.hands[channel]?.raised ?? 0;
    promisable += shows + unreported - raised;
    if (listing.push.kind === 'absolute' && shares[listingId(listing)]?.isProven !== true) {
      // A10: nobody knows what it may sell before it was read; escrow is not in force until then.
      continue;
    }
    const pending = state.figures[channel] ?? [];
    const mayCome = pending.reduce((sum, figure) => sum + figure, shows + unreported);
    if (listing.push.kind === 'absolute' && mayCome > exposedUnits(listing) + raised) {
      return `${listing.channel} may come to sell ${mayCome}: more than its exposed units, ${exposedUnits(listing)}`;
    }
    if (shows + unreported > units + raised) {
      return `${listing.channel} shows ${shows} and has sold ${unreported} unreported: more than its share of ${units}`;
    }
    if (exposedUnits(listing) > units + raised) {
      return `${listing.channel} may come to show ${exposedUnits(listing)}: more than its share of ${units}`;
    }
  }
  if (!state.isPromised) {
    return undefined;
  }
  const left = Math.max(0, available(totalStock(state.head.stock)));
  if (promisable > left) {
    return `the channels show and have sold ${promisable} unreported, ${left} are available`;
  }
  const shared = Object.values(shares).reduce((sum, { units }) => sum + Math.max(0, units), 0);
  const raisedByHand = state.hands.reduce((sum, { raised }) => sum + raised, 0);
  return shared > left + unreportedBackOf(state) + inBundles.unreportedBack + raisedByHand
    ? `the shares add up to ${shared} again, ${left} are available`
    : undefined;
}

/** Units that are back on display, while the ledger has received only their sale. */
function unreportedBackOf({ orders }: State): number {
  return orders.filter(({ isCancelled, seen }) => isCancelled && seen?.line?.state.deducted === 1).length;
}

/** What must be so once nobody does anything any more: nothing was lost on the way. */
export function restBroken(state: State): string | undefined {
  const { stock } = state.head;
  const exposure = currentExposure(state.head, rulesOf('shared'));
  const isPushed = (id: string) => state.listings.some((each) => listingId(each) === id && each.managed);
  for (const [channel, listing] of state.listings.entries()) {
    const should = sellable(stock, listing, exposure);
    if (!listing.managed) {
      // It shows what it showed, until a reading proves that it does not.
      continue;
    }
    if (listing.intent !== undefined) {
      return `at rest, and the push to ${listing.channel} was never ended`;
    }
    if (listing.push.kind === 'absolute' && exposure.shares === undefined) {
      // Without escrow its checks are not part of this model.
      continue;
    }
    if (listing.shown !== should) {
      return `at rest, and ${listing.channel} is believed to show ${listing.shown} where it should show ${should}`;
    }
    if (state.shows[channel] !== should) {
      return `at rest, and ${listing.channel} shows ${state.shows[channel]} where it should show ${should}`;
    }
  }
  const shares = Object.entries(exposure.shares ?? {});
  const waiting = shares.find(([id, { units, goal }]) => isPushed(id) && Math.max(0, units) !== Math.max(0, goal));
  if (waiting !== undefined) {
    return `at rest, and the share of ${waiting[0]} is ${waiting[1].units} where it should come to ${waiting[1].goal}`;
  }
  const divided = exposure.shares === undefined ? [] : state.listings;
  const crowded = divided.find((listing) => shownWithin(state, listing) > unitsWhere(state, listing));
  if (crowded !== undefined) {
    return `at rest, and more is shown where ${listingId(crowded)} draws than is there: ${shownWithin(state, crowded)}`;
  }
  const sumOf = (all: typeof shares) => all.reduce((sum, [, share]) => sum + Math.max(0, share.units), 0);
  const units = sumOf(shares.filter(([id]) => isPushed(id)));
  // What a listing that left may still sell is nobody else's.
  const left = Math.max(0, available(totalStock(stock)) - sumOf(shares.filter(([id]) => !isPushed(id))));
  return exposure.shares === undefined || units === left || !state.listings.some(({ managed }) => managed)
    ? undefined
    : `at rest, and the shares add up to ${units} of ${left}`;
}

/** What the listings show that draw on none but the locations of this one. */
function shownWithin({ listings, shows }: State, { drawsOn }: Listing): number {
  const own = listings.map((each) => each.managed && each.drawsOn.every((location) => drawsOn.includes(location)));
  return shows.reduce((sum, units, channel) => sum + (own[channel] ? Math.max(0, units) : 0), 0);
}

function unitsWhere({ head }: State, { drawsOn }: Listing): number {
  return Math.max(0, available(totalStock(head.stock, drawsOn)));
}
