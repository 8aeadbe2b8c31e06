/** The stock as one channel may offer it over all its locations, and what its listings may show of that. */
import type { ChannelId, LocationId } from '../identifiers.ts';
import type { Listing } from '../listing/listing.ts';
import { available, NO_STOCK, type Stock } from '../stock/stock.ts';
import { type Exposure, type ExposureInputs, sellable } from './exposure.ts';

/**
 * The stock from which the channel's listings are computed: units that one of its locations lacks are withheld at the
 * others, the fullest first. Each listing shows at least 0, so without this a channel with −4 at one location and 10 at
 * another would offer 10 where the ledger has 6. Locations that the channel does not list are left as they are.
 */
export function offeredStock(
  stock: Stock,
  listings: readonly Pick<Listing, 'channel' | 'managed' | 'drawsOn'>[],
  channel: ChannelId,
): Stock {
  const own = listings.filter((each) => each.managed && each.channel === channel);
  const locations = [...new Set(own.flatMap(({ drawsOn }) => drawsOn))];
  const unitsAt = (location: LocationId) => available(stock[location] ?? NO_STOCK);
  const lacking = locations.filter((location) => unitsAt(location) < 0);
  if (lacking.length === 0 || lacking.length === locations.length) {
    return stock;
  }
  const full = locations.filter((location) => unitsAt(location) > 0).sort((a, b) => unitsAt(b) - unitsAt(a));
  const offered: Record<LocationId, Stock[LocationId]> = { ...stock };
  const withhold = (location: LocationId, units: number) => {
    const before = offered[location] ?? NO_STOCK;
    offered[location] = { ...before, unavailable: before.unavailable + units };
  };
  for (const location of lacking) {
    let lack = -unitsAt(location);
    for (const other of full) {
      const taken = Math.max(0, Math.min(lack, available(offered[other] ?? NO_STOCK)));
      withhold(other, taken);
      withhold(location, -taken);
      lack -= taken;
    }
  }
  return offered;
}

/** A channel that lacks units at one of its locations, and what it may offer at the others. */
export type ChannelOffer = { readonly channel: ChannelId; readonly stock: Stock };

/** The channels that may offer less than the stock: what one of their locations lacks is withheld at the others. */
export function channelOffers({ stock, listings }: ExposureInputs): readonly ChannelOffer[] {
  const channels = [...new Set(listings.map(({ channel }) => channel))];
  return channels
    .map((channel) => ({ channel, stock: offeredStock(stock, listings, channel) }))
    .filter((offer) => offer.stock !== stock);
}

/** Units that a listing of the SKU should show (see `sellable`), of what its channel may offer over all its locations. */
export function sellableOffered(
  { stock, listings }: { readonly stock: Stock; readonly listings: Parameters<typeof offeredStock>[1] },
  listing: Parameters<typeof sellable>[1],
  exposure: Exposure,
): number {
  return sellable(offeredStock(stock, listings, listing.channel), listing, exposure);
}
