/** Waits until nothing moves any more: ledger, listings and channels agree. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SALE_CHANNELS } from './purchases.ts';
import { readFigures, type SaleState } from './sale.ts';
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
  readonly isAtSellable: boolean;
  /** Whether all that the caller waited for came in time. */
  readonly isReached: boolean;
  readonly available: number;
  readonly listings: readonly ListingEnd[];
};

const READ_EVERY_MS = 500;

/** A webhook may still be on its way when all figures agree for a moment. */
const SAME_READS = 4;

/**
 * Waits until the ledger has `available`, an escrow that has begun is in force, and all figures have agreed in several
 * reads in a row; at most `limitMs`.
 */
export async function untilQuiet(options: {
  readonly client: StocklineClient;
  readonly sku: string;
  readonly state: SaleState;
  readonly available: number;
  readonly limitMs: number;
  readonly readEveryMs?: number;
  readonly onRead: () => void;
}): Promise<Quiet> {
  const { client, sku, state, available, limitMs, readEveryMs = READ_EVERY_MS, onRead } = options;
  const deadline = performance.now() + limitMs;
  let sameReads = 0;
  let seq = -1;
  for (;;) {
    const view = await readFigures(client, sku, state);
    onRead();
    const listings = listingEnds(view, state);
    const isAtSellable = listings.length > 0 && listings.every(showsItsSellable);
    const isThere = isAtSellable && view.available === available && view.escrow?.inForce !== false;
    sameReads = isThere && view.seq === seq ? sameReads + 1 : 0;
    seq = view.seq;
    const isReached = sameReads >= SAME_READS;
    if (isReached || performance.now() >= deadline) {
      return { isAtSellable, isReached, available: view.available, listings };
    }
    await sleep(readEveryMs);
  }
}

export function showsItsSellable({ sellable, shown, pending, shows }: ListingEnd): boolean {
  return pending === 0 && shown === sellable && shows === sellable;
}

/** Of a channel that takes no part in the sale (an own shop) the figure of the ledger stands. */
function listingEnds(view: StockView, state: SaleState): readonly ListingEnd[] {
  return view.listings.map((listing) => {
    const channel = SALE_CHANNELS.find((each) => each === listing.channel);
    return { ...listing, shows: channel === undefined ? listing.shown : state.channels[channel].shows };
  });
}
