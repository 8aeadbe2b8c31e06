import { canonicalJson } from '../canonical-json.ts';
import type { LocationId } from '../identifiers.ts';
import { type Hold, holdEndChange, holdKey, mayEnd } from '../stock/hold.ts';
import type { HoldEndObservation, HoldObservation } from '../stock/observation.ts';
import { available, NO_STOCK, type Stock } from '../stock/stock.ts';
import { postEntry } from './post-entry.ts';
import type { FoldContext, Folded, SkuLedger } from './sku-ledger.ts';

/** Grants a hold when what is available at one location covers it: the limit is checked here and nowhere later. */
export function foldHold(ledger: SkuLedger, observation: HoldObservation, context: FoldContext): Folded {
  const { id, quantity, ttlSeconds, location } = observation;
  const contentHash = context.digest(canonicalJson({ quantity, ttlSeconds, location }));
  const seen = ledger.seen.get(holdKey(id));
  if (seen !== undefined) {
    const reason = `Hold ${id} was placed as entry ${seen.seq} with another body: use a new id.`;
    return seen.contentHash === contentHash
      ? { outcome: { kind: 'duplicate', seq: seen.seq }, ledger }
      : { outcome: { kind: 'conflicting', reason, seq: seen.seq }, ledger };
  }
  const place = location ?? fullestLocation(ledger.stock);
  const free = place === undefined ? 0 : available(ledger.stock[place] ?? NO_STOCK);
  if (place === undefined || free < quantity) {
    return { outcome: { kind: 'insufficient', available: Math.max(0, free) }, ledger };
  }
  const expiresAt = new Date(Date.parse(context.now) + ttlSeconds * 1000).toISOString();
  const hold: Hold = { id, quantity, location: place, expiresAt, status: 'open' };
  return postEntry(ledger, observation, context, {
    kind: 'held',
    changes: [{ location: place, held: quantity }],
    contentHash,
    hold,
  });
}

/** Ends a hold once. An end that comes too late, too early, or after another end is stale and moves nothing. */
export function foldHoldEnd(ledger: SkuLedger, observation: HoldEndObservation, context: FoldContext): Folded {
  const { id, end } = observation;
  const seen = ledger.seen.get(holdKey(id));
  if (seen?.hold === undefined) {
    return { outcome: { kind: 'invalid', reason: `There is no hold ${id} of SKU ${ledger.sku}.` }, ledger };
  }
  if (seen.hold.status === end) {
    return { outcome: { kind: 'duplicate', seq: seen.seq }, ledger };
  }
  if (!mayEnd(seen.hold, end, context.now)) {
    return { outcome: { kind: 'stale', seq: seen.seq }, ledger };
  }
  return postEntry(ledger, observation, context, {
    kind: end,
    changes: [holdEndChange(seen.hold, end)],
    contentHash: seen.contentHash,
    hold: { ...seen.hold, status: end },
  });
}

function fullestLocation(stock: Stock): LocationId | undefined {
  const locations = Object.keys(stock) as LocationId[];
  return locations.sort(
    (a, b) => available(stock[b] ?? NO_STOCK) - available(stock[a] ?? NO_STOCK) || (a < b ? -1 : 1),
  )[0];
}
