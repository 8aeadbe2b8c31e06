/** Collects what one transaction writes: one write for each item, however many observations changed it. */

import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import { listingId } from '../../domain/listing/listing.ts';
import { type Decided, entryOf, rememberedBy, shownMoveOf } from '../../domain/posting/decision.ts';
import type { Posting } from '../../ports/posting/posting.ts';

/** The posting that commits these decisions; it has nothing in `seen` when there is nothing to write. */
export function postingOf(before: SkuLedger, after: SkuLedger, decided: readonly Decided[]): Posting {
  const seen = decided.flatMap(({ decision }) => rememberedBy(decision));
  const latest = new Map(seen.map((fact) => [fact.key, fact])).values();
  return {
    before,
    after,
    entries: decided.flatMap(({ decision }) => entryOf(decision) ?? []),
    seen: [...latest].map((now) => ({ now, before: before.seen.get(now.key) })),
    shown: shownMoves(before, decided),
  };
}

/** How each listing's `shown` moves, by all of the decisions: one that voids a reading does so among others (A7). */
function shownMoves({ listings }: SkuLedger, decided: readonly Decided[]): Posting['shown'] {
  const moves = decided.flatMap(({ decision }) => shownMoveOf(decision) ?? []);
  return listings.flatMap((listing) => {
    const own = moves.filter((move) => listingId(move.listing) === listingId(listing));
    const by = own.reduce((sum, move) => sum + move.by, 0);
    const isPossiblyOverwritten = own.some((move) => move.isPossiblyOverwritten);
    const voidsReading = own.some((move) => move.voidsReading === true);
    const isUnsaid = own.some((move) => move.isUnsaid === true);
    const isMoved = by !== 0 || isPossiblyOverwritten || voidsReading;
    const further = { ...(voidsReading && { voidsReading }), ...(isUnsaid && { isUnsaid: true as const }) };
    return isMoved ? [{ listing, by, isPossiblyOverwritten, ...further }] : [];
  });
}
