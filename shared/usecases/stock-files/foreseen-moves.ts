/** What a posting would do to a SKU's figures: before and after, and how its listings move. */

import { currentExposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import { sellableOffered } from '../../domain/exposure/offered-stock.ts';
import { keysOf, type LocationId, type Sku } from '../../domain/identifiers.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { available, type LocationStock, NO_STOCK, totalStock } from '../../domain/stock/stock.ts';
import type { Foreseen } from '../posting/decide-for.ts';

/** A figure before and after. */
export type FromTo<Figure> = { readonly before: Figure; readonly after: Figure };

/** How the figures of one SKU move. Units. */
export type SkuMove = {
  readonly sku: Sku;
  readonly available: FromTo<number>;
  readonly locations: Readonly<Record<LocationId, FromTo<LocationStock>>>;
  /** Managed listings whose quantity moves. */
  readonly listings: readonly (FromTo<number> & Pick<Listing, 'channel' | 'shown'> & { readonly listing: string })[];
  /** Bundles that contain the SKU: their listings move with it. */
  readonly bundles: readonly Sku[];
};

/** How the figures of the SKU move by what is foreseen. */
export function skuMoveOf({ before, after }: Foreseen, rules: ExposureRules): SkuMove {
  const places = [...new Set([...keysOf(before.stock), ...keysOf(after.stock)])];
  const shows = (ledger: SkuLedger, listing: Listing) =>
    sellableOffered(ledger, listing, currentExposure(ledger, rules));
  return {
    sku: before.sku,
    available: { before: available(totalStock(before.stock)), after: available(totalStock(after.stock)) },
    locations: Object.fromEntries(
      places.map((place) => [
        place,
        { before: before.stock[place] ?? NO_STOCK, after: after.stock[place] ?? NO_STOCK },
      ]),
    ),
    listings: before.listings
      .filter(({ managed }) => managed)
      .map((each) => ({
        listing: listingId(each),
        channel: each.channel,
        shown: each.shown,
        before: shows(before, each),
        after: shows(after, each),
      }))
      .filter((move) => move.before !== move.after),
    bundles: before.exposure?.partOf ?? [],
  };
}
