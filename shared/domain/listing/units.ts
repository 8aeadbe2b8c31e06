/** Units of a SKU in one unit of a listing: a listing that sells packs of three counts packs, the ledger counts units. */
import type { Listing } from './listing.ts';

type Sold = Pick<Listing, 'units'>;

/** 1 or more; 1 where nothing else is known. */
export function unitsOf(listing: Sold | undefined): number {
  return listing?.units ?? 1;
}

/** As many of these units as make whole units of the listing. */
export function wholeUnits(units: number, listing: Sold): number {
  const each = unitsOf(listing);
  return Number.isFinite(units) ? Math.floor(units / each) * each : units;
}
