/** Decides whether a push counts towards a mass breaker, and whether sales, shipments or deliveries explain it. */
import { type Exposure, sellable } from '../exposure/exposure.ts';
import type { EntryKind, LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Listing } from '../listing/listing.ts';
import type { PushIntent } from '../listing/push-intent.ts';
import { available, type Stock, totalStock } from '../stock/stock.ts';
import type { Surge } from './channel-state.ts';

/** So many listings of one channel may go to zero, be raised or be adopted, unexplained in a window, before its breaker trips. */
export type BreakerLimits = {
  readonly zeroListings: number;
  readonly raiseListings: number;
  readonly adoptListings: number;
  readonly withinSeconds: number;
};

/** Entries to look back over for what caused a push: a SKU that moved on by more since is no mass mistake. */
export const CAUSE_ENTRIES = 50;

/** Trade: customers, carriers and suppliers move single SKUs, however many at once. The others are written by systems. */
const TRADE: ReadonlySet<EntryKind> = new Set<EntryKind>([
  'order',
  'held',
  'captured',
  'voided',
  'expired',
  'sold',
  'shipped',
  'received',
  'returned',
]);

/** The surges that pushes make. */
export type PushSurge = Exclude<Surge, 'adoptions'>;

/** Which breaker watches this push, if any does. */
export function surgeOf(listing: Pick<Listing, 'shown'>, intent: PushIntent): PushSurge | undefined {
  if (intent.delta > 0) {
    return 'raises';
  }
  return intent.target <= 0 && listing.shown > 0 ? 'zeros' : undefined;
}

/**
 * Whether trade explains the push, or an operator confirmed it since: a flash sale that empties the catalogue must not
 * trip a breaker, an import that zeroes it must (woocommerce-square 19, 529).
 *
 * The cause of a zero is the last entry that left the listing nothing to show. The cause of a raise is the last entry
 * since the listing's last push that made more available. If there is no such entry, no stock movement caused the push. It
 * is then explained only under shares, endgame or automatic buffers, which move figures by themselves. `entries` are the
 * last ones, newest first.
 */
export function isExplained(
  surge: PushSurge,
  entries: readonly LedgerEntry[],
  listing: Listing,
  exposure: Exposure,
  confirmedAt: string | undefined,
): boolean {
  const worksByItself = (exposure.shares ?? exposure.endgame ?? exposure.buffers) !== undefined;
  const before = (index: number): Stock => entries[index + 1]?.stockAfter ?? {};
  const pool = (stock: Stock) => available(totalStock(stock, listing.drawsOn));
  const isCause = ({ stockAfter, postedAt }: LedgerEntry, index: number): boolean => {
    if (surge === 'raises') {
      return pool(stockAfter) > pool(before(index)) && postedAt > (listing.lastPushedAt ?? '');
    }
    return worksByItself
      ? pool(stockAfter) < pool(before(index))
      : sellable(stockAfter, listing, exposure) === 0 && sellable(before(index), listing, exposure) > 0;
  };
  const cause = entries.find(isCause);
  const isConfirmed = confirmedAt !== undefined && ((cause ?? entries[0])?.postedAt ?? '') <= confirmedAt;
  return isConfirmed || (cause === undefined ? worksByItself : TRADE.has(cause.kind));
}
