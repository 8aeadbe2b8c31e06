/** Holds: units promised to a checkout for a limited time, and how a hold may end. */

import type { LocationId } from '../identifiers.ts';
import type { HoldEnd } from './observation.ts';
import type { StockChange } from './stock.ts';

/** Units promised to a checkout. The hold is `open` until it ends, once, in one of four ways. */
export type Hold = {
  readonly id: string;
  readonly quantity: number;
  readonly location: LocationId;
  /** From this time on the hold can only expire; ISO 8601, milliseconds, UTC. */
  readonly expiresAt: string;
  readonly status: 'open' | HoldEnd;
};

/** The key under which a SKU's ledger remembers a hold. */
export function holdKey(id: string): string {
  return `hold:${id}`;
}

/** What the end of a hold does to the stock at its location. */
export function holdEndChange(hold: Hold, end: HoldEnd): StockChange {
  const released = { location: hold.location, held: -hold.quantity };
  switch (end) {
    case 'captured':
      return { ...released, committed: hold.quantity };
    case 'sold':
      return { ...released, onHand: -hold.quantity };
    case 'voided':
    case 'expired':
      return released;
    default:
      return end satisfies never;
  }
}

/** Whether the hold may end this way now. It may expire from `expiresAt` on, and end in any other way only before. */
export function mayEnd(hold: Hold, end: HoldEnd, now: string): boolean {
  return hold.status === 'open' && (end === 'expired') === now >= hold.expiresAt;
}
