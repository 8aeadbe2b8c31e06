/** From when on the changes of an item are read from its channel. */
import type { ReadMarks } from '../../ports/importing/listing-registry.ts';

/** A change may become readable after a later one: changes up to this long before the mark are read again. */
const OVERLAP_MS = 60_000;

/** Changes from before the item was registered are in its baseline. */
export function readSince({ registeredAt, readUpTo }: ReadMarks): Date {
  return new Date(Math.max(Date.parse(registeredAt), Date.parse(readUpTo) - OVERLAP_MS));
}

/** So few known changes are read again for less than a write of the mark costs (half a read unit each, against a write unit). */
const READ_AGAIN_MAX = 5;

/** Whether the mark saves more than it costs: so many changes were read that are known, and it would leave them behind. */
export function isMarkWorthMoving({ readUpTo }: ReadMarks, readAt: Date, known: number): boolean {
  return known > READ_AGAIN_MAX && readAt.getTime() - Date.parse(readUpTo) > OVERLAP_MS;
}
