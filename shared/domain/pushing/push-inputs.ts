/** What decided the figure of a push, kept with it for those who ask why. */
import { bufferOf, type Exposure, type Policy } from '../exposure/exposure.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { available, type Stock, totalStock } from '../stock/stock.ts';

/** All quantities in units of the SKU, as they were when the push was planned. */
export type PushInputs = {
  readonly policy: Policy;
  /** Available where the listing draws. */
  readonly available: number;
  /** Withheld from every listing. */
  readonly safetyStock: number;
  /** Withheld from this channel, as configured or as last computed. */
  readonly buffer: number;
  readonly cap?: number;
  /** Under escrow: the share of the listing. */
  readonly share?: number;
  /** While the endgame runs: the listing that alone shows what is left. */
  readonly finisher?: string;
  /** How long the listing's pushes took lately, from receipt to answer; absent before the first. Milliseconds. */
  readonly lagMs?: number;
};

/** What decides what the listing may show now. */
export function pushInputsOf(
  stock: Stock,
  listing: Pick<Listing, 'channel' | 'channelLocation' | 'drawsOn' | 'lagMs'>,
  exposure: Exposure,
): PushInputs {
  const { rules, shares, endgame } = exposure;
  const cap = rules.channels[listing.channel]?.cap;
  return {
    policy: rules.policy,
    available: available(totalStock(stock, listing.drawsOn)),
    safetyStock: rules.safetyStock,
    buffer: bufferOf(exposure, listing.channel),
    ...(cap !== undefined && { cap }),
    ...(shares !== undefined && { share: shares[listingId(listing)]?.units ?? 0 }),
    ...(endgame !== undefined && { finisher: endgame.listing }),
    ...(listing.lagMs !== undefined && { lagMs: listing.lagMs }),
  };
}
