/** What becomes of a belief when the channel's own figure takes its place. */
import type { Listing, SeenQuantity, Suspicion } from './listing.ts';

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
  return mayBeWork ? { shown: units, foundMore: foundMore + units - believed } : { shown: units, shownAsOf: asOf };
}

/**
 * A suspected figure as one that was seen. Where the states of its units were read with it, stock work that is posted by no
 * reading yet may be behind it: the figure is set right now, and accounted for later.
 */
export function seenOf({ actual, offSale }: Suspicion, asOf: string): SeenQuantity {
  return { units: actual, asOf, ...(offSale !== undefined && { mayBeWork: true as const }) };
}
