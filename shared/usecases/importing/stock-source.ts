// Where the first units on hand come from, and the baseline that is made of them.
import { type ChannelId, type LocationId, parseQuantity, type Quantity, type Sku } from '../../domain/identifiers.ts';
import { locationAt } from '../../domain/listing/place.ts';
import type {
  BaselineObservation,
  MovementObservation,
  OffSaleAt,
  OrderLineObservation,
} from '../../domain/stock/observation.ts';
import { lineEffect } from '../../domain/stock/order-line.ts';
import type { OnHand } from '../../ports/importing/listing-registry.ts';
import type { ImportedListing } from './read-channels.ts';

/** Units on hand of a SKU at the cut-over. */
export type BaselineStock = {
  /** The source that the ledger records: a channel, or the operator. */
  readonly from: ChannelId;
  readonly onHand: OnHand;
  /** Of those, units that cannot be sold. */
  readonly unavailable: OnHand;
  /** What those units are, where the channel names them; empty where it does not, or somebody counted. */
  readonly offSale: readonly OffSaleAt[];
  /** Units that left or entered before this time are taken into account; ISO 8601. */
  readonly asOf: string;
  readonly includes: 'counted' | 'fromChannel';
};

/** What was read of one SKU from all channels. */
export type SkuReading = {
  readonly sku: Sku;
  readonly listings: readonly ImportedListing[];
  /** Each order line with all its states that were read, oldest first. */
  readonly lines: readonly (readonly OrderLineObservation[])[];
  readonly movements: readonly MovementObservation[];
  /** Lines of open orders that count on another channel, as they would count on the one that was read. */
  readonly leftOutLines: readonly OrderLineObservation[];
};

/** A SKU of which no channel has anything. */
export function nothingRead(sku: Sku): SkuReading {
  return { sku, listings: [], lines: [], movements: [], leftOutLines: [] };
}

/** Gives the units on hand with which SKUs enter the ledger. */
export type StockSource = {
  readonly name: ChannelId;
  stockOf(reading: SkuReading): BaselineStock | undefined;
  /** SKUs that the source knows by itself, listed or not: a SKU that is sold only at the till is in no catalogue. */
  readonly skus: readonly Sku[];
};

/** Takes the units on hand from a count by the operator, made at that time (ISO 8601). */
export function stockFromCount(name: ChannelId, counted: ReadonlyMap<Sku, OnHand>, countedAt: string): StockSource {
  return {
    name,
    skus: [...counted.keys()],
    stockOf({ sku }) {
      const onHand = counted.get(sku);
      return onHand && { from: name, onHand, unavailable: {}, offSale: [], asOf: countedAt, includes: 'counted' };
    },
  };
}

/**
 * Takes the units on hand from one channel, at the first location that each of its listings draws on. Where the channel
 * keeps no units on hand, they are the units that it shows plus those committed by its own open orders.
 */
export function stockFromChannel(channel: ChannelId): StockSource {
  return {
    name: channel,
    skus: [],
    stockOf({ listings, lines }) {
      const own = oneAtEachLocation(listings.filter(({ client }) => client.channel === channel));
      const onHand: Record<LocationId, Quantity> = {};
      const unavailable: Record<LocationId, Quantity> = {};
      for (const { listing } of own) {
        const { drawsOn, shows, stock, channelLocation } = listing;
        const [location] = drawsOn;
        if (location === undefined) {
          continue;
        }
        const owed = lines
          .flatMap((states) => states.slice(-1))
          .filter(
            ({ source, ...line }) => source.channel === channel && isAtSame(line.channelLocation, channelLocation),
          )
          .reduce((sum, { state }) => sum + lineEffect(state).committed, 0);
        add(onHand, location, stock?.onHand ?? shows + owed);
        add(unavailable, location, stock?.unavailable ?? 0);
      }
      const [asOf] = own.map((each) => each.asOf).sort();
      const offSale = own.length > PLACES_NAMED_MAX ? [] : own.flatMap(offSaleAt);
      return asOf === undefined
        ? undefined
        : { from: channel, onHand, unavailable, offSale, asOf, includes: 'fromChannel' };
    },
  };
}

/**
 * Each place's states are one more write in the transaction of the baseline, which takes 100 actions (TransactWriteItems, DynamoDB
 * API 2012-08-10). Of more places the first reading finds them.
 */
const PLACES_NAMED_MAX = 50;

function offSaleAt({ listing: { channelLocation, stock } }: ImportedListing): readonly OffSaleAt[] {
  return stock?.offSale === undefined ? [] : [{ channelLocation, offSale: stock.offSale }];
}

/**
 * Several listings of one SKU at one location sell the same units, so that their figures do not add up. The one that bears the
 * SKU itself is taken, or the one that shows least: more would be sold twice, less is found by a count.
 */
function oneAtEachLocation(listings: readonly ImportedListing[]): readonly ImportedListing[] {
  const bearsSku = ({ listing: { name, sku } }: ImportedListing) => name === undefined || name === sku;
  const byLocation = Map.groupBy(listings, ({ listing }) => locationAt(listing.channelLocation));
  return [...byLocation.values()].flatMap((group) =>
    group
      .toSorted((a, b) => Number(bearsSku(b)) - Number(bearsSku(a)) || a.listing.shows - b.listing.shows)
      .slice(0, 1),
  );
}

function isAtSame(one: string | undefined, other: string): boolean {
  return one !== undefined && locationAt(one) === locationAt(other);
}

/** A source that asks several sources in turn: the first that has units on hand for a SKU gives them. */
export function firstOf(sources: readonly [StockSource, ...StockSource[]]): StockSource {
  return {
    name: sources[0].name,
    skus: [...new Set(sources.flatMap(({ skus }) => skus))],
    stockOf(reading) {
      for (const source of sources) {
        const stock = source.stockOf(reading);
        if (stock !== undefined) {
          return stock;
        }
      }
      return undefined;
    },
  };
}

/** Units on hand are never negative, also where a channel that oversold reports so. */
function add(units: Record<LocationId, Quantity>, location: LocationId, more: number): void {
  units[location] = parseQuantity((units[location] ?? 0) + Math.max(0, more));
}

/** The baseline of a SKU, in the batch of its import. It counts every location: 0 units at those that the source does not name. */
export function baselineOf(
  reading: SkuReading,
  { from, onHand, unavailable, offSale, asOf, includes }: BaselineStock,
  locations: readonly LocationId[],
  { batchId, receivedAt }: { readonly batchId: string; readonly receivedAt: string },
): BaselineObservation {
  const nothing = Object.fromEntries(locations.map((location) => [location, parseQuantity(0)]));
  const openLines = openLinesOf(reading, asOf);
  return {
    kind: 'baseline',
    sku: reading.sku,
    onHand: { ...nothing, ...onHand },
    ...(Object.values<number>(unavailable).some((units) => units > 0) && { unavailable }),
    ...(openLines.length > 0 && { openLines }),
    ...(offSale.length > 0 && { offSale }),
    includes,
    source: { channel: from, order: batchId, key: 'baseline' },
    occurredAt: asOf,
    receivedAt,
  };
}

/**
 * Every state that was read of the lines that had units to ship at that time (ISO 8601) or changed since. Those that were
 * closed before are in the units on hand; posting recognises their late messages.
 */
export function openLinesOf({ lines }: SkuReading, asOf: string): readonly OrderLineObservation[] {
  return lines
    .filter((states) => {
      const last = states.at(-1);
      return last !== undefined && (lineEffect(last.state).committed > 0 || last.occurredAt > asOf);
    })
    .flat();
}
