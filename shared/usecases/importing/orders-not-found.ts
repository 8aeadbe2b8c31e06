/** Compares the units that a channel says its open orders have with the orders that an import found. */
import {
  type ChannelId,
  entriesOf,
  type LocationId,
  parseQuantity,
  type Quantity,
  type Sku,
} from '../../domain/identifiers.ts';
import { isLinked, locationAt } from '../../domain/listing/place.ts';
import type { OrderLineObservation } from '../../domain/stock/observation.ts';
import { lineEffect } from '../../domain/stock/order-line.ts';
import type { CatalogueListing } from '../../ports/channel/channel.ts';
import type { BaselineStock, SkuReading, StockSource } from './stock-source.ts';

/** A channel has committed more units than its open orders have that were found. */
export type OrdersNotFound = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  /** Ours, where the units stay unavailable. */
  readonly location: LocationId;
  readonly committed: number;
  readonly found: number;
};

/**
 * Units that a channel has committed to orders which its search did not show: Shopify shows those of the last 60 days only,
 * without the scope `read_all_orders`. Orders that are left out here because they count on another channel were found: their
 * units are committed there, and would be kept back twice.
 */
export function ordersNotFound({ sku, listings, lines, leftOutLines }: SkuReading): readonly OrdersNotFound[] {
  const last = [...lines.flatMap((states) => states.slice(-1)), ...leftOutLines];
  return listings.flatMap(({ client: { channel }, listing }): readonly OrdersNotFound[] => {
    const { stock, drawsOn } = listing;
    const [location] = drawsOn;
    const committed = stock?.committed ?? 0;
    const found = last
      .filter((line) => line.source.channel === channel && isOfListing(line, listing))
      .reduce((sum, { state }) => sum + lineEffect(state).committed, 0);
    return location !== undefined && committed > found ? [{ sku, channel, location, committed, found }] : [];
  });
}

/**
 * Whether the line is of this listing. One that was handed on names the listing's place; any other names a location of the
 * channel, at which several linked items may bear the SKU: then the id under which they are sold says whose it is.
 */
function isOfListing(line: OrderLineObservation, { channelLocation, soldAs }: CatalogueListing): boolean {
  const { channelLocation: at = '' } = line;
  if (isLinked({ channelLocation: at })) {
    return at === channelLocation;
  }
  const isAnother = typeof line.soldAs === 'string' && soldAs !== undefined && line.soldAs !== soldAs;
  return at === locationAt(channelLocation) && !isAnother;
}

/**
 * The source, with the units of orders that were not found kept unavailable: they are promised to somebody, and would be put
 * on sale by the first push.
 */
export function withoutOrdersNotFound(source: StockSource): StockSource {
  return {
    ...source,
    stockOf(reading) {
      const stock = source.stockOf(reading);
      return stock && { ...stock, unavailable: keptBack(stock, ordersNotFound(reading)) };
    },
  };
}

function keptBack({ unavailable }: BaselineStock, missing: readonly OrdersNotFound[]): BaselineStock['unavailable'] {
  const kept: Record<LocationId, Quantity> = Object.fromEntries(entriesOf(unavailable));
  for (const { location, committed, found } of missing) {
    kept[location] = parseQuantity((kept[location] ?? 0) + committed - found);
  }
  return kept;
}
