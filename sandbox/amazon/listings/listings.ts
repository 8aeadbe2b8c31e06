/** The listings of the sandbox's seller: what he offers, where, and how many of it. */
import type { AmazonItem } from '../account.ts';

export type ChannelCode = 'DEFAULT' | 'AMAZON_NA';

/**
 * A seller's offer of one SKU. DEFAULT is shipped by the merchant, AMAZON_NA by Amazon from its own stock: the codes of
 * `fulfillmentChannelCode` in models/listings-items-api-model and of the fulfillment_availability attribute
 * (https://developer-docs.amazon.com/sp-api/docs/merge-a-listing, 2026).
 */
export type Listing = {
  sku: string;
  title: string;
  asin: string;
  productType: string;
  channelCode: ChannelCode;
  quantity: number;
  leadTimeToShipMaxDays: number | undefined;
  restockDate: string | undefined;
  /** Amazon took it off sale, for whatever reason. */
  isSuppressed: boolean;
  /** The marketplaces that have the listing; undefined for all on which the seller sells. */
  offeredOn: readonly string[] | undefined;
  /** Units by supply source, of a listing with multi-location inventory. */
  supplySources: Readonly<Record<string, number>>;
  /** What a reading of its quantity has: all of it, an entry without a quantity, or no entry. */
  reading: 'whole' | 'withoutQuantity' | 'absent';
  createdMs: number;
  lastUpdatedMs: number;
};

/** A quantity that moved: the listing's own, or that of one supply source, under its id. */
export type Moved = { channelCode: string; quantity: number };

/**
 * Customers can buy it now ("shoppers can purchase": BUYABLE of listingsItems_2021-08-01.json, amzn/selling-partner-api-models @34dc93fe (2026-08-05)). That what is sold out is
 * not BUYABLE is our reading of it.
 */
export function isBuyable(listing: Listing): boolean {
  return sellableOf(listing) > 0 && !listing.isSuppressed;
}

/** Units that customers can buy: the listing's one quantity, and those of its supply sources. */
export function sellableOf({ quantity, supplySources }: Listing): number {
  return Object.values(supplySources).reduce((sum, units) => sum + units, quantity);
}

export function isOffered({ offeredOn }: Listing, marketplaceId: string): boolean {
  return offeredOn === undefined || offeredOn.includes(marketplaceId);
}

export type Listings = {
  all: () => Listing[];
  find: (sku: string) => Listing | undefined;
  /** Changes a listing; a seller-fulfilled quantity that moved is made known, and whether it can be bought. */
  change: (listing: Listing, changes: Partial<Listing>) => void;
};

const FIRST_CREATED_MS = Date.parse('2026-01-01T00:00:00.000Z');
const APART_MS = 1_000;

/** The seller's listings, each with the quantity of its item; they were made one after the other. */
export function openListings(
  items: readonly AmazonItem[],
  nowMs: () => number,
  quantityChanged: (listing: Listing, moved: Moved) => void,
  statusChanged: (listing: Listing) => void = () => undefined,
): Listings {
  const bySku = new Map(
    items.map((item, at) => [item.sku, listingOf(item, FIRST_CREATED_MS + at * APART_MS, nowMs())]),
  );
  return {
    all: () => [...bySku.values()],
    find: (sku) => bySku.get(sku),
    change(listing, changes) {
      const { quantity, channelCode, supplySources } = listing;
      const wasBuyable = isBuyable(listing);
      Object.assign(listing, changes, { lastUpdatedMs: nowMs() });
      const isMoved = quantity !== listing.quantity || channelCode !== listing.channelCode;
      if (isMoved && listing.channelCode === 'DEFAULT') {
        quantityChanged(listing, { channelCode: listing.channelCode, quantity: listing.quantity });
      }
      for (const [source, units] of Object.entries(listing.supplySources)) {
        if (supplySources[source] !== units) quantityChanged(listing, { channelCode: source, quantity: units });
      }
      if (wasBuyable !== isBuyable(listing)) statusChanged(listing);
    },
  };
}

function listingOf({ sku, title, quantity, amazon }: AmazonItem, createdMs: number, nowMs: number): Listing {
  return {
    sku,
    title,
    asin: amazon.asin,
    productType: amazon.productType,
    channelCode: amazon.fulfilmentChannel,
    quantity,
    isSuppressed: false,
    offeredOn: undefined,
    supplySources: {},
    reading: 'whole',
    leadTimeToShipMaxDays: amazon.leadTimeToShipMaxDays,
    restockDate: amazon.restockDate,
    createdMs,
    lastUpdatedMs: nowMs,
  };
}
