/** Which sales belong to the sale that is on: those since units last came. */
import type { Entry } from '../live/answers.ts';
import { availableAfter, unitsSold } from './sentences.ts';

/** `since`: when units last came, ISO 8601; absent where these entries do not say. `sold`: units since then, as far as these entries reach. */
export type PresentSale = { readonly entries: readonly Entry[]; readonly sold: number; readonly since?: string };

/** What brings units: a sale that is cancelled or a hold that ends gives back what was sold, and begins no other sale. */
const BRINGS: ReadonlySet<Entry['kind']> = new Set([
  'baseline',
  'received',
  'counted',
  'adjusted',
  'corrected',
  'transferred',
]);

/** `entries`: in their order. */
export function presentSale(entries: readonly Entry[]): PresentSale {
  const begun = entries.findLastIndex((entry, index) => {
    const before = entries[index - 1];
    return BRINGS.has(entry.kind) && availableAfter(entry) > (before === undefined ? 0 : availableAfter(before));
  });
  const own = entries.slice(begun + 1);
  const since = entries[begun]?.postedAt;
  const sold = own.reduce((sum, entry) => sum + Math.max(0, unitsSold(entry)), 0);
  return { entries: own, sold, ...(since !== undefined && { since }) };
}
