/** Computes what is due on a listing, also while it is open at which location its channel sold some units. */
import { type Exposure, freeUnits } from '../exposure/exposure.ts';
import { offeredStock } from '../exposure/offered-stock.ts';
import type { UnplacedLines } from '../ledger/sku-ledger.ts';
import type { Listing } from '../listing/listing.ts';
import { addsUnits } from '../listing/listing-push.ts';
import { wholeUnits } from '../listing/units.ts';
import type { Stock } from '../stock/stock.ts';
import { outstanding } from './push.ts';

/** The part of the SKU state from which follows what is due on a listing. */
export type StateToPush = {
  readonly stock: Stock;
  /** All listings of the channel; absent where the given one is its only one. */
  readonly listings?: readonly Listing[];
  readonly unplaced?: UnplacedLines | undefined;
};

/**
 * Units by which the listing differs from what it should show, with all locations that its channel offers.
 *
 * Units whose place is not known yet count at the channel's first location, for the ledger and for what we believe that it
 * shows there. If they were taken elsewhere, it shows so many more there, and so many more are free. So whatever is sold
 * besides is taken off what it shows, also where we believe that this is nothing. What that takes below 0 is given back
 * once the place is known.
 */
export function dueOn(state: StateToPush, listing: Listing, exposure: Exposure): number {
  const delta = outstanding(offeredStock(state.stock, state.listings ?? [listing], listing.channel), listing, exposure);
  return hasUnplacedLines(state, listing) && takesDifferences(listing, exposure)
    ? Math.min(delta, wholeUnits(freeUnits(state.stock, listing, exposure), listing) - listing.shown)
    : delta;
}

/** Under escrow a share covers whatever the channel sold, wherever that was. */
function takesDifferences(listing: Listing, { shares }: Exposure): boolean {
  return listing.managed && addsUnits(listing) && shares === undefined;
}

/**
 * Whether the channel sold units of the SKU and has not said yet at which of its places. Until it has, nothing that its
 * listings show proves that they show too little: a raise might put those units on sale again.
 */
export function hasUnplacedLines(
  { unplaced }: Pick<StateToPush, 'unplaced'>,
  { channel }: Pick<Listing, 'channel'>,
): boolean {
  return (unplaced?.[channel] ?? 0) > 0;
}
