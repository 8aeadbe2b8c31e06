/** What becomes of a belief when the channel's own figure takes its place. */
import type { Listing, SeenQuantity } from './listing.ts';

export type TakenFigure = Pick<Listing, 'shown'> & Partial<Pick<Listing, 'shownAsOf' | 'foundMore'>>;

/**
 * The channel's figure becomes `shown`, which was believed to be `believed`. Where stock work may be behind it, the difference
 * is added up; and what the channel sold before and reports later still moves `shown`, so that the sum is of stock work alone.
 */
export function takenFigure(
  { foundMore = 0 }: Pick<Listing, 'foundMore'>,
  { units, asOf, mayBeWork }: SeenQuantity,
  believed: number,
): TakenFigure {
  return mayBeWork
    ? { shown: units, foundMore: foundMore + units - believed }
    : { shown: units, shownAsOf: asOf };
}
