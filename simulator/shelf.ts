import { type Exposure, type ExposureRules, sellable } from '../shared/domain/exposure.ts';
import { type ChannelId, parseChannelId, parseLocationId, parseSku } from '../shared/domain/identifiers.ts';
import { type Listing, ownCount } from '../shared/domain/listing.ts';
import { lineChanges, type OrderLineState } from '../shared/domain/order-line.ts';
import { changeStock, type Stock } from '../shared/domain/stock.ts';
import type { HeardSale } from './market.ts';

/** What the ledger knows of the one SKU of a sale. The listings stand in the order of the channels. */
export type Shelf = {
  readonly seq: number;
  readonly stock: Stock;
  readonly listings: readonly Listing[];
  readonly exposure: Exposure;
};

const SKU = parseSku('FLASH');
const LOCATION = parseLocationId('main');
const START_MS = Date.parse('2026-11-27T00:00:00.000Z');

/** The moment so many seconds after the sale began. */
export function moment(seconds: number): Date {
  return new Date(START_MS + seconds * 1000);
}

/** The ids of so many channels. */
export function channelIds(channels: number): readonly ChannelId[] {
  return Array.from({ length: channels }, (_, index) => parseChannelId(`channel-${index + 1}`));
}

/** The shelf before the first sale, with every listing at its sellable. */
export function openShelf(onHand: number, channels: readonly ChannelId[], rules: ExposureRules): Shelf {
  const stock: Stock = { [LOCATION]: { onHand, committed: 0, held: 0, unavailable: 0 } };
  const exposure: Exposure = { rules, revision: 0 };
  const listings = channels.map((channel): Listing => {
    const listing = emptyListing(channel);
    return { ...listing, shown: sellable(stock, listing, exposure) };
  });
  return { seq: 1, stock, listings, exposure };
}

/**
 * The shelf after a sale, by the rules that posting is made of: the order line's change of stock, and the channel's
 * own count. Posting itself (shared/domain/posting.ts) also remembers, seals and chains what it posts, which takes
 * five times as long and changes no quantity: test/simulator holds both to the same result.
 */
export function postSale(shelf: Shelf, { channel, units, soldAt }: HeardSale): Shelf {
  const listing = shelf.listings[channel];
  if (listing === undefined) {
    throw new Error(`There is no channel ${channel} on this shelf.`);
  }
  const state: OrderLineState = { ordered: units, shipped: 0, returned: 0, deducted: units };
  const occurredAt = moment(soldAt).toISOString();
  const { by } = ownCount(listing, { deducted: units, occurredAt, isFirst: true, isFresh: true });
  const stock = changeStock(shelf.stock, lineChanges(undefined, { state, location: LOCATION }));
  return withListing({ ...shelf, seq: shelf.seq + 1, stock }, channel, { ...listing, shown: listing.shown + by });
}

/** The shelf with another state of one channel's listing. */
export function withListing(shelf: Shelf, channel: number, listing: Listing): Shelf {
  return { ...shelf, listings: shelf.listings.with(channel, listing) };
}

function emptyListing(channel: ChannelId): Listing {
  return {
    sku: SKU,
    channel,
    channelLocation: '-',
    externalId: channel,
    drawsOn: [LOCATION],
    pushMode: 'delta',
    managed: true,
    shown: 0,
    generation: 0,
    revision: 0,
    doubts: 0,
    settledDoubts: 0,
  };
}
