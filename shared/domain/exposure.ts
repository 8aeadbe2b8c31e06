import type { Listing } from './listing.ts';
import { available, type Stock, totalStock } from './stock.ts';

/** What the merchant lets a listing show. All numbers are whole units, 0 or more. */
export type Exposure = {
  readonly policy: 'shared';
  /** Withheld from every listing. */
  readonly safetyStock: number;
  /** Withheld from this one listing, for its channel's lag. */
  readonly buffer: number;
  /** The most this listing may show. */
  readonly cap?: number;
};

export const SHARED_EXPOSURE: Exposure = { policy: 'shared', safetyStock: 0, buffer: 0 };

/** What the listing should show: what is available where it draws, less what is withheld, never below 0. */
export function sellable(stock: Stock, listing: Pick<Listing, 'drawsOn'>, exposure: Exposure): number {
  const free = available(totalStock(stock, listing.drawsOn)) - exposure.safetyStock - exposure.buffer;
  return Math.max(0, Math.min(free, exposure.cap ?? free));
}
