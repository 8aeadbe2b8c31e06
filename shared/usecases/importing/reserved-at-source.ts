/** Units that the channel whose figures an import takes has reserved: for draft orders, and for transfers that are ready to ship. */
import type { ChannelId, LocationId, Sku } from '../../domain/identifiers.ts';
import type { SkuReading, StockSource } from './stock-source.ts';

/** So many units of the SKU are reserved there, and unavailable in the ledger from the import on. */
export type ReservedAtSource = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  /** Ours, where the units stay unavailable. */
  readonly location: LocationId;
  readonly units: number;
};

/**
 * What stays unavailable until somebody releases it, where stock work in the channel's admin is not followed: no message says
 * that a draft order took its units, or that a transfer left with them, so that nothing else gives them back.
 */
export function reservedAtSource(reading: SkuReading, source: StockSource): readonly ReservedAtSource[] {
  const { from: channel, offSale } = source.stockOf(reading) ?? { offSale: [] };
  const { sku, listings } = reading;
  return offSale.flatMap(({ channelLocation, offSale: { reserved } }) => {
    const listed = listings.find(
      ({ client, listing }) => client.channel === channel && listing.channelLocation === channelLocation,
    );
    const [location] = listed?.listing.drawsOn ?? [];
    return channel === undefined || location === undefined || reserved <= 0
      ? []
      : [{ sku, channel, location, units: reserved }];
  });
}
