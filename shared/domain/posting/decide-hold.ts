/** Decides whether a hold is granted: the limit is checked here and nowhere else. */

import type { LocationId } from '../identifiers.ts';
import type { SkuLedger } from '../ledger/sku-ledger.ts';
import type { Hold } from '../stock/hold.ts';
import type { HoldObservation } from '../stock/observation.ts';
import { available, NO_STOCK, type Stock } from '../stock/stock.ts';
import { type DraftDecision, leave, move } from './decision.ts';

/** Grants the hold when what is available at one location covers it. */
export function decideHold(observation: HoldObservation, ledger: SkuLedger, now: string): DraftDecision {
  const { id, quantity, ttlSeconds } = observation;
  const location = observation.location ?? locationWithMost(ledger.stock);
  const free = location === undefined ? 0 : available(ledger.stock[location] ?? NO_STOCK);
  if (location === undefined || free < quantity) {
    return leave({ kind: 'insufficient', available: Math.max(0, free) });
  }
  const expiresAt = new Date(Date.parse(now) + ttlSeconds * 1000).toISOString();
  const hold: Hold = { id, quantity, location, expiresAt, status: 'open' };
  return move({ kind: 'held', changes: [{ location, held: quantity }], hold });
}

function locationWithMost(stock: Stock): LocationId | undefined {
  const locations = Object.keys(stock) as LocationId[];
  return locations.sort(
    (a, b) => available(stock[b] ?? NO_STOCK) - available(stock[a] ?? NO_STOCK) || (a < b ? -1 : 1),
  )[0];
}
