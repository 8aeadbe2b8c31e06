import type { AmazonItem } from '../account.ts';

export type ChannelCode = 'DEFAULT' | 'AMAZON_NA';

/** A seller's offer of one SKU. DEFAULT is shipped by the merchant, AMAZON_NA by Amazon from its own stock. */
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
  lastUpdatedMs: number;
};

/** Customers can buy it now: what is sold out cannot be bought either. */
export function isBuyable({ quantity, isSuppressed }: Listing): boolean {
  return quantity > 0 && !isSuppressed;
}

export type Listings = {
  all: () => Listing[];
  find: (sku: string) => Listing | undefined;
  /** Changes a listing; a merchant-fulfilled quantity that moved is made known, and whether it can be bought. */
  change: (listing: Listing, changes: Partial<Listing>) => void;
};

/** The seller's listings, each with the quantity of its item. */
export function openListings(
  items: readonly AmazonItem[],
  nowMs: () => number,
  quantityChanged: (listing: Listing) => void,
  statusChanged: (listing: Listing) => void = () => undefined,
): Listings {
  const bySku = new Map(items.map((item) => [item.sku, listingOf(item, nowMs())]));
  return {
    all: () => [...bySku.values()],
    find: (sku) => bySku.get(sku),
    change(listing, changes) {
      const before = { quantity: listing.quantity, channelCode: listing.channelCode };
      const wasBuyable = isBuyable(listing);
      Object.assign(listing, changes, { lastUpdatedMs: nowMs() });
      const isMoved = before.quantity !== listing.quantity || before.channelCode !== listing.channelCode;
      if (isMoved && listing.channelCode === 'DEFAULT') quantityChanged(listing);
      if (wasBuyable !== isBuyable(listing)) statusChanged(listing);
    },
  };
}

function listingOf({ sku, title, quantity, amazon }: AmazonItem, nowMs: number): Listing {
  return {
    sku,
    title,
    asin: amazon.asin,
    productType: amazon.productType,
    channelCode: amazon.fulfilmentChannel,
    quantity,
    isSuppressed: false,
    leadTimeToShipMaxDays: amazon.leadTimeToShipMaxDays,
    restockDate: amazon.restockDate,
    lastUpdatedMs: nowMs,
  };
}
