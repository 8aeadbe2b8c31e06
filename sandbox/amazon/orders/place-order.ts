/** A customer buys on Amazon: on any marketplace of the seller, shipped by him or by Amazon. */
import * as v from 'valibot';
import { type ActionOutcome, type OrderLine, sumBySku } from '../../kernel/platform.ts';
import { moveCount } from '../listings/counts.ts';
import { isOffered, type Listing, type Listings, sellableOf } from '../listings/listings.ts';
import { type Marketplaces, marketplaceOf } from '../marketplaces.ts';
import { type FulfilledBy, newOrder, type Order, type PlacedLine } from './order.ts';

const sku = v.pipe(v.string(), v.minLength(1));
const units = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** The body of `POST /_sandbox/orders` at Amazon. */
export const orderBody = v.strictObject({
  lines: v.pipe(v.array(v.strictObject({ sku, quantity: units })), v.minLength(1)),
  /** The seller's own marketplace unless named; a purchase on another shows that he sells there too. */
  marketplaceId: v.optional(v.string()),
  /** As the listings are fulfilled, unless named: AMAZON of a seller-fulfilled listing is Amazon's own stock of it. */
  fulfilledBy: v.optional(v.picklist(['MERCHANT', 'AMAZON'])),
});

export type Purchase = {
  lines: readonly OrderLine[];
  marketplaceId?: string | undefined;
  fulfilledBy?: FulfilledBy | undefined;
};

export type Shop = { listings: Listings; marketplaces: Marketplaces; orders: Map<string, Order>; nowMs: () => number };

type Refusal = Exclude<ActionOutcome, { outcome: 'done' }>;

/**
 * Places the order and counts the listings down, or says why Amazon would not have offered it. Assumed: an order is shipped
 * whole by Amazon or by the merchant, and each line by one supply source.
 */
export function placeOrder(shop: Shop, purchase: Purchase): ActionOutcome<Order> {
  const found = listed(shop, purchase);
  if ('outcome' in found) return found;
  const { lines, marketplaceId, fulfilledBy } = found;
  const shortage = fulfilledBy === 'MERCHANT' || lines.every(isAmazons) ? shortageOf(lines) : undefined;
  if (shortage) return shortage;
  const placed: PlacedLine[] = [];
  for (const { line, listing } of lines) {
    const supplySourceId = fulfilledBy === 'AMAZON' ? null : sourceFor(listing, line.quantity);
    if (supplySourceId === undefined) {
      return { outcome: 'insufficient', reason: `No one place has ${line.quantity} of ${line.sku}.` };
    }
    placed.push({ line, listing, supplySourceId });
  }
  const order = newOrder(placed, { fulfilledBy, marketplaceId, nowMs: shop.nowMs() });
  shop.marketplaces.join(marketplaceId);
  shop.orders.set(order.orderId, order);
  for (const { line, listing, supplySourceId } of placed) {
    moveCount(shop.listings, listing, -line.quantity, { fulfilledBy, supplySourceId });
  }
  return { outcome: 'done', value: order };
}

type Line = { line: OrderLine; listing: Listing };
type Listed = { lines: readonly Line[]; marketplaceId: string; fulfilledBy: FulfilledBy };

function listed({ listings, marketplaces }: Shop, purchase: Purchase): Listed | Refusal {
  const [own = ''] = marketplaces.ids();
  const { marketplaceId = own } = purchase;
  if (marketplaceOf(marketplaceId) === undefined) {
    return { outcome: 'invalid', reason: `marketplaceId: Amazon has no marketplace ${marketplaceId}.` };
  }
  const lines: Line[] = [];
  for (const line of purchase.lines) {
    const listing = listings.find(line.sku);
    if (!listing) return { outcome: 'unknown', reason: `Amazon lists no SKU ${line.sku}.` };
    if (!isOffered(listing, marketplaceId)) {
      return { outcome: 'unknown', reason: `${line.sku} is not offered on ${marketplaceId}.` };
    }
    lines.push({ line, listing });
  }
  const count = lines.filter(isAmazons).length;
  const fulfilledBy = purchase.fulfilledBy ?? (count > 0 ? 'AMAZON' : 'MERCHANT');
  if (count > 0 && count < lines.length) {
    return { outcome: 'impossible', reason: 'Amazon splits an order that both it and the merchant ship: place two.' };
  }
  if (count > 0 && fulfilledBy === 'MERCHANT') {
    return { outcome: 'impossible', reason: 'What Amazon fulfils is not shipped by the merchant.' };
  }
  return { lines, marketplaceId, fulfilledBy };
}

function isAmazons({ listing }: Line): boolean {
  return listing.channelCode === 'AMAZON_NA';
}

function shortageOf(lines: readonly Line[]): Refusal | undefined {
  for (const [named, quantity] of sumBySku(lines.map(({ line }) => line))) {
    const listing = lines.find(({ line }) => line.sku === named)?.listing;
    const shown = listing ? sellableOf(listing) : 0;
    if (shown < quantity) {
      return { outcome: 'insufficient', reason: `Amazon shows ${shown} of ${named}, not ${quantity}.` };
    }
  }
  return undefined;
}

/** The supply source that ships a line: the first that has all of it, else the listing's one quantity. */
function sourceFor({ supplySources, quantity }: Listing, wanted: number): string | null | undefined {
  const source = Object.entries(supplySources).find(([, units]) => units >= wanted)?.[0];
  if (source !== undefined) return source;
  return Object.keys(supplySources).length === 0 || quantity >= wanted ? null : undefined;
}
