/** Holds: units promised to a checkout for a limited time, and what becomes of them. */

import type { ChannelId, LocationId } from '../identifiers.ts';
import type { HoldEnd } from './observation.ts';
import type { LocationStock, StockChange } from './stock.ts';

/** What has become of a hold. `takenOver`: a sale or an order that it was for counts its units now. */
export type HoldStatus = 'open' | HoldEnd | 'takenOver';

/** Units promised to a checkout. */
export type Hold = {
  readonly id: string;
  readonly quantity: number;
  readonly location: LocationId;
  /** From this time on an open hold can only expire; ISO 8601, milliseconds, UTC. */
  readonly expiresAt: string;
  readonly status: HoldStatus;
  /** When the units left the location, where they have left it; ISO 8601, milliseconds, UTC. */
  readonly leftAt?: string;
  /** The order that a capture named, and its channel where the capture said so. */
  readonly order?: string;
  readonly channel?: ChannelId;
};

/** The key under which a SKU's ledger remembers a hold. */
export function holdKey(id: string): string {
  return `hold:${id}`;
}

/** The key under which a SKU's ledger remembers which holds were captured for an order, and that the order was posted. */
export function heldForKey(order: string): string {
  return `heldFor:${order}`;
}

/** What a hold does to the stock at its location as long as it has this status; nothing: its units are free, or an order's. */
function effectOf(quantity: number, status: HoldStatus): Partial<LocationStock> {
  switch (status) {
    case 'open':
      return { held: quantity };
    case 'captured':
      return { committed: quantity };
    case 'sold':
    case 'shipped':
      return { onHand: -quantity };
    case 'voided':
    case 'cancelled':
    case 'returned':
    case 'expired':
    case 'takenOver':
      return {};
    default:
      return status satisfies never;
  }
}

/** Whether the hold still holds, commits or has taken units, so that a sale or an order can take them over. */
export function isInEffect({ quantity, status }: Pick<Hold, 'quantity' | 'status'>): boolean {
  return Object.keys(effectOf(quantity, status)).length > 0;
}

/**
 * What a change of the hold's status does to the stock at its location. Units that left and come back because an order
 * counts them now never left: their change has the time at which they had left.
 */
export function holdChange({ quantity, location, status, leftAt }: Hold, next: HoldStatus): StockChange {
  const [before, after] = [effectOf(quantity, status), effectOf(quantity, next)];
  const change = { ...negated(before), ...after };
  const neverLeft = next === 'takenOver' && leftAt !== undefined;
  return { location, ...change, ...(neverLeft && { occurredAt: leftAt }) };
}

function negated({ onHand, committed, held }: Partial<LocationStock>): Partial<LocationStock> {
  return {
    ...(onHand !== undefined && { onHand: -onHand }),
    ...(committed !== undefined && { committed: -committed }),
    ...(held !== undefined && { held: -held }),
  };
}

/** How each status may be followed by another one, beside `takenOver`, which may follow whatever is in effect. */
const FOLLOWS: Readonly<Record<HoldEnd, readonly HoldStatus[]>> = {
  captured: ['open'],
  sold: ['open'],
  voided: ['open'],
  expired: ['open'],
  cancelled: ['open', 'captured'],
  shipped: ['captured'],
  returned: ['sold', 'shipped'],
};

/**
 * Whether the hold may come to this end now. An open hold may expire from `expiresAt` on, and end in any other way only
 * before.
 */
export function mayEnd({ status, expiresAt }: Hold, end: HoldEnd, now: string): boolean {
  const isInTime = status !== 'open' || (end === 'expired') === now >= expiresAt;
  return FOLLOWS[end].includes(status) && isInTime;
}

/** The hold as it is at this time: an open one whose time is over has expired, whether its expiry was posted or not. */
export function statusAt({ status, expiresAt }: Hold, now: string): HoldStatus {
  return status === 'open' && now >= expiresAt ? 'expired' : status;
}
