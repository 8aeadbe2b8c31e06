import { setTimeout as sleep } from 'node:timers/promises';
import type { SaleChannel } from './purchases.ts';
import { look, type SaleState } from './sale.ts';
import type { StocklineClient, StockView } from './stockline-client.ts';

/** One listing at the end: what it should show, what the ledger believes it shows, what the channel does show. */
export type ListingEnd = {
  readonly channel: string;
  readonly sellable: number;
  readonly shown: number;
  readonly pending: number;
  readonly shows: number;
};

export type Quiet = {
  /** Whether every listing ended at its `sellable`, on the channel too. */
  readonly settled: boolean;
  /** Whether that, with what was waited for, came in time. */
  readonly isReached: boolean;
  readonly available: number;
  readonly listings: readonly ListingEnd[];
};

const LOOK_EVERY_MS = 500;

/** A webhook may still be on its way when all figures agree for a moment. */
const SAME_LOOKS = 4;

/**
 * Waits until the ledger has `available`, an escrow that has begun is in force, and all figures agree and stay so for
 * some looks, at most `limitMs`; the answer says whether it came to that, and whether the figures agree.
 */
export async function untilQuiet(options: {
  readonly client: StocklineClient;
  readonly sku: string;
  readonly state: SaleState;
  readonly available: number;
  readonly limitMs: number;
  readonly lookEveryMs?: number;
  readonly onLook: () => void;
}): Promise<Quiet> {
  const { client, sku, state, available, limitMs, lookEveryMs = LOOK_EVERY_MS, onLook } = options;
  const deadline = performance.now() + limitMs;
  let sameLooks = 0;
  let seq = -1;
  for (;;) {
    const view = await look(client, sku, state);
    onLook();
    const listings = listingEnds(view, state);
    const settled = listings.length > 0 && listings.every(isSettled);
    const isThere = settled && view.available === available && view.escrow?.inForce !== false;
    sameLooks = isThere && view.seq === seq ? sameLooks + 1 : 0;
    seq = view.seq;
    const isReached = sameLooks >= SAME_LOOKS;
    if (isReached || performance.now() >= deadline) {
      return { settled, isReached, available: view.available, listings };
    }
    await sleep(lookEveryMs);
  }
}

export function isSettled({ sellable, shown, pending, shows }: ListingEnd): boolean {
  return pending === 0 && shown === sellable && shows === sellable;
}

function listingEnds(view: StockView, state: SaleState): readonly ListingEnd[] {
  return view.listings.map((listing) => ({
    ...listing,
    shows: state.channels[listing.channel as SaleChannel]?.shows ?? Number.NaN,
  }));
}
