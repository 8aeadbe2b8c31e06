/** The stock of SKUs as CSV, a line for each of their locations, or of their listings. */
import type { StockAt } from '../../../shared/usecases/reading/list-stock-at.ts';
import { csvField } from '../../files/csv-field.ts';

export const STOCK_HEADER = 'sku,location,on_hand,committed,held,unavailable,available,seq,hash,at';

/** The lines of one SKU, each with its end. `seq` and `hash`: of the entry that its stock follows from. */
export function csvLinesOf({ sku, locations, seq, hash }: StockAt, at: Date): string {
  return Object.entries(locations)
    .map(([location, { onHand, committed, held, unavailable, available }]) =>
      [
        csvField(sku),
        csvField(location),
        onHand,
        committed,
        held,
        unavailable,
        available,
        seq,
        hash,
        at.toISOString(),
      ].join(','),
    )
    .map((line) => `${line}\n`)
    .join('');
}

export const LISTINGS_HEADER = 'sku,listing,shown,because,as_of,available,seq,hash,at';

/** What each listing of one SKU showed, a line each; of a SKU without a listing none. `available`: that of the SKU. */
export function listingLinesOf({ sku, available, seq, hash, listings = [] }: StockAt, at: Date): string {
  return listings
    .map(({ listing, shown, because, asOf }) =>
      [csvField(sku), csvField(listing), shown, because, asOf, available, seq, hash, at.toISOString()].join(','),
    )
    .map((line) => `${line}\n`)
    .join('');
}
