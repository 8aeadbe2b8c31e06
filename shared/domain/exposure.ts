import type { ChannelId } from './identifiers.ts';
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

/** The merchant's rules: one policy and safety stock, and what each channel adds to them. */
export type ExposureRules = {
  readonly policy: Exposure['policy'];
  readonly safetyStock: number;
  readonly channels: Readonly<Record<ChannelId, { readonly buffer: number; readonly cap?: number | undefined }>>;
};

/** The exposure of one channel's listings. */
export function exposureOf(rules: ExposureRules, channel: ChannelId): Exposure {
  const { buffer = 0, cap } = rules.channels[channel] ?? {};
  return { policy: rules.policy, safetyStock: rules.safetyStock, buffer, ...(cap !== undefined && { cap }) };
}

/** What the listing should show: what is available where it draws, less what is withheld, never below 0. */
export function sellable(stock: Stock, listing: Pick<Listing, 'drawsOn'>, exposure: Exposure): number {
  const free = available(totalStock(stock, listing.drawsOn)) - exposure.safetyStock - exposure.buffer;
  return Math.max(0, Math.min(free, exposure.cap ?? free));
}
