/** What the ledger knows of the SKU of a simulated sale, and how a sale changes it by the product's own rules. */
import { type Demand, demandAfterSale } from '../../shared/domain/exposure/demand.ts';
import { type Exposure, type ExposureRules, sellable } from '../../shared/domain/exposure/exposure.ts';
import { exposureAfterOwnSale, idleTimeoutMs, reviseExposure } from '../../shared/domain/exposure/revise-exposure.ts';
import { holdersOfTheLast } from '../../shared/domain/exposure/share-pools.ts';
import type { RebalanceOptions } from '../../shared/domain/exposure/shares.ts';
import {
  type ChannelId,
  type LocationId,
  parseChannelId,
  parseLocationId,
  parseSku,
} from '../../shared/domain/identifiers.ts';
import { deductionEffect, SETTLE_MS_DEFAULT, withDeduction } from '../../shared/domain/listing/deduction.ts';
import { type Listing, listingId } from '../../shared/domain/listing/listing.ts';
import { lineChanges, type OrderLineState } from '../../shared/domain/stock/order-line.ts';
import { available, changeStock, NO_STOCK, type Stock, totalStock } from '../../shared/domain/stock/stock.ts';
import type { LedgerSale } from '../market/market.ts';

/** What the ledger knows of the one SKU of a sale. The listings stand in the order of the channels. */
export type SkuState = {
  readonly seq: number;
  readonly stock: Stock;
  readonly listings: readonly Listing[];
  readonly exposure: Exposure;
  readonly demand?: Demand | undefined;
  /** Of a bundle: whether what it is made of is under escrow, so that it is to show nothing. */
  readonly components?: readonly { readonly isUnderEscrow?: true }[];
};

/** How the sale begins. */
export type Opening = {
  readonly onHand: number;
  readonly channels: readonly ChannelId[];
  readonly rules: ExposureRules;
  /** What the ledger knows of each channel's part of the demand: in the order of the channels, 1 in sum. */
  readonly knownParts: readonly number[];
  /** What the ledger knows of each channel's lag, in seconds. */
  readonly knownLag: number;
  /** The channels that only accept figures, by their place; absent: none. */
  readonly acceptFigures?: readonly boolean[];
  readonly settleMs?: number;
  /** How many places the units lie at; absent: one. */
  readonly places?: number;
};

const SKU = parseSku('FLASH');
const START_MS = Date.parse('2026-11-27T00:00:00.000Z');

/** The moment so many seconds after the sale began. */
export function moment(seconds: number): Date {
  return new Date(START_MS + seconds * 1000);
}

/** The ids of so many channels. */
export function channelIds(channels: number): readonly ChannelId[] {
  return Array.from({ length: channels }, (_, index) => parseChannelId(`channel-${index + 1}`));
}

/** The ids of so many places: `main`, then `place-2` and so on. */
function placeIds(places: number): readonly LocationId[] {
  return Array.from({ length: places }, (_, index) => parseLocationId(index === 0 ? 'main' : `place-${index + 1}`));
}

/** Where the listing of a channel draws: the first channel sells from all places, the others by turns from one each. */
function drawsOnOf(channel: number, places: readonly LocationId[]): readonly LocationId[] {
  const own = places[(channel - 1) % places.length];
  return channel === 0 || own === undefined ? places : [own];
}

/** The state before the first sale, with every listing at its sellable. The units lie at all places in equal parts. */
export function openingState(opening: Opening): SkuState {
  const { onHand, channels, rules, knownParts, knownLag, acceptFigures = [], settleMs = SETTLE_MS_DEFAULT } = opening;
  const places = placeIds(opening.places ?? 1);
  const unitsAt = (place: number) => Math.floor((onHand + places.length - 1 - place) / places.length);
  const empty: SkuState = {
    seq: 1,
    stock: Object.fromEntries(places.map((id, place) => [id, { ...NO_STOCK, onHand: unitsAt(place) }])),
    listings: channels.map((channel, index) => ({
      ...emptyListing(channel, knownLag, acceptFigures[index] === true),
      drawsOn: drawsOnOf(index, places),
    })),
    exposure: { rules, revision: 0 },
    demand: earlierDemand(channels, knownParts),
  };
  const { stock, exposure, ...state } = revised(empty, 0, { release: 'release', settleMs });
  const listings = state.listings.map((listing) => {
    const shown = sellable(stock, listing, exposure);
    return { ...listing, shown, ...(listing.answered !== undefined && { answered: shown }) };
  });
  return { ...state, stock, exposure, listings };
}

