/** How an order moves the quantities of a listing, whichever marketplace it comes from. */
import type { FulfilledBy } from '../orders/order.ts';
import type { Listing, Listings } from './listings.ts';

/** Whose units move: Amazon's own or the seller's, and of which of his supply sources. */
export type Whose = { fulfilledBy: FulfilledBy; supplySourceId: string | null };

/**
 * Moves the count of what is fulfilled so. A listing has one seller-fulfilled quantity for all marketplaces: inventory
 * is kept by seller and SKU (Amazon staff, https://github.com/amzn/selling-partner-api-docs/issues/3167, 2023). An order
 * that Amazon ships from its own stock leaves it alone.
 */
export function moveCount(listings: Listings, listing: Listing, units: number, { fulfilledBy, supplySourceId }: Whose) {
  if ((fulfilledBy === 'AMAZON') !== (listing.channelCode === 'AMAZON_NA')) return;
  if (supplySourceId === null) {
    listings.change(listing, { quantity: listing.quantity + units });
    return;
  }
  const left = (listing.supplySources[supplySourceId] ?? 0) + units;
  listings.change(listing, { supplySources: { ...listing.supplySources, [supplySourceId]: left } });
}
