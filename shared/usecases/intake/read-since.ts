/** From when on the changes of an item are read from its channel. */
import type { ReadMarks } from '../../ports/importing/listing-registry.ts';

/** A change may become readable after a later one: changes up to this long before the mark are read again. */
const OVERLAP_MS = 60_000;

/** Changes from before the item was registered are in its baseline. */
export function readSince({ registeredAt, readUpTo }: ReadMarks): Date {
  return new Date(Math.max(Date.parse(registeredAt), Date.parse(readUpTo) - OVERLAP_MS));
}