/** Units sold before the sale, one an hour: what is known of each channel's part of the demand comes from them. */
const EARLIER_UNITS = 64;

function earlierDemand(channels: readonly ChannelId[], knownParts: readonly number[]): Demand {
  const from = (units: number) => moment(-3600 * units).toISOString();
  return {
    previous: { from: from(EARLIER_UNITS), units: EARLIER_UNITS / 2 },
    present: { from: from(EARLIER_UNITS / 2), units: EARLIER_UNITS / 2 },
    lastAt: from(0),
    parts: Object.fromEntries(channels.map((channel, index) => [channel, knownParts[index] ?? 0])),
  };
}

/**
 * The state after a sale, by the rules that posting is made of: the order line's change of stock, the channel's own
 * count, its share, and what the sale says of the demand. Posting itself (shared/domain/posting/post.ts) also remembers,
 * seals and chains what it posts, which takes five times as long and changes no quantity: test/simulator holds both to
 * the same result.
 */
export function postSale(
  before: SkuState,
  { channel, units, soldAt }: LedgerSale,
  now: number,
  settleMs: number = SETTLE_MS_DEFAULT,
): SkuState {
  const { stock, listings, exposure, demand } = before;
  const listing = listings[channel];
  if (listing === undefined) {
    throw new Error(`There is no channel ${channel} in this sale.`);
  }
  const sold = listingId(listing);
  const line: OrderLineState = { ordered: units, shipped: 0, returned: 0, deducted: units };
  const at = moment(soldAt).toISOString();
  const isInEscrow = exposure.shares !== undefined;
  const sale = { deducted: units, occurredAt: at, isFirst: true, isFresh: true, isInEscrow, settleMs };
  const open = listings.filter(({ managed, shown }) => managed && shown > 0).map(listingId);
  const known = listing.managed ? demandAfterSale(demand, { listing: sold, units, at, open }) : demand;
  const [location] = listing.drawsOn;
  return withListing(
    {
      seq: before.seq + 1,
      stock: location === undefined ? stock : changeStock(stock, lineChanges(undefined, { state: line, location })),
      listings,
      exposure: exposureAfterOwnSale(exposure, sold, units, moment(now).toISOString()),
      ...(known && { demand: known }),
    },
    channel,
    withDeduction(listing, deductionEffect(listing, sale)),
  );
}

/** The state with its exposure computed anew from all that the ledger knows now. */
export function revised(state: SkuState, now: number, options: RebalanceOptions): SkuState {
  return { ...state, ...reviseExposure(state.exposure, state, moment(now), options) };
}

/**
 * After how many seconds the product checks again the channel that holds the last units, though nothing happens until then,
 * as shared/usecases/exposure/rebalance-shares.ts schedules it; infinite where no channel keeps units from others.
 */
export function idleTimeout({ stock, listings, exposure, demand }: SkuState, now: number): number {
  const { endgame } = exposure;
  const holders = endgame ? [endgame.listing] : holdersOfTheLast(exposure, { stock, listings }).map(listingId);
  return available(totalStock(stock)) <= 0
    ? Number.POSITIVE_INFINITY
    : Math.min(...holders.map((each) => idleTimeoutMs({ stock, listings, demand }, each, moment(now)) / 1000));
}

/** The state with another state of one channel's listing. */
export function withListing(state: SkuState, channel: number, listing: Listing): SkuState {
  return { ...state, listings: state.listings.with(channel, listing) };
}

/** One that only accepts figures was read before the sale: escrow knows what it shows. */
function emptyListing(channel: ChannelId, knownLag: number, acceptsFigures: boolean): Omit<Listing, 'drawsOn'> {
  return {
    sku: SKU,
    channel,
    channelLocation: '-',
    externalId: channel,
    push: acceptsFigures ? { kind: 'absolute', possiblyOverwritten: 0, setAgain: 0 } : { kind: 'difference' },
    ...(acceptsFigures && { answered: 0 }),
    managed: true,
    shown: 0,
    generation: 0,
    revision: 0,
    lagMs: Math.round(knownLag * 1000),
  };
}
